import React from 'react';
import { dateTimeFormatTimeAgo } from '@grafana/data';
import { TextLink } from '@grafana/ui';
import { formatDuration } from '../../../backend/src/lib/figures';
import type { LoadTestRecord } from '../../api/loadTests';
import type { Schemas } from '../../api/request';
import { ofWord } from '../../api/tolerant';
import { RunTime } from '../../components/RunTime';
import { paths } from '../../constants';
import { t } from '../../translations';
import { CronInstants } from './CronInstants';

interface Props {
  readonly test: LoadTestRecord;
}

/** When it runs by itself. */
export function Schedule({ test: { schedule } }: Props) {
  return schedule === null ? (
    <>{t('schedule.none', 'none, it does not run by itself')}</>
  ) : (
    <CronInstants cron={schedule.cron} timeZone={schedule.timeZone} />
  );
}

/** How soon, and when exactly. */
export function NextRun({ test: { nextRunAt } }: Props) {
  return nextRunAt === null ? (
    <>{t('schedule.never-again', 'its schedule comes no more')}</>
  ) : (
    <>
      {dateTimeFormatTimeAgo(nextRunAt)}, <RunTime at={nextRunAt} />
    </>
  );
}

type Outcome = NonNullable<Schemas['LoadTest']['lastTick']>['outcome'];

/** What became of the last tick of its schedule where that was not just a run; a newer sidecar's word as it is. */
export function LastTick({ test: { lastTick } }: Props) {
  if (lastTick === null) {
    return null;
  }
  const { at, outcome, reason, runId } = lastTick;
  const texts: Record<Outcome, string> = {
    started: t('schedule.tick-started', 'started a run'),
    skipped: t('schedule.tick-skipped', 'started no run'),
    missed: t('schedule.tick-missed', 'was missed'),
  };
  return (
    <>
      <RunTime at={at} /> {ofWord(texts, outcome) ?? outcome}: {reason}
      {runId !== null && (
        <>
          {' '}
          <TextLink href={paths.run(runId)} inline>
            {t('schedule.tick-run', 'its run')}
          </TextLink>
        </>
      )}
    </>
  );
}

/** While one lasts, no tick starts a run. */
export function MaintenanceWindows({ windows }: { readonly windows: LoadTestRecord['maintenanceWindows'] }) {
  return (
    <>
      {windows.map(({ cron, timeZone, durationMinutes, reason }) => (
        <div key={`${cron} ${timeZone} ${durationMinutes} ${reason}`}>
          {reason}: <CronInstants cron={cron} timeZone={timeZone} />,{' '}
          {t('schedule.window-lasts', 'for {{duration}}', { duration: formatDuration(durationMinutes * 60) })}
        </div>
      ))}
    </>
  );
}
