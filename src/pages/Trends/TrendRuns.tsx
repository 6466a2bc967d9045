import React, { type ReactNode } from 'react';
import { Badge, Stack, TextLink } from '@grafana/ui';
import { formatErrorRate, formatMs } from '../../../backend/src/lib/figures';
import type { Trend, TrendRun } from '../../api/trend';
import { CardTable } from '../../components/CardTable';
import { notKnown } from '../../components/figures';
import { Note } from '../../components/runColumns';
import { RunTime } from '../../components/RunTime';
import { TitledSection } from '../../components/TitledSection';
import { Verdict } from '../../components/Verdict';
import { paths } from '../../constants';
import { t } from '../../translations';
import { deploymentChanges, deploymentText } from './deployments';

/** Width of its place in px, below which the columns can no longer be read. */
const cardsBelow = 760;

/** Every run of the trend, the newest first: what the charts show, in figures. */
export function TrendRuns({ trend }: { readonly trend: Trend }) {
  const columns = columnsOf(trend);
  return (
    <TitledSection title={t('trends.runs', 'Runs')} what={t('trends.runs-what', 'the runs')}>
      <CardTable
        label={t('trends.runs-label', 'Runs of the trend, the newest first')}
        heads={columns.map(({ head }) => head)}
        lines={[...trend.runs].reverse().map((run) => ({
          key: run.runId,
          cells: columns.map(({ field, show }) =>
            field !== null && run.unreadable.includes(field) ? t('trends.unreadable', 'cannot be read') : show(run)
          ),
        }))}
        cardsBelow={cardsBelow}
        labels="11em"
      />
    </TitledSection>
  );
}

interface Column {
  /** What the cell rests on. */
  readonly field: TrendRun['unreadable'][number] | null;
  readonly head: string;
  readonly show: (run: TrendRun) => ReactNode;
}

function columnsOf({ runs, baseline }: Trend): readonly Column[] {
  const changed = new Set(deploymentChanges(runs).map(({ run }) => run.runId));
  return [
    { field: 'endedAt', head: t('trends.ended-at', 'Run date and time'), show: (run) => <RunLink run={run} /> },
    {
      field: 'verdict',
      head: t('trends.verdict', 'Pass/fail'),
      show: (run) => <VerdictCell run={run} baseline={baseline} />,
    },
    {
      field: 'p95ResponseTimeMs',
      head: t('trends.p95', 'p95 response time'),
      show: ({ p95ResponseTimeMs }) => formatMs(p95ResponseTimeMs),
    },
    {
      field: 'avgResponseTimeMs',
      head: t('trends.average', 'Average response time'),
      show: ({ avgResponseTimeMs }) => formatMs(avgResponseTimeMs),
    },
    {
      field: 'errorRate',
      head: t('trends.error-rate', 'Error rate'),
      show: ({ errorRate, errorRateSamples }) => formatErrorRate(errorRate, errorRateSamples),
    },
    {
      field: 'deployment',
      head: t('trends.deployment', 'Deployment'),
      show: ({ runId, deployment }) => (
        <>
          {deployment === null ? notKnown : deploymentText(deployment)}
          <Note>
            {changed.has(runId) ? t('trends.deployment-changed', 'another one than in the run before') : null}
          </Note>
        </>
      ),
    },
    {
      field: null,
      head: t('trends.compare', 'Compare'),
      show: ({ runId, endedAt }) =>
        baseline === null || baseline.runId === runId ? (
          notKnown
        ) : (
          <TextLink
            href={paths.compare({ base: baseline.runId, run: runId })}
            inline
            variant="bodySmall"
            aria-description={endedAt ?? runId}
          >
            {t('trends.compare-with-baseline', 'Compare with the baseline')}
          </TextLink>
        ),
    },
  ];
}

function RunLink({ run: { runId, endedAt } }: { readonly run: TrendRun }) {
  return (
    <TextLink href={paths.run(runId)} inline color="primary" variant="bodySmall">
      {endedAt === null ? t('trends.never-ended', 'never ran: {{id}}', { id: runId }) : <RunTime at={endedAt} />}
    </TextLink>
  );
}

function VerdictCell({ run, baseline }: { readonly run: TrendRun; readonly baseline: TrendRun | null }) {
  const { runId, verdict, isComparable, regression } = run;
  return (
    <>
      <Stack gap={0.5} wrap="wrap">
        <Verdict run={{ verdict, status: 'judging' }} />
        {baseline?.runId === runId && (
          <Badge
            color="purple"
            icon="bookmark"
            text={
              baseline.isPinned
                ? t('trends.pinned-baseline-mark', 'baseline, pinned')
                : t('trends.baseline-mark', 'baseline')
            }
          />
        )}
      </Stack>
      <Note>
        {regression === null ? null : t('trends.regression', 'Regression: {{text}}', { text: regression.text })}
      </Note>
      <Note>{isComparable ? null : t('trends.not-comparable-note', 'not comparable with the newest run')}</Note>
    </>
  );
}
