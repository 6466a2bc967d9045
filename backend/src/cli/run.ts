import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { exitCodeOfSignal, type K6Outcome, inspectScript, type Inspection, partsOf, untriedMajor } from '../k6';
import { systemErrorCode } from '../lib/error-code';
import type { Announcement, ExitCodePart, RunPart } from '../model/protocol';
import { exitCodes, metricStoreOf, type CliContext } from './context';
import { deliver, send, type Delivery } from './deliver';
import { createSignalDesk, k6ArgumentsOf, k6Environment, runK6, type SignalDesk } from './k6-session';
import { measurementOf, variablesSeen } from './measurement';
import { describeDelivery } from './report';
import { UsageError, type RunSettings } from './settings';
import { createSidecar, type Sidecar } from './sidecar';
import { createSpool, memorySpool, type Spool } from './spool';
import { decideStream } from './stream';
import { waitForVerdict, type WaitedVerdict } from './verdict';

interface Session {
  readonly settings: RunSettings;
  readonly context: CliContext;
  readonly sidecar: Sidecar;
  readonly spool: Spool;
  readonly desk: SignalDesk;
  readonly say: (line: string) => void;
}

type Announced =
  | { readonly kind: 'taken'; readonly runUrl: string | null }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'spooled' };

const announcedSchema = z.looseObject({
  runUrl: z.url().nullish(),
  comparedVariables: z.array(z.string()).default([]).catch([]),
});

async function hashOf(script: string, cwd: string): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readFile(resolve(cwd, script)))
      .digest('hex');
  } catch (error) {
    throw new UsageError(`the script ${script} cannot be read (${systemErrorCode(error) ?? 'unknown error'})`);
  }
}

