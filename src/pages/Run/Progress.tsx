import React, { type ReactNode } from 'react';
import { Alert } from '@grafana/ui';
import type { Schemas } from '../../api/request';
import type { RunDetailRecord } from '../../api/runDetail';
import { ofWord } from '../../api/tolerant';
import { RunTime } from '../../components/RunTime';
import { t } from '../../translations';
import { LiveProgress } from './LiveProgress';

/** Where a run without a verdict is, since when and what it waits for; and of one with a verdict, that it never started. */
export function Progress({ run }: { readonly run: RunDetailRecord }) {
  const { progress, verdict, unreadable } = run;
  return (
    <>
      <div aria-live="polite">{told(run)}</div>
      {verdict === null && progress !== null && !unreadable.includes('verdict') && <LiveProgress progress={progress} />}
    </>
  );
}

function told(run: RunDetailRecord): ReactNode {
  if (run.unreadable.includes('verdict')) {
    return null;
  }
  if (run.verdict === null) {
    const { title, since, waits } = stageOf(run);
    return (
      <Alert severity="info" title={title}>
        {since !== null && (
          <>
            {t('run.since', 'Since')} <RunTime at={since} />.{' '}
          </>
        )}
        {waits}{' '}
        {run.deadlineAt !== '' && (
          <>
            {t('run.judged-by', 'It is judged at the latest after')} <RunTime at={run.deadlineAt} />.
          </>
        )}
      </Alert>
    );
  }
  return neverStarted(run) ? (
    <Alert severity="info" title={t('run.never-started', 'This run never started')}>
      {t('run.never-started-hint', 'There are no figures, charts or reports of it. It was announced at')}{' '}
      <RunTime at={run.announcedAt} />.
    </Alert>
  ) : null;
}

/** Somebody's own k6 may report figures without a start. */
function neverStarted({ startedAt, requests, unreadable }: RunDetailRecord): boolean {
  return (
    startedAt === null && requests === null && !unreadable.includes('startedAt') && !unreadable.includes('requests')
  );
}

interface Stage {
  readonly title: string;
  readonly since: string | null;
  readonly waits: string;
}

function stageOf(run: RunDetailRecord): Stage {
  const judging: Stage = {
    title: t('run.judging', 'Being judged'),
    since: run.endedAt,
    waits: t('run.judging-waits', 'All reports are there; the verdict follows within seconds.'),
  };
  const stages: Record<Schemas['Run']['status'], Stage> = {
    queued: {
      title: t('run.queued', 'Queued'),
      since: run.announcedAt,
      waits: t('run.queued-waits', 'It waits until no other run on this target is under way.'),
    },
    running: {
      title: titleWhileRunning(run),
      since: run.startedAt ?? run.announcedAt,
      waits: t('run.running-waits', 'It waits for the end of k6.'),
    },
    awaitingParts: {
      title: t('run.awaiting', 'Waiting for reports'),
      since: run.endedAt,
      waits: t('run.awaiting-waits', '{{reported}} of {{expected}} k6 instances have reported something so far.', {
        reported: run.instances.length,
        expected: run.expectedInstances,
      }),
    },
    judging,
    judged: judging,
  };
  return (
    ofWord(stages, run.status) ?? {
      title: run.status,
      since: run.startedAt,
      waits: t('run.unknown-waits', 'No verdict yet.'),
    }
  );
}

function titleWhileRunning({ progress }: RunDetailRecord): string {
  const titles: Partial<Record<string, string>> = {
    warmUp: t('run.warming-up', 'Warming up'),
    ending: t('run.ending', 'Ending'),
  };
  return titles[progress?.stage ?? ''] ?? t('run.running', 'Running');
}
