import React from 'react';
import { EmptyState, Stack } from '@grafana/ui';
import type { Trend } from '../../api/trend';
import { NotUnderstood } from '../../components/NotUnderstood';
import { Recovering } from '../../components/Section';
import { t } from '../../translations';
import { Finding } from './Finding';
import { TrendCharts } from './TrendCharts';
import { TrendRuns } from './TrendRuns';

interface Props {
  readonly test: string;
  readonly trend: Trend;
}

/** What the runs say together, then the runs themselves: drawn, and as a table. */
export function TrendParts({ test, trend }: Props) {
  const { runs, baseline, finding, leftOut } = trend;
  if (runs.length + leftOut === 0) {
    return (
      <EmptyState
        variant="call-to-action"
        hideImage
        message={t('trends.no-runs', 'No run of {{test}} counts yet', { test })}
      >
        {t(
          'trends.no-runs-hint',
          'Runs of the load test as the catalogue describes it are held against each other here, from the first one on.'
        )}
      </EmptyState>
    );
  }
  return (
    <Stack direction="column" gap={4}>
      <Stack direction="column" gap={2}>
        <NotUnderstood runs={[...runs, finding, ...(baseline === null ? [] : [baseline])]} leftOut={leftOut} />
        <Recovering what={t('trends.finding', 'the finding')}>
          <Finding trend={trend} />
        </Recovering>
      </Stack>
      <TrendCharts test={test} trend={trend} />
      <TrendRuns trend={trend} />
    </Stack>
  );
}
