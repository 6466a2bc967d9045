import React, { useRef } from 'react';
import { useParams } from 'react-router-dom';
import { useQuery } from '@tanstack/react-query';
import { PluginPage } from '@grafana/runtime';
import { EmptyState, LinkButton, Stack } from '@grafana/ui';
import { useRefetchInterval } from '../../api/live';
import { type RunDetailRecord, runDetailQuery } from '../../api/runDetail';
import { SidecarError } from '../../api/sidecar';
import { LiveState } from '../../components/LiveState';
import { NotUnderstood } from '../../components/NotUnderstood';
import { Recovering, Section } from '../../components/Section';
import { appHref, paths } from '../../constants';
import { Charts } from './Charts';
import { Diagnosis } from './Diagnosis';
import { Effects } from './Effects';
import { Endpoints } from './Endpoints';
import { Progress } from './Progress';
import { Remediation } from './Remediation';
import { Reports } from './Reports';
import { RunActions } from './RunActions';
import { RunFacts } from './RunFacts';
import { RunFigures } from './RunFigures';
import { RunLinks } from './RunLinks';
import { StatusCodes } from './StatusCodes';
import { StoreCheck } from './StoreCheck';
import { Thresholds } from './Thresholds';
import { useFocusOfHash } from './useFocusOfHash';
import { VerdictAndWhy } from './VerdictAndWhy';
import { t } from '../../translations';

interface Props {
  /** Grafana's uid of a dashboard that shows k6's samples by `testid`; null: there is none to lead to. */
  readonly k6DashboardUid: string | null;
}

/** One run: what came of it and why, what was done about it, and everything it rests on. */
export default function Run({ k6DashboardUid }: Props) {
  const { id = '' } = useParams();
  const run = useQuery({ ...runDetailQuery(id), refetchInterval: useRefetchInterval() });
  const title = run.data?.test || t('run.title', 'Run');
  const isMissing = run.data === undefined && run.error instanceof SidecarError && run.error.kind === 'notFound';
  return (
    <PluginPage
      pageNav={{
        text: title,
        url: paths.run(id),
        parentItem: { text: t('run.results', 'Load test results'), url: appHref(paths.results) },
      }}
      renderTitle={() => <h1>{title}</h1>}
      actions={<LiveState refresh={() => void run.refetch()} refreshing={run.isFetching} />}
    >
      {isMissing ? (
        <NoSuchRun id={id} />
      ) : (
        <Section what={t('run.what', 'the run')} query={run}>
          {(answer) => <RunParts run={answer} k6DashboardUid={k6DashboardUid} />}
        </Section>
      )}
    </PluginPage>
  );
}

function RunParts({ run, k6DashboardUid }: Props & { readonly run: RunDetailRecord }) {
  const page = useRef<HTMLDivElement>(null);
  useFocusOfHash(page);
  return (
    <div ref={page}>
      <Stack direction="column" gap={4}>
        <Recovering what={t('run.summary', 'the verdict')}>
          <Stack direction="column" gap={2}>
            <NotUnderstood runs={[run]} leftOut={0} />
            <VerdictAndWhy run={run} />
            <Progress run={run} />
            <RunFacts run={run} />
            <RunLinks run={run} k6DashboardUid={k6DashboardUid} />
            <Recovering what={t('run.actions', 'the actions')}>
              <RunActions run={run} />
            </Recovering>
          </Stack>
        </Recovering>
        <RunFigures run={run} />
        <Thresholds run={run} />
        <Diagnosis run={run} />
        <Remediation run={run} />
        <Recovering what={t('run.charts', 'the charts')}>
          <Charts run={run} />
        </Recovering>
        <Recovering what={t('run.endpoints', 'the endpoints')}>
          <Endpoints run={run} />
        </Recovering>
        <Recovering what={t('run.status-codes', 'the status codes')}>
          <StatusCodes run={run} />
        </Recovering>
        <Effects run={run} />
        <Recovering what={t('run.store-check', 'the gap to the metric store')}>
          <StoreCheck run={run} />
        </Recovering>
        <Recovering what={t('run.reports', 'the reports of k6')}>
          <Reports run={run} />
        </Recovering>
      </Stack>
    </div>
  );
}

function NoSuchRun({ id }: { readonly id: string }) {
  return (
    <EmptyState
      variant="not-found"
      hideImage
      message={t('run.missing', 'There is no such run')}
      button={
        <LinkButton variant="secondary" href={appHref(paths.results)}>
          {t('run.to-results', 'Back to the results')}
        </LinkButton>
      }
    >
      {t('run.missing-hint', 'The sidecar knows no run "{{id}}". Is the address complete, and of this sidecar?', {
        id,
      })}
    </EmptyState>
  );
}