function announcementOf(
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

function unusable(spool: Spool, error: unknown): string {
  return `the folder ${spool.directory} cannot be used (${systemErrorCode(error) ?? String(error)})`;
}

/** Earlier runs first, so that the monitor hears of them in order. Their trouble is none of this run's. */
async function deliverEarlier({ context, sidecar, spool, say }: Session): Promise<void> {
  const { sleep, now } = context;
  try {
    const earlier = await deliver({ spool, sidecar, sleep, now, forMs: 0 });
    describeDelivery(earlier, { say, runId: null, spool });
  } catch (error) {
    say(unusable(spool, error));
  }
}

/** Tries for a moment, since a load test should not wait for its monitor; what is not taken waits on disk. */
async function announce(session: Session, body: Announcement): Promise<Announced> {
  const { settings, context, sidecar, spool, say } = session;
  const { now, times, sleep } = context;
  const item = { sidecar: sidecar.url, runId: settings.runId, kind: 'announcement', body } as const;
  const giveUpAt = now().getTime() + times.announce;
  for (let pauseMs = 500; ; pauseMs *= 2) {
    const answer = await send(sidecar, item);
    if (answer.kind === 'taken') {
      const reply = announcedSchema.safeParse(answer.body);
      await sendVariables(session, body, reply.success ? reply.data.comparedVariables : []);
      return { kind: 'taken', runUrl: reply.success ? (reply.data.runUrl ?? null) : null };
    }
    if (answer.kind === 'refused') {
      return { kind: 'refused', reason: answer.reason };
    }
    if (now().getTime() + pauseMs > giveUpAt) {
      say(`the monitor does not take the run now: ${answer.reason}`);
      try {
        await spool.add(item);
        say(`k6 runs all the same; what is to be reported waits in ${spool.directory}`);
      } catch (error) {
        say(`k6 runs all the same, unreported: ${unusable(spool, error)}`);
      }
      return { kind: 'spooled' };
    }
    await sleep(pauseMs);
  }
}

/**
 * Says what the script will see of the variables that the catalogue's entry sets: once, and never from disk, because a
 * value may be secret.
 */
async function sendVariables(
  { settings, context, sidecar, say }: Session,
  announcement: Announcement,
  names: readonly string[]
): Promise<void> {
  if (names.length === 0 || announcement.measurement === null) {
    return;
  }
  const { environment } = context;
  const env = variablesSeen(names, k6ArgumentsOf(settings, environment), k6Environment(environment));
  const body = { ...announcement, measurement: { ...announcement.measurement, env } };
  const answer = await send(sidecar, { runId: settings.runId, kind: 'announcement', body });
  if (answer.kind !== 'taken') {
    say(`the monitor could not compare ${names.join(', ')} with the catalogue: ${answer.reason}`);
  }
}

/** The part of a k6 that was never started after its run had been announced. */
function notStartedPart(instance: string, stoppedByPerson: boolean): ExitCodePart {
  const none = { exitCode: null, signal: null, startedAt: null, endedAt: null, log: null };
  return { part: 'exitCode', instance, ...none, stoppedByPerson, summaryFollows: false };
}

/**
 * On disk first: from there on nothing that happens to this process loses the report. Where the disk does not take it,
 * it is sent from memory, since k6's exit code must be passed on whatever becomes of the report.
 */
async function report(
  { settings, context, sidecar, spool, desk, say }: Session,
  parts: readonly RunPart[]
): Promise<Delivery> {
  const { sleep, now, times } = context;
  const items = parts.map((body) => ({ sidecar: sidecar.url, runId: settings.runId, kind: 'part', body }) as const);
  let place = spool;
  try {
    for (const item of items) {
      await place.add(item);
    }
    await place.list();
  } catch (error) {
    say(`${unusable(spool, error)}; a report that is not taken now is lost`);
    place = memorySpool(items, now());
  }
  return deliver({ spool: place, sidecar, sleep, now, forMs: times.deliver, signal: desk.afterK6 });
}

function exitCodeOf(outcome: Extract<K6Outcome, { kind: 'ended' }>): number {
  return outcome.signal === null ? (outcome.exitCode ?? 1) : exitCodeOfSignal(outcome.signal);
}

/** `loadtests run`: one k6 process, announced before and reported afterwards. Resolves to the exit code. */
export async function run(settings: RunSettings, context: CliContext): Promise<number> {
  const say = (line: string): void => void context.stderr.write(`loadtests: ${line}\n`);
  const { fetch, now, times } = context;
  const desk = createSignalDesk(context, say);
  const session: Session = {
    settings,
    context,
    sidecar: createSidecar({ url: settings.url, key: settings.key, fetch, timeoutMs: times.request }),
    spool: createSpool(settings.spoolDirectory, now),
    desk,
    say,
  };
  try {
    return await runSession(session);
  } finally {
    desk.close();
  }
}

async function runSession(session: Session): Promise<number> {
  const { settings, context, sidecar, spool, desk, say } = session;
  const { environment, cwd } = context;
  const scriptHash = await hashOf(settings.script, cwd);
  const inspection = await inspectScript({
    k6Bin: settings.k6Bin,
    script: settings.script,
    args: k6ArgumentsOf(settings, environment),
    env: k6Environment(environment),
    cwd,
  });
  if (!inspection.ok) {
    say(inspection.failure.message);
    if (inspection.failure.kind === 'k6NotFound') {
      return exitCodes.k6NotFound;
    }
  }
  const untried = inspection.ok ? untriedMajor(inspection.k6Version) : null;
  if (untried !== null) {
    say(untried);
  }
  await deliverEarlier(session);
  const announced = await announce(session, announcementOf(settings, scriptHash, inspection, environment));
  if (announced.kind === 'refused') {
    say(`the monitor refused the run: ${announced.reason}`);
    say('nothing was started');
    return exitCodes.usage;
  }
  const stream = decideStream({
    wanted: settings.stream,
    k6Args: settings.k6Args,
    environment,
    sidecarUrl: settings.url,
    key: settings.key,
    store: announced.kind === 'taken' ? await metricStoreOf(sidecar) : null,
    influxToken: settings.influxToken,
  });
  const interrupted = desk.received();
  if (interrupted !== null) {
    desk.detach();
    await report(session, [notStartedPart(settings.instance, desk.interruptedByPerson())]);
    return exitCodeOfSignal(interrupted);
  }
  say(`run ${settings.runId} of ${settings.test}; ${stream.text}`);
  const script = inspection.ok ? inspection : { tags: {}, summaryTrendStats: [] };
  const outcome = await runK6(settings, script, stream.output, desk, context, say);
  if (outcome.kind === 'notStarted') {
    say(outcome.reason);
    await report(session, [notStartedPart(settings.instance, false)]);
    return exitCodes.k6NotFound;
  }
  const delivery = await report(
    session,
    partsOf(outcome, settings.instance, { stoppedByPerson: desk.interruptedByPerson() })
  );
  const url = (announced.kind === 'taken' && announced.runUrl) || `${settings.url}/api/v1/runs/${settings.runId}`;
  describeDelivery(delivery, { say, runId: settings.runId, spool, url });
  return conclude(session, outcome, delivery, url);
}

/** The verdict, where it is waited for, and the exit code: k6's own, which only a bad verdict may turn from 0. */
async function conclude(
  { settings, context, sidecar, desk, say }: Session,
  outcome: Extract<K6Outcome, { kind: 'ended' }>,
  { waiting, rejected, because }: Delivery,
  url: string
): Promise<number> {
  const ofThisRun = ({ runId }: { runId: string }): boolean => runId === settings.runId;
  const undelivered = waiting.filter(ofThisRun);
  const refused = rejected.filter(({ item }) => ofThisRun(item));
  const complete = undelivered.length === 0 && refused.length === 0;
  let waited: WaitedVerdict | null = null;
  if (settings.wait) {
    waited = complete
      ? await waitForVerdict({
          sidecar,
          runId: settings.runId,
          forMs: settings.waitTimeoutSeconds * 1000,
          sleep: context.sleep,
          now: context.now,
          signal: desk.afterK6,
        })
      : { verdict: null, reason: because ?? refused[0]?.reason ?? 'the run is not fully reported' };
    say(
      waited.verdict === null
        ? `no verdict: ${waited.reason}`
        : [`verdict: ${waited.verdict}`, ...waited.reasons].join('\nloadtests:   ')
    );
  }
  const ownCode = exitCodeOf(outcome);
  const exitCode = ownCode === 0 && waited !== null && waited.verdict !== 'passed' ? exitCodes.notPassed : ownCode;
  if (settings.json) {
    const { exitCode: k6ExitCode, signal } = outcome;
    const line = {
      runId: settings.runId,
      test: settings.test,
      url,
      k6ExitCode,
      signal,
      exitCode,
      delivered: complete,
      undelivered: undelivered.length,
      refused: refused.map(({ reason }) => reason),
      verdict: waited?.verdict ?? null,
      reasons: waited !== null && waited.verdict !== null ? waited.reasons : [],
    };
    context.stderr.write(`${JSON.stringify(line)}\n`);
  }
  return exitCode;
}
