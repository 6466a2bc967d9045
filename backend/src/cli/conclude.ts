import { exitCodeOfSignal, type K6Outcome } from '../k6';
import { countingOf, notSaid, type Announced, type Counting } from './announce';
import { exitCodes } from './context';
import type { Delivery } from './deliver';
import { writeJson } from './output';
import { createRetryNotice } from './retry-notice';
import { mustBeTold, type Session } from './session';
import { sayVerdict, waitForVerdict, type WaitedVerdict } from './verdict';

/** What is known of a run when k6 has ended and the report is on its way. */
export interface Ending {
  readonly outcome: Extract<K6Outcome, { kind: 'ended' }>;
  readonly announced: Announced;
  readonly delivery: Delivery;
}

/** The verdict, where it is waited for, whether the run counts, and the exit code. */
export async function conclude(session: Session, { outcome, announced, delivery }: Ending): Promise<number> {
  const { settings, context, say } = session;
  const ofThisRun = ({ runId }: { runId: string }): boolean => runId === settings.runId;
  const undelivered = delivery.waiting.filter(ofThisRun);
  const refused = delivery.rejected.filter(({ item }) => ofThisRun(item));
  const complete = undelivered.length === 0 && refused.length === 0;
  const why = delivery.because ?? refused[0]?.reason ?? 'the run is not fully reported';

  const waited = !settings.wait
    ? null
    : complete
      ? await ask(session)
      : { verdict: null, reason: why, exitCode: exitCodes.notTold, ...notSaid };
  if (waited !== null) {
    sayVerdict(waited, say);
  }
  const counting = newest(
    announced.kind === 'taken' ? announced.counting : notSaid,
    countingOf(delivery.receipts.get(settings.runId)),
    waited ?? notSaid
  );
  sayCounting(counting, settings.mustCount, say);
  const exitCode = exitCodeOf(session, outcome, { complete, waited, counting });
  if (exitCode === exitCodes.notTold) {
    say(`the monitor does not know of all of this run, so the exit code is ${exitCode}`);
  }
  if (settings.json) {
    const { exitCode: k6ExitCode, signal } = outcome;
    writeJson(context, {
      runId: settings.runId,
      test: settings.test,
      target: settings.target,
      environment: settings.environment,
      url: announced.kind === 'taken' ? announced.runUrl : null,
      k6ExitCode,
      signal,
      exitCode,
      delivered: complete,
      undelivered: undelivered.length,
      refused: refused.map(({ reason }) => reason),
      counts: counting.counts,
      countsReason: counting.countsReason,
      verdict: waited?.verdict ?? null,
      reasons: waited !== null && waited.verdict !== null ? waited.reasons : [],
    });
  }
  return exitCode;
}

function ask({ settings, context, sidecar, desk, say }: Session): Promise<WaitedVerdict> {
  const { sleep, now } = context;
  say(`waiting for the verdict, for ${settings.waitTimeoutSeconds} s at most`);
  return waitForVerdict({
    sidecar,
    runId: settings.runId,
    forMs: settings.waitTimeoutSeconds * 1000,
    sleep,
    now,
    signal: desk.afterK6,
    notice: createRetryNotice(context, 'Ctrl-C gives up'),
  });
}

/** What was said last. */
function newest(...said: readonly Counting[]): Counting {
  return said.findLast(({ counts }) => counts !== null) ?? notSaid;
}

/** One line where the run does not count, or nobody knows although it must. */
export function sayCounting({ counts, countsReason }: Counting, must: boolean, say: (line: string) => void): void {
  if (counts === false) {
    say(`does not count: ${countsReason ?? 'the monitor does not say why'}`);
  } else if (counts === null && must) {
    say('the monitor does not say whether the run counts');
  }
}

/** k6's own exit code, which only what the monitor says, or has not heard, may turn from 0. */
function exitCodeOf(
  { settings }: Session,
  { exitCode, signal }: Ending['outcome'],
  known: { readonly complete: boolean; readonly waited: WaitedVerdict | null; readonly counting: Counting }
): number {
  const ownCode = signal === null ? (exitCode ?? 1) : exitCodeOfSignal(signal);
  if (ownCode !== 0) {
    return ownCode;
  }
  if (!known.complete && mustBeTold(settings)) {
    return exitCodes.notTold;
  }
  const bad = known.waited !== null && known.waited.verdict !== 'passed';
  return bad || (settings.mustCount && known.counting.counts !== true) ? exitCodes.notPassed : 0;
}
