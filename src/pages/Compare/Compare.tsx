import React from 'react';
import { useSearchParams } from 'react-router-dom';
import { useQuery } from '@tanstack/react-query';
import { PluginPage } from '@grafana/runtime';
import { EmptyState, LoadingPlaceholder, Stack } from '@grafana/ui';
import { useRefetchInterval } from '../../api/live';
import { runDetailQuery } from '../../api/runDetail';
import { SidecarError } from '../../api/sidecar';
import { trendQuery } from '../../api/trend';
import { LiveState } from '../../components/LiveState';
import { Recovering, Section } from '../../components/Section';
import { appHref, paths } from '../../constants';
import { t } from '../../translations';
import { CompareParts } from './CompareParts';
import { comparisonQuery } from './comparison';
import { RunPickers } from './RunPickers';

/** Two runs side by side: `base` and `run` of the address. Without a base the run is held against its load test's baseline. */
export default function Compare() {
  const [parameters, setParameters] = useSearchParams();
  const runId = parameters.get('run') ?? '';
  const askedBase = parameters.get('base') ?? '';
  const run = useQuery({ ...runDetailQuery(runId), enabled: runId !== '' });
  const trend = useQuery({ ...trendQuery(run.data?.test ?? ''), enabled: askedBase === '' && run.data !== undefined });
  const baseline = trend.data?.baseline?.runId ?? '';
  const baseId = askedBase === '' && baseline !== runId ? baseline : askedBase;
  const base = useQuery({ ...runDetailQuery(baseId), enabled: baseId !== '' });
  const isComplete = baseId !== '' && runId !== '' && baseId !== runId;
  const comparison = useQuery({
    ...comparisonQuery(baseId, runId),
    enabled: isComplete,
    refetchInterval: useRefetchInterval(),
  });
  const isMissing = [comparison, run].some(
    ({ data, error }) => data === undefined && error instanceof SidecarError && error.kind === 'notFound'
  );
  const title = t('compare.title', 'Compare two runs');
  return (
    <PluginPage
      pageNav={{
        text: title,
        url: `${paths.root}/compare`,
        parentItem: { text: t('compare.results', 'Load test results'), url: appHref(paths.results) },
      }}
      renderTitle={() => <h1>{title}</h1>}
      actions={<LiveState refresh={() => void comparison.refetch()} refreshing={comparison.isFetching} />}
    >
      <Stack direction="column" gap={3}>
        <Recovering what={t('compare.choice', 'the choice of runs')}>
          <RunPickers
            test={run.data?.test ?? base.data?.test ?? null}
            base={{ id: baseId, detail: base.data }}
            run={{ id: runId, detail: run.data }}
            choose={(chosen) => setParameters({ base: baseId, run: runId, ...chosen })}
          />
        </Recovering>
        {isMissing ? (
          <Nothing
            title={t('compare.missing', 'There is no such run')}
            hint={t('compare.missing-hint', 'The sidecar does not know both of these runs. Choose others above.')}
          />
        ) : isComplete ? (
          <Section what={t('compare.what', 'the comparison')} query={comparison}>
            {(answer) => <CompareParts comparison={answer} base={base} run={run} />}
          </Section>
        ) : askedBase === '' && runId !== '' && (run.isFetching || trend.isFetching) ? (
          <div role="status">
            <LoadingPlaceholder text={t('compare.loading', 'Looking for the baseline')} />
          </div>
        ) : (
          <Incomplete baseId={baseId} runId={runId} />
        )}
      </Stack>
    </PluginPage>
  );
}

function Incomplete({ baseId, runId }: { readonly baseId: string; readonly runId: string }) {
  if (runId === '') {
    return (
      <Nothing
        title={t('compare.no-run', 'No run is chosen')}
        hint={t('compare.no-run-hint', 'Choose above which run is held against which.')}
      />
    );
  }
  return baseId === runId ? (
    <Nothing
      title={t('compare.same', 'A run does not differ from itself')}
      hint={t('compare.same-hint', 'Choose another base or another run above.')}
    />
  ) : (
    <Nothing
      title={t('compare.no-baseline', 'There is no baseline to compare with')}
      hint={t(
        'compare.no-baseline-hint',
        'No other run of this load test has passed and may be compared with its newest one. Choose a base above.'
      )}
    />
  );
}

function Nothing({ title, hint }: { readonly title: string; readonly hint: string }) {
  return (
    <EmptyState variant="not-found" hideImage message={title}>
      {hint}
    </EmptyState>
  );
}
