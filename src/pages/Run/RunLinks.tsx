import React from 'react';
import { useQuery } from '@tanstack/react-query';
import { t } from '../../translations';
import { LinkButton, Stack } from '@grafana/ui';
import type { RunDetailRecord } from '../../api/runDetail';
import { baselineOfQuery } from '../../api/trend';
import { appHref, paths } from '../../constants';

interface Props {
  readonly run: RunDetailRecord;
  readonly k6DashboardUid: string | null;
}

/** To the other runs of the load test, to what this one is held against, and to k6's samples at its time. */
export function RunLinks({ run, k6DashboardUid }: Props) {
  const results = `${paths.results}?${new URLSearchParams({ test: run.test })}`;
  // A run that is not judged, or that does not count, is held against nothing.
  const baseline = useQuery({ ...baselineOfQuery(run), enabled: run.verdict !== null && run.counts });
  return (
    <Stack gap={1} wrap="wrap">
      <LinkButton variant="secondary" icon="arrow-left" href={appHref(results)}>
        {t('run.results-of', 'Results of {{test}}', { test: run.test })}
      </LinkButton>
      <LinkButton variant="secondary" icon="chart-line" href={appHref(paths.trends(run.test))}>
        {t('run.trend-of', 'Trend of {{test}}', { test: run.test })}
      </LinkButton>
      {baseline.data != null && (
        <LinkButton
          variant="secondary"
          icon="exchange-alt"
          href={appHref(paths.compare({ base: baseline.data, run: run.id }))}
        >
          {t('run.compare', 'Compare with the baseline')}
        </LinkButton>
      )}
      {k6DashboardUid !== null && k6DashboardUid !== '' && run.startedAt !== null && (
        <LinkButton variant="secondary" icon="apps" href={appHref(dashboard(k6DashboardUid, run, run.startedAt))}>
          {t('run.k6-dashboard', 'k6 dashboard at this time')}
        </LinkButton>
      )}
    </Stack>
  );
}

/** A run that has not ended is shown until now. */
function dashboard(uid: string, { id, endedAt }: RunDetailRecord, startedAt: string): string {
  const range = { from: String(Date.parse(startedAt)), to: endedAt === null ? 'now' : String(Date.parse(endedAt)) };
  return `/d/${encodeURIComponent(uid)}?${new URLSearchParams({ 'var-testid': id, ...range })}`;
}
