import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import { errorCodeMeaning } from '../../../backend/src/diagnosis/error-codes';
import { formatCount, formatPercent } from '../../../backend/src/lib/figures';
import type { RunDetailRecord } from '../../api/runDetail';
import { anchors } from './anchors';
import { type DataColumn, DataTable } from '../../components/DataTable';
import { detailsMissingText } from './missing';
import { TitledSection } from '../../components/TitledSection';
import { t } from '../../translations';

interface Props {
  readonly run: RunDetailRecord;
}

/** What the target answered, and why k6 counts requests as errors. */
export function StatusCodes({ run }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.both}>
      <TitledSection
        id={anchors.statusCodes}
        title={t('status-codes.title', 'Status codes')}
        what={t('status-codes.what', 'the status codes')}
      >
        <Codes
          run={run}
          field="statusCodes"
          label={t('status-codes.label', 'Status codes of the run')}
          head={t('status-codes.code', 'Status code')}
          nameOf={statusCodeText}
          share={t('status-codes.share', 'Share of requests')}
          none={t('status-codes.none', 'The metric store has no requests of this run.')}
        />
      </TitledSection>
      <TitledSection
        id={anchors.errorCodes}
        title={t('error-codes.title', 'Error codes of k6')}
        what={t('error-codes.what', 'the error codes')}
      >
        <Codes
          run={run}
          field="errorCodes"
          label={t('error-codes.label', 'Error codes of the run')}
          head={t('error-codes.code', 'Error code')}
          nameOf={errorCodeText}
          share={t('error-codes.share', 'Share of errors')}
          none={t('error-codes.none', 'No request ended with an error.')}
        />
      </TitledSection>
    </div>
  );
}

interface CodesProps extends Props {
  readonly field: 'statusCodes' | 'errorCodes';
  readonly label: string;
  readonly head: string;
  readonly nameOf: (code: number) => string;
  readonly share: string;
  readonly none: string;
}

type Row = RunDetailRecord['statusCodes'][number];

function Codes({ run, field, label, head, nameOf, share, none }: CodesProps) {
  const rows = [...run[field]].sort((one, other) => other.requests - one.requests || one.code - other.code);
  if (rows.length === 0) {
    return <Text color="secondary">{detailsMissingText(run, field) ?? none}</Text>;
  }
  const all = rows.reduce((sum, { requests }) => sum + requests, 0);
  const columns: ReadonlyArray<DataColumn<Row, 'code' | 'requests' | 'share'>> = [
    { field: 'code', head, show: ({ code }) => nameOf(code) },
    {
      field: 'requests',
      head: t('status-codes.requests', 'Requests'),
      show: ({ requests }) => formatCount(requests),
      isNumber: true,
    },
    {
      field: 'share',
      head: share,
      show: ({ requests }) => (all === 0 ? formatPercent(null) : formatPercent(requests / all)),
      isNumber: true,
    },
  ];
  return <DataTable label={label} columns={columns} rows={rows} keyOf={({ code }) => String(code)} />;
}

/** k6 writes 0 where no answer came. */
function statusCodeText(code: number): string {
  return code === 0 ? t('status-codes.no-answer', 'no answer') : String(code);
}

function errorCodeText(code: number): string {
  return `${code}: ${errorCodeMeaning(code)}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  both: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 22em), 1fr))',
  }),
});
