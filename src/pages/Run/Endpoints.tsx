import React, { useId, useState } from 'react';
import { Input, Stack, Text } from '@grafana/ui';
import { formatCount, formatErrorRate, formatMs } from '../../../backend/src/lib/figures';
import type { RunDetailRecord } from '../../api/runDetail';
import { anchors } from './anchors';
import { type DataColumn, DataTable } from '../../components/DataTable';
import { type Endpoint, type EndpointField, sortedBy, sortEndpoints, worstFirst } from './endpointRows';
import { detailsMissingText } from './missing';
import { TitledSection } from '../../components/TitledSection';
import { t } from '../../translations';

interface Props {
  readonly run: RunDetailRecord;
}

/** More are found by their name. */
const filterFrom = 20;

/** What each endpoint of the target did in the run, the worst first. */
export function Endpoints({ run }: Props) {
  return (
    <TitledSection
      id={anchors.endpoints}
      title={t('endpoints.title', 'Endpoints')}
      what={t('endpoints.what', 'the endpoints')}
    >
      {run.endpoints.length === 0 ? (
        <Text color="secondary">
          {detailsMissingText(run, 'endpoints') ??
            t('endpoints.none', 'The metric store has no requests of this run, so it tells no endpoints.')}
        </Text>
      ) : (
        <Table run={run} />
      )}
    </TitledSection>
  );
}

function Table({ run: { endpoints, endpointsLeftOut } }: Props) {
  const [by, setBy] = useState(worstFirst);
  const [wanted, setWanted] = useState('');
  const rows = sortEndpoints(
    endpoints.filter(({ name }) => name.toLowerCase().includes(wanted.trim().toLowerCase())),
    by
  );
  return (
    <Stack direction="column" gap={1}>
      {endpoints.length > filterFrom && (
        <Filter wanted={wanted} change={setWanted} found={rows.length} of={endpoints.length} />
      )}
      {rows.length > 0 && (
        <DataTable
          label={t('endpoints.label', 'Endpoints of the run')}
          columns={columnsOf()}
          rows={rows}
          keyOf={({ name, method, statusClass }) => `${method} ${statusClass} ${name}`}
          // An endpoint has a row per class of status codes: a link leads to the first.
          idOf={(row, index) => (firstOf(rows, row) === index ? anchors.endpoint(row.name, row.method) : undefined)}
          sorting={{ by, sortBy: (field) => setBy(sortedBy(field, by)) }}
        />
      )}
      {endpointsLeftOut > 0 && (
        <Text variant="bodySmall" color="secondary">
          {t(
            'endpoints.left-out',
            '{{left}} more endpoints are left out: the {{kept}} with the most requests are kept.',
            {
              left: formatCount(endpointsLeftOut),
              kept: formatCount(endpoints.length),
            }
          )}
        </Text>
      )}
    </Stack>
  );
}

interface FilterProps {
  readonly wanted: string;
  readonly change: (wanted: string) => void;
  readonly found: number;
  readonly of: number;
}

function Filter({ wanted, change, found, of }: FilterProps) {
  const id = useId();
  return (
    <Stack gap={1} alignItems="center" wrap="wrap">
      <label htmlFor={id}>{t('endpoints.filter', 'Endpoint contains')}</label>
      <Input id={id} type="search" width={30} value={wanted} onChange={(event) => change(event.currentTarget.value)} />
      <span role="status">
        {t('endpoints.found', '{{found}} of {{of}}', { found: formatCount(found), of: formatCount(of) })}
      </span>
    </Stack>
  );
}

function firstOf(rows: readonly Endpoint[], { name, method }: Endpoint): number {
  return rows.findIndex((row) => row.name === name && row.method === method);
}

function columnsOf(): ReadonlyArray<DataColumn<Endpoint, EndpointField>> {
  return [
    { field: 'name', head: t('endpoints.name', 'Endpoint'), show: ({ name }) => name },
    { field: 'method', head: t('endpoints.method', 'Method'), show: ({ method }) => method },
    {
      field: 'statusClass',
      head: t('endpoints.status', 'Status'),
      show: ({ statusClass }) => (statusClass === 'none' ? t('endpoints.no-answer', 'no answer') : statusClass),
    },
    {
      field: 'requests',
      head: t('endpoints.requests', 'Requests'),
      show: ({ requests }) => formatCount(requests),
      isNumber: true,
    },
    {
      field: 'failedRequests',
      head: t('endpoints.failed', 'Failed'),
      show: ({ failedRequests }) => formatCount(failedRequests),
      isNumber: true,
    },
    {
      field: 'errorRate',
      head: t('endpoints.error-rate', 'Error rate'),
      show: ({ errorRate, errorRateSamples }) => formatErrorRate(errorRate, errorRateSamples),
      isNumber: true,
    },
    {
      field: 'avgResponseTimeMs',
      head: t('endpoints.average', 'Average'),
      show: ({ avgResponseTimeMs }) => formatMs(avgResponseTimeMs),
      isNumber: true,
    },
    {
      field: 'p95ResponseTimeMs',
      head: t('endpoints.p95', 'p95'),
      show: ({ p95ResponseTimeMs }) => formatMs(p95ResponseTimeMs),
      isNumber: true,
    },
  ];
}
