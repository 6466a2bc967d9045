import { z } from 'zod';
import type { Inspection } from '../k6';
import type { Announcement } from '../model/protocol';
import type { CliContext } from './context';
import { send } from './deliver';
import { k6ArgumentsOf, k6Environment } from './k6-session';
import { measurementOf, variablesSeen } from './measurement';
import { createRetryNotice, pause } from './retry-notice';
import type { Session } from './session';
import type { RunSettings } from './settings';
import { needsPerson } from './sidecar';
import { unusable } from './spool';

/** What became of an announcement. `counts` is null where the monitor has not said. */
export type Announced =
  | {
      readonly kind: 'taken';
      /** Where a browser shows the run; null where nobody has configured that. */
      readonly runUrl: string | null;
      readonly counting: Counting;
    }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Not taken now. `hopeless`: nor later, unless a person changes the key or the address. */
  | { readonly kind: 'untold'; readonly reason: string; readonly hopeless: boolean };

/** Whether a run counts, as the monitor says; null where it has not said. */
export interface Counting {
  readonly counts: boolean | null;
  readonly countsReason: string | null;
}
export const notSaid: Counting = { counts: null, countsReason: null };

const countingSchema = z.looseObject({ counts: z.boolean(), countsReason: z.string().nullish() });

/** What any answer about a run says of whether it counts. */
export function countingOf(body: unknown): Counting {
  const read = countingSchema.safeParse(body);
  return read.success ? { counts: read.data.counts, countsReason: read.data.countsReason ?? null } : notSaid;
}

const announcedSchema = z.looseObject({
  runUrl: z.url().nullish(),
  comparedVariables: z.array(z.string()).default([]).catch([]),
});

/** The announcement of a run that is about to start. */
export function announcementOf(
  settings: RunSettings,
  scriptHash: string,
  inspection: Inspection,
  variables: CliContext['environment']
): Announcement {
  const { runId: id, test, target, environment, instances: expectedInstances } = settings;
  return {
    id,
    test,
    target,
    environment,
    reporter: 'cli',
    expectedInstances,
    scriptHash,
    loadProfileHash: inspection.ok ? inspection.loadProfileHash : null,
    planned: inspection.ok ? inspection.planned : null,
    k6Version: inspection.ok ? inspection.k6Version : null,
    // Every instance must announce the same; the time comes with its exit code.
    startedAt: null,
    measurement: measurementOf(settings.k6Args, variables, inspection),
  };
}

/** Tries for a moment, since a load test should not wait for its monitor, and says at once why it has to. */
export async function announce(session: Session, body: Announcement): Promise<Announced> {
  const { settings, context, sidecar } = session;
  const { now, times, sleep } = context;
  const notice = createRetryNotice(context, null);
  const giveUpAt = now().getTime() + times.announce;
  for (let pauseMs = 500; ; pauseMs *= 2) {
    const answer = await send(sidecar, { runId: settings.runId, kind: 'announcement', body });
    if (answer.kind === 'taken') {
      notice.done();
      const reply = announcedSchema.safeParse(answer.body);
      const later = await sendVariables(session, body, reply.success ? reply.data.comparedVariables : []);
      return {
        kind: 'taken',
        runUrl: reply.success ? (reply.data.runUrl ?? null) : null,
        counting: later ?? countingOf(answer.body),
      };
    }
    if (answer.kind === 'refused') {
      notice.done();
      return { kind: 'refused', reason: answer.reason };
    }
    const hopeless = needsPerson(answer);
    if (hopeless || now().getTime() + pauseMs > giveUpAt) {
      notice.done();
      return { kind: 'untold', reason: answer.reason, hopeless };
    }
    await pause({ sleep, now, notice }, pauseMs, answer.reason, giveUpAt);
  }
}

/** Keeps the announcement for later. */
export async function spoolAnnouncement(
  { settings, sidecar, spool, say }: Session,
  body: Announcement,
  reason: string
): Promise<void> {
  say(`the monitor does not take the run now: ${reason}`);
  try {
    await spool.add({ sidecar: sidecar.url, runId: settings.runId, kind: 'announcement', body });
    say(`k6 runs all the same; what is to be reported waits in ${spool.directory}`);
  } catch (error) {
    say(`k6 runs all the same, unreported: ${unusable(spool, error)}`);
  }
}

/**
 * Says what the script will see of the variables that the catalogue's entry sets: once, and never from disk, because a
 * value may be secret. Answers whether the run counts by that; null where nothing was said.
 */
async function sendVariables(
  { settings, context, sidecar, say }: Session,
  announcement: Announcement,
  names: readonly string[]
): Promise<Counting | null> {
  if (names.length === 0 || announcement.measurement === null) {
    return null;
  }
  const { environment } = context;
  const env = variablesSeen(names, k6ArgumentsOf(settings, environment), k6Environment(environment));
  const body = { ...announcement, measurement: { ...announcement.measurement, env } };
  const answer = await send(sidecar, { runId: settings.runId, kind: 'announcement', body });
  if (answer.kind !== 'taken') {
    say(`the monitor could not compare ${names.join(', ')} with the catalogue: ${answer.reason}`);
    return null;
  }
  const counting = countingOf(answer.body);
  return counting.counts === null ? null : counting;
}
