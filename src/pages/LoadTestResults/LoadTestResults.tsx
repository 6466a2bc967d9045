import React, { useCallback, useMemo } from 'react';
import { useNavigate } from 'react-router-dom';
import { useQuery } from '@tanstack/react-query';
import { PluginPage } from '@grafana/runtime';
import { t } from '../../translations';
import { Button, EmptyState, LoadingBar, Stack } from '@grafana/ui';
import { useRefetchInterval } from '../../api/live';
import type { RunPage, RunRecord } from '../../api/runRecord';
import { LiveState } from '../../components/LiveState';
import { NotUnderstood } from '../../components/NotUnderstood';
import { RedeploySwitch } from '../../components/RedeploySwitch';
import { runColumns } from '../../components/runColumns';
import { RunTable } from '../../components/RunTable';
import { Recovering, Section } from '../../components/Section';
import { paths } from '../../constants';
import { FilterBar } from './FilterBar';
import { type Filters, isFiltered, noFilters, useFilters } from './filters';
import { OpenIncidents } from './OpenIncidents';
import { runPageQuery, testNamesQuery } from './queries';

/** Recent runs, newest first, and what is wrong now. */
export function LoadTestResults() {
  const [filters, change] = useFilters();
  const refetchInterval = useRefetchInterval();
  const runs = useQuery({ ...runPageQuery(filters), refetchInterval });
  const tests = useQuery(testNamesQuery());
  return (
    <PluginPage actions={<LiveState refresh={() => void runs.refetch()} refreshing={runs.isFetching} />}>
      <Stack direction="column" gap={2}>
        <OpenIncidents />
        <Recovering what={t('results.redeploy-switch', 'the switch of redeploys')}>
          <RedeploySwitch />
        </Recovering>
        <Recovering what={t('results.filters', 'the filters')}>
          <FilterBar filters={filters} change={change} tests={tests.data ?? []} />
        </Recovering>
        <Section what={t('results.what', 'load test results')} query={runs}>
          {(page) => <Results page={page} filters={filters} change={change} isOld={runs.isPlaceholderData} />}
        </Section>
      </Stack>
    </PluginPage>
  );
}

interface Props {
  readonly page: RunPage;
  readonly filters: Filters;
  readonly change: (change: Partial<Filters>) => void;
  /** What is shown is still the page before. */
  readonly isOld: boolean;
}

function Results({ page, filters, change, isOld }: Props) {
  const navigate = useNavigate();
  const columns = useMemo(() => runColumns('results'), []);
  const open = useCallback((run: RunRecord) => navigate(paths.run(run.id)), [navigate]);
  if (page.runs.length + page.leftOut === 0) {
    return <NoRuns filters={filters} change={change} />;
  }
  return (
    <Stack direction="column" gap={2}>
      {isOld && <LoadingBar width={400} ariaLabel={t('results.loading', 'Loading load test results')} />}
      <NotUnderstood runs={page.runs} leftOut={page.leftOut} />
      <RunTable runs={page.runs} columns={columns} onOpen={open} />
      <Stack gap={1}>
        {filters.cursor !== null && (
          <Button variant="secondary" icon="arrow-up" onClick={() => change({})}>
            {t('results.newest', 'Newest runs')}
          </Button>
        )}
        {page.nextCursor !== null && (
          <Button
            variant="secondary"
            icon="arrow-down"
            disabled={isOld}
            onClick={() => change({ cursor: page.nextCursor })}
          >
            {t('results.older', 'Older runs')}
          </Button>
        )}
      </Stack>
    </Stack>
  );
}

function NoRuns({ filters, change }: Pick<Props, 'filters' | 'change'>) {
  if (isFiltered(filters) || filters.cursor !== null) {
    return (
      <EmptyState
        variant="not-found"
        hideImage
        message={t('results.none-found', 'No run fits the filters')}
        button={
          <Button variant="secondary" onClick={() => change(noFilters)}>
            {t('results.clear', 'Clear filters')}
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState variant="call-to-action" hideImage message={t('results.none', 'No load test has run yet')}>
      {t(
        'results.none-hint',
        'Run k6 through the sidecar: "npx loadtests run <script>" on the command line, or monitor.js in a script. Runs are listed here as soon as k6 reports.'
      )}
    </EmptyState>
  );
}
