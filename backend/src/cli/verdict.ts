import { z } from 'zod';
import { verdicts, type Verdict } from '../model/run';
import { countingOf, notSaid, type Counting } from './announce';
import { exitCodes } from './context';
import { pause, type RetryNotice } from './retry-notice';
import type { Sidecar, Sleep } from './sidecar';

const verdictSchema = z.looseObject({
  verdict: z.enum(verdicts).nullable(),
  reasons: z.array(z.looseObject({ text: z.string() })).default([]),
  runUrl: z.string().nullish(),
  // Monitors before 0.2 do not send it.
  deployment: z
    .looseObject({ id: z.string(), reason: z.string().nullable() })
    .nullish()
    .transform((deployment) => deployment ?? null),
});

export type WaitedVerdict = Counting &
  (
    | {
        readonly verdict: Verdict;
        readonly reasons: readonly string[];
        /** Of the run's page; null: the monitor has none. */
        readonly runUrl: string | null;
      }
    /** Why there is none, and with which exit code a command ends that was to wait for it. */
    | { readonly verdict: null; readonly reason: string; readonly exitCode: number }
  );

/** Tells what was waited for: the verdict with its reasons, or why there is none. */
export function sayVerdict(waited: WaitedVerdict, say: (line: string) => void): void {
  say(
    waited.verdict === null
      ? `no verdict: ${waited.reason}`
      : [`verdict: ${waited.verdict}`, ...waited.reasons].join('\nloadtests:   ')
  );
}

const shortestPauseMs = 250;
const usualPauseMs = 2000;
const longestPauseMs = 30_000;

/** Asks for the verdict until there is one: 200 is `passed`, 409 anything else, 425 not yet. */
export async function waitForVerdict(options: {
  readonly sidecar: Sidecar;
  readonly runId: string;
  readonly forMs: number;
  readonly sleep: Sleep;
  readonly now: () => Date;
  readonly signal?: AbortSignal;
  readonly notice?: RetryNotice;
}): Promise<WaitedVerdict> {
  const waited = await poll(options);
  options.notice?.done();
  return waited;
}

async function poll(options: Parameters<typeof waitForVerdict>[0]): Promise<WaitedVerdict> {
  const { sidecar, runId, forMs, now, signal } = options;
  const giveUpAt = now().getTime() + forMs;
  let last = { reason: 'it was not asked for', exitCode: exitCodes.notTold as number };
  for (;;) {
    const answer = await sidecar.get(`/api/v1/runs/${encodeURIComponent(runId)}/verdict`, signal);
    let pauseMs = usualPauseMs;
    if (answer.kind === 'unreachable') {
      last = { reason: answer.reason, exitCode: exitCodes.notTold };
    } else if (answer.status === 200 || answer.status === 409) {
      const parsed = verdictSchema.safeParse(answer.body);
      if (parsed.success && parsed.data.verdict !== null) {
        const reasons = parsed.data.reasons.map((reason) => reason.text);
        const { verdict, runUrl = null } = parsed.data;
        return { verdict, reasons, runUrl, ...countingOf(answer.body) };
      }
      const deployment = parsed.data?.deployment ?? null;
      if (deployment !== null) {
        const because = deployment.reason === null ? '' : `: ${deployment.reason}`;
        return none(`deployment ${deployment.id} starts no run${because}`, exitCodes.notPassed);
      }
      return none(`the monitor answered ${answer.status} without a verdict`, exitCodes.notTold);
    } else if (answer.status === 401 || answer.status === 403) {
      return none(`${answer.status}: the key in LOADTESTS_KEY needs the scope read as well`, exitCodes.notTold);
    } else if (answer.status === 404) {
      return none(`404: the monitor does not know the run ${runId}`, exitCodes.usage);
    } else {
      last =
        answer.status === 425
          ? { reason: notYet(answer.body), exitCode: exitCodes.notPassed }
          : { reason: `the monitor answered ${answer.status}`, exitCode: exitCodes.notTold };
      pauseMs = Math.min(Math.max(answer.retryAfterMs ?? usualPauseMs, shortestPauseMs), longestPauseMs);
    }
    if (signal?.aborted === true || now().getTime() + pauseMs > giveUpAt) {
      return none(last.reason, last.exitCode);
    }
    await pause(options, pauseMs, last.reason, giveUpAt);
  }
}

function notYet(body: unknown): string {
  const deployment = verdictSchema.safeParse(body).data?.deployment ?? null;
  return deployment === null
    ? 'the run is not judged yet'
    : `the run is not queued yet: ${deployment.reason ?? `deployment ${deployment.id} has to serve first`}`;
}

function none(reason: string, exitCode: number): WaitedVerdict {
  return { verdict: null, reason, exitCode, ...notSaid };
}
