import { exitCodeOfSignal, inspectScript, type Inspection, partsOf, untriedMajor } from '../k6';
import type { ExitCodePart, RunPart } from '../model/protocol';
import { announce, announcementOf, spoolAnnouncement, type Announced } from './announce';
import { conclude, sayCounting } from './conclude';
import { exitCodes, metricStoreOf, type CliContext } from './context';
import { deliver, type Delivery } from './deliver';
import { createSignalDesk, k6ArgumentsOf, k6Environment, runK6 } from './k6-session';
import { sayerOf } from './output';
import { describeDelivery } from './report';
import { createRetryNotice } from './retry-notice';
import { scriptHashOf } from './script-hash';
import { mustBeTold, type Session } from './session';
import type { RunSettings } from './settings';
import { createSidecar } from './sidecar';
import { createSpool, memorySpool, unusable } from './spool';
import { decideStream, type StreamDecision } from './stream';

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
  parts: readonly RunPart[],
  announced: Announced
): Promise<Delivery> {
  const { sleep, now, times } = context;
  // A monitor that was not there before is given less time, unless something hangs on it.
  const forMs = announced.kind === 'taken' || mustBeTold(settings) ? times.deliver : times.announce;
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
  const notice = createRetryNotice(context, 'Ctrl-C gives up');
  return deliver({ spool: place, sidecar, sleep, now, forMs, signal: desk.afterK6, notice });
}

/** `loadtests run`: one k6 process, announced before and reported afterwards. Resolves to the exit code. */
export async function run(settings: RunSettings, context: CliContext): Promise<number> {
  const say = sayerOf(context);
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
  const { settings, context, desk, say } = session;
  const scriptHash = await scriptHashOf(settings.script, context.cwd);
  const inspection = await inspect(session);
  if (!inspection.ok && inspection.failure.kind === 'k6NotFound') {
    return exitCodes.k6NotFound;
  }
  const refusal = settings.wait ? await whyVerdictCannotBeRead(session) : null;
  if (refusal !== null) {
    say(`--wait could not read the verdict: ${refusal}; nothing was started`);
    return exitCodes.notTold;
  }
  await deliverEarlier(session);
  const body = announcementOf(settings, scriptHash, inspection, context.environment);
  const announced = await announce(session, body);
  const notStarted = await whyNotStarted(session, announced);
  if (notStarted !== null) {
    say('nothing was started');
    return notStarted;
  }
  if (announced.kind === 'untold') {
    await spoolAnnouncement(session, body, announced.reason);
  }
  const stream = await streamOf(session, announced);
  const interrupted = desk.received();
  if (interrupted !== null) {
    desk.detach();
    await report(session, [notStartedPart(settings.instance, desk.interruptedByPerson())], announced);
    return exitCodeOfSignal(interrupted);
  }
  say(`run ${settings.runId} of ${settings.test}; ${stream.text}`);
  const script = inspection.ok ? inspection : { tags: {}, summaryTrendStats: [] };
  const outcome = await runK6(settings, script, stream.output, desk, context, say);
  if (outcome.kind === 'notStarted') {
    say(outcome.reason);
    await report(session, [notStartedPart(settings.instance, false)], announced);
    return exitCodes.k6NotFound;
  }
  const parts = partsOf(outcome, settings.instance, { stoppedByPerson: desk.interruptedByPerson() });
  const delivery = await report(session, parts, announced);
  const url = announced.kind === 'taken' ? announced.runUrl : null;
  describeDelivery(delivery, { say, runId: settings.runId, spool: session.spool, url });
  return conclude(session, { outcome, announced, delivery });
}

/** What k6 says of the script, and what there is to tell about it. */
async function inspect({ settings, context, say }: Session): Promise<Inspection> {
  const { environment, cwd } = context;
  const inspection = await inspectScript({
    k6Bin: settings.k6Bin,
    script: settings.script,
    args: k6ArgumentsOf(settings, environment),
    env: k6Environment(environment),
    cwd,
  });
  if (!inspection.ok) {
    say(inspection.failure.message);
  }
  const untried = inspection.ok ? untriedMajor(inspection.k6Version) : null;
  if (untried !== null) {
    say(untried);
  }
  return inspection;
}

/** A key that may report and not read is better noticed before the load than after it. */
async function whyVerdictCannotBeRead({ settings, sidecar }: Session): Promise<string | null> {
  const answer = await sidecar.get(`/api/v1/runs/${encodeURIComponent(settings.runId)}/verdict`);
  return answer.kind === 'answered' && answer.status === 403
    ? 'the key in LOADTESTS_KEY needs the scope read as well'
    : null;
}

/** The exit code where k6 is not to run, after saying why; null where it is. */
async function whyNotStarted(session: Session, announced: Announced): Promise<number | null> {
  const { settings, say } = session;
  if (announced.kind === 'refused') {
    say(`the monitor refused the run: ${announced.reason}`);
    return exitCodes.usage;
  }
  if (announced.kind === 'untold') {
    const must = settings.mustCount || (announced.hopeless && mustBeTold(settings));
    if (must) {
      say(`the monitor does not take the run: ${announced.reason}`);
    }
    return must ? exitCodes.notTold : null;
  }
  sayCounting(announced.counting, settings.mustCount, say);
  if (!settings.mustCount || announced.counting.counts === true) {
    return null;
  }
  await report(session, [notStartedPart(settings.instance, false)], announced);
  return exitCodes.usage;
}

async function streamOf({ settings, context, sidecar }: Session, announced: Announced): Promise<StreamDecision> {
  return decideStream({
    wanted: settings.stream,
    k6Args: settings.k6Args,
    environment: context.environment,
    sidecarUrl: settings.url,
    key: settings.key,
    store: announced.kind === 'taken' ? await metricStoreOf(sidecar) : null,
    influxToken: settings.influxToken,
  });
}
