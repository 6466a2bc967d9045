import React, { type ReactNode, useState } from 'react';
import { Stack, Text } from '@grafana/ui';
import { formatCount } from '../../../backend/src/lib/figures';
import { type DataColumn, DataTable } from '../../components/DataTable';
import { notKnown } from '../../components/figures';
import { Note } from '../../components/runColumns';
import { TitledSection } from '../../components/TitledSection';
import { t } from '../../translations';
import { type ComparedField, mostChangedFirst, sortCompared, sortedBy } from './comparedRows';
import type { ComparedEndpoint } from './comparison';
import { changeText, differenceText, type FigureName, figureText, meaningOf } from './differenceText';
import { MeaningBadge } from './MeaningBadge';

/** Each endpoint of both runs, what has changed most first. */
export function ComparedEndpoints({ endpoints }: { readonly endpoints: readonly ComparedEndpoint[] }) {
  const [by, setBy] = useState(mostChangedFirst);
  return (
    <TitledSection title={t('compare.endpoints', 'Endpoints')} what={t('compare.endpoints-what', 'the endpoints')}>
      {endpoints.length === 0 ? (
        <Text color="secondary">
          {t('compare.no-endpoints', 'The metric store has no requests of these runs, so it tells no endpoints.')}
        </Text>
      ) : (
        <DataTable
          label={t('compare.endpoints-label', 'Endpoints of both runs')}
          columns={columnsOf()}
          rows={sortCompared(endpoints, by)}
          keyOf={({ name, method, statusClass }) => `${method} ${statusClass} ${name}`}
          sorting={{ by, sortBy: (field) => setBy(sortedBy(field, by)) }}
        />
      )}
    </TitledSection>
  );
}

function columnsOf(): ReadonlyArray<DataColumn<ComparedEndpoint, ComparedField>> {
  return [
    { field: 'name', head: t('compare.endpoint', 'Endpoint'), show: ({ name }) => name },
    { field: 'method', head: t('compare.method', 'Method'), show: ({ method }) => method },
    {
      field: 'statusClass',
      head: t('compare.status', 'Status'),
      show: ({ statusClass }) => (statusClass === 'none' ? t('compare.no-answer', 'no answer') : statusClass),
    },
    {
      field: 'meaning',
      head: t('compare.meaning', 'What it says'),
      show: (endpoint) => <Meanings endpoint={endpoint} />,
    },
    {
      field: 'p95',
      head: t('compare.p95-short', 'p95'),
      show: (endpoint) => figures(endpoint, 'p95ResponseTimeMs'),
      isNumber: true,
    },
    {
      field: 'average',
      head: t('compare.average-short', 'Average'),
      show: (endpoint) => figures(endpoint, 'avgResponseTimeMs'),
      isNumber: true,
    },
    {
      field: 'errorRate',
      head: t('compare.error-rate', 'Error rate'),
      show: (endpoint) => figures(endpoint, 'errorRate'),
      isNumber: true,
    },
    {
      field: 'requests',
      head: t('compare.requests', 'Requests'),
      show: ({ base, run }) => fromTo(called(base), called(run)),
      isNumber: true,
    },
  ];
}

function Meanings({ endpoint }: { readonly endpoint: ComparedEndpoint }) {
  if (endpoint.base === null || endpoint.run === null) {
    return (
      <>
        {endpoint.base === null
          ? t('compare.only-in-run', 'called in the run only')
          : t('compare.only-in-base', 'called in the base only')}
      </>
    );
  }
  const errors = meaningOf('errorRate', endpoint.errorRate);
  return (
    <Stack direction="column" gap={0.5} alignItems="flex-start">
      <MeaningBadge meaning={meaningOf('p95ResponseTimeMs', endpoint.p95ResponseTimeMs)} />
      {(errors.kind === 'worse' || errors.kind === 'better') && <MeaningBadge meaning={errors} />}
    </Stack>
  );
}

function figures(endpoint: ComparedEndpoint, figure: FigureName): ReactNode {
  if (endpoint.unreadable.includes(figure)) {
    return t('compare.unreadable', 'cannot be read');
  }
  const difference = endpoint[figure];
  const { base, run } = difference;
  const change = figure === 'errorRate' ? differenceText(figure, difference) : changeText(difference);
  const isSame = difference.difference === 0 || change === notKnown;
  return (
    <>
      {fromTo(figureText(figure, base, run), figureText(figure, run, base))}
      <Note>{isSame ? null : change}</Note>
    </>
  );
}

function fromTo(base: string, run: string): string {
  return base === run ? base : t('compare.from-to', '{{base}} → {{run}}', { base, run });
}

function called(side: ComparedEndpoint['base']): string {
  return side === null ? t('compare.not-called', 'not called') : formatCount(side.requests);
}
