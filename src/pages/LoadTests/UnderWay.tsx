import React from 'react';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Stack, Text, TextLink, useStyles2 } from '@grafana/ui';
import { useRefetchInterval } from '../../api/live';
import { currentPermissions } from '../../api/role';
import { runDetailQuery } from '../../api/runDetail';
import { NotUnderstood } from '../../components/NotUnderstood';
import { RunTime } from '../../components/RunTime';
import { Section } from '../../components/Section';
import { triggerText, Verdict } from '../../components/Verdict';
import { paths } from '../../constants';
import { t } from '../../translations';
import { LiveProgress } from '../Run/LiveProgress';
import { StopRun } from '../Run/StopRun';
import { isWaiting, queuesOf, type RunsUnderWay, type RunUnderWay, type TargetQueue } from './queues';

/** What runs at the moment and what waits for it, target by target. */
export function UnderWay({ query }: { readonly query: UseQueryResult<RunsUnderWay> }) {
  return (
    <Section
      title={t('under-way.title', 'Running and queued')}
      what={t('under-way.what', 'the runs that are under way')}
      query={query}
    >
      {(answer) => <Queues answer={answer} />}
    </Section>
  );
}

function Queues({ answer }: { readonly answer: RunsUnderWay }) {
  const { runs, leftOut, areMore } = answer;
  return (
    <Stack direction="column" gap={2}>
      <NotUnderstood runs={runs} leftOut={leftOut} />
      {runs.length + leftOut === 0 && (
        <Text color="secondary">{t('under-way.none', 'No run is going on, and none waits.')}</Text>
      )}
      {queuesOf(runs).map((queue) => (
        <Queue key={queue.target} queue={queue} />
      ))}
      {areMore && (
        <Text color="secondary">
          {t('under-way.more', 'There are more than these; the oldest of them are not shown.')}
        </Text>
      )}
    </Stack>
  );
}

function Queue({ queue: { target, runs } }: { readonly queue: TargetQueue }) {
  const styles = useStyles2(getStyles);
  return (
    <div>
      <Text element="h3" variant="h6">
        {t('under-way.on', 'On {{target}}', { target })}
      </Text>
      <ol className={styles.list} aria-label={t('under-way.on', 'On {{target}}', { target })}>
        {runs.map((run, before) => (
          <li key={run.id} className={styles.run}>
            <Run run={run} before={before} />
          </li>
        ))}
      </ol>
    </div>
  );
}

/** @param before how many runs on the same target come before it. */
function Run({ run, before }: { readonly run: RunUnderWay; readonly before: number }) {
  const since = run.startedAt ?? run.announcedAt;
  return (
    <Stack direction="column" gap={1}>
      <Stack alignItems="center" gap={1} wrap="wrap">
        <Verdict run={{ verdict: null, status: run.status }} />
        <TextLink href={paths.run(run.id)} inline>
          {run.test}
        </TextLink>
        <Text color="secondary" variant="bodySmall">
          {triggerText(run.trigger)}, {t('under-way.since', 'since')} <RunTime at={since} />
          {isWaiting(run) && `, ${placeText(before)}`}
        </Text>
      </Stack>
      {!isWaiting(run) && <RunProgress id={run.id} />}
      {currentPermissions().act && (
        <Stack wrap="wrap" gap={1}>
          <StopRun run={{ ...run, verdict: null }} of={run.test} />
        </Stack>
      )}
    </Stack>
  );
}

function placeText(before: number): string {
  if (before === 0) {
    return t('under-way.next', 'the next one here');
  }
  return before === 1
    ? t('under-way.after-one', 'after 1 other run')
    : t('under-way.after', 'after {{before}} other runs', { before });
}

/** Its figures of the moment come with the sidecar's events. */
function RunProgress({ id }: { readonly id: string }) {
  const { data } = useQuery({ ...runDetailQuery(id), refetchInterval: useRefetchInterval() });
  return data == null || data.verdict !== null || data.progress === null ? null : (
    <LiveProgress progress={data.progress} />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: theme.spacing(1, 0, 0) }),
  run: css({
    padding: theme.spacing(1, 1.5),
    border: `1px solid ${theme.colors.border.weak}`,
    '& + &': { borderTop: 'none' },
  }),
});
