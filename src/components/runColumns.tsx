import React, { type ReactNode } from 'react';
import { Badge, Text, TextLink } from '@grafana/ui';
import { t } from '../translations';
import { report } from '../api/interactions';
import type { RunRecord } from '../api/runRecord';
import { paths } from '../constants';
import { autoFixText } from './autoFix';
import { notKnown, p95Margin, type RunFigures } from './figures';
import { LongText } from './LongText';
import { RunTime } from './RunTime';
import { Verdict } from './Verdict';

/** A column of a table of runs. */
export interface RunColumn {
  readonly field: RunField;
  readonly head: string;
  readonly show: (run: RunRecord, figures: RunFigures) => ReactNode;
  readonly isNumber?: boolean;
}

export type RunField = Exclude<keyof RunRecord, 'unreadable'>;

/**
 * Every field of the run record, in the order that it is read.
 *
 * @param from where the table stands, for the usage insights.
 */
export function runColumns(from: 'results' | 'panel'): readonly RunColumn[] {
  return [
    {
      field: 'startedAt',
      head: t('run-table.started-at', 'Run date and time'),
      show: (run) => <RunLink run={run} mayCompare={from === 'results'} />,
    },
    {
      field: 'test',
      head: t('run-table.test', 'Load test'),
      show: ({ test, environment }) => (
        <>
          {test}
          {environment !== '' && <Note>{environment}</Note>}
        </>
      ),
    },
    { field: 'verdict', head: t('run-table.verdict', 'Pass/fail'), show: (run) => <VerdictCell run={run} /> },
    {
      field: 'durationSeconds',
      head: t('run-table.duration', 'Duration'),
      show: (_, { duration }) => <span style={{ whiteSpace: 'nowrap' }}>{duration}</span>,
      isNumber: true,
    },
    {
      field: 'virtualUsers',
      head: t('run-table.virtual-users', 'Virtual users'),
      show: (_, { virtualUsers }) => virtualUsers,
      isNumber: true,
    },
    {
      field: 'avgResponseTimeMs',
      head: t('run-table.avg', 'Average response time'),
      show: (_, { avgResponseTime }) => avgResponseTime,
      isNumber: true,
    },
    {
      field: 'p95ResponseTimeMs',
      head: t('run-table.p95', 'p95 response time'),
      show: (run, { p95ResponseTime }) => (
        <>
          {p95ResponseTime}
          <Note>{p95Margin(run)}</Note>
        </>
      ),
      isNumber: true,
    },
    {
      field: 'errorRate',
      head: t('run-table.error-rate', 'Error rate'),
      show: (_, { errorRate }) => errorRate,
      isNumber: true,
    },
    {
      field: 'diagnosis',
      head: t('run-table.diagnosis', 'Diagnosis'),
      show: (run) => <DiagnosisCell run={run} from={from} />,
    },
    {
      field: 'actionRequired',
      head: t('run-table.action-required', 'Action required'),
      show: (run) => <ActionRequired run={run} />,
    },
    {
      field: 'autoFixApplied',
      head: t('run-table.auto-fix', 'Auto-fix applied'),
      show: ({ autoFixApplied }) => autoFixText(autoFixApplied),
    },
  ];
}

interface RunLinkProps {
  readonly run: RunRecord;
  /** Whether a second link leads to the comparison with the baseline. */
  readonly mayCompare: boolean;
}

function RunLink({ run, mayCompare }: RunLinkProps) {
  if (run.id === '' && run.startedAt !== null) {
    return <RunTime at={run.startedAt} />;
  }
  const label = t('run-table.open', 'Open the run of {{test}}', { test: run.test });
  const notStarted =
    run.verdict === null
      ? t('run-table.not-started-yet', 'not started yet')
      : t('run-table.never-started', 'never started');
  return (
    <>
      <TextLink href={paths.run(run.id)} inline color="primary" variant="bodySmall" aria-description={label}>
        {run.startedAt === null ? notStarted : <RunTime at={run.startedAt} />}
      </TextLink>
      {mayCompare && run.verdict !== null && run.startedAt !== null && (
        <div>
          <TextLink
            href={paths.compare({ run: run.id })}
            inline
            color="secondary"
            variant="bodySmall"
            aria-description={t('run-table.compare-of', 'Compare the run of {{test}} with its baseline', {
              test: run.test,
            })}
          >
            {t('run-table.compare', 'Compare')}
          </TextLink>
        </div>
      )}
    </>
  );
}

function VerdictCell({ run }: { readonly run: RunRecord }) {
  const reason = run.verdict === null || run.verdict === 'passed' ? undefined : run.reasons[0]?.text;
  return (
    <>
      <Verdict run={run} />
      <Note>{reason}</Note>
      {run.verdict !== null && !run.counts && (
        <Note>{t('run-table.does-not-count', 'does not count: not a run of the catalogue as it stands')}</Note>
      )}
    </>
  );
}

function DiagnosisCell({ run, from }: { readonly run: RunRecord; readonly from: 'results' | 'panel' }) {
  if (run.diagnosis === null) {
    return <>{notKnown}</>;
  }
  return (
    <LongText
      text={run.diagnosis.text}
      of={t('run-table.diagnosis-of', 'diagnosis of {{test}}', { test: run.test })}
      onOpen={() => report('diagnosis_opened', { from })}
    />
  );
}

function ActionRequired({ run }: { readonly run: RunRecord }) {
  if (!run.actionRequired) {
    return <>{t('run-table.no', 'No')}</>;
  }
  return (
    <>
      <Badge color="red" icon="exclamation-circle" text={t('run-table.yes', 'Yes')} />
      <Note>{run.actionRequiredReason}</Note>
    </>
  );
}

export function Note({ children }: { readonly children: string | null | undefined }) {
  return children == null ? null : (
    <div>
      <Text variant="bodySmall" color="secondary">
        {children}
      </Text>
    </div>
  );
}
