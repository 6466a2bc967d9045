import { z } from 'zod';
import { verdicts, type Verdict } from '../model/run';
import type { Sidecar, Sleep } from './sidecar';

const verdictSchema = z.looseObject({
  verdict: z.enum(verdicts),
  reasons: z.array(z.looseObject({ text: z.string() })).default([]),
});

export type WaitedVerdict =
  | { readonly verdict: Verdict; readonly reasons: readonly string[] }
  /** Why there is none. */
  | { readonly verdict: null; readonly reason: string };

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
}): Promise<WaitedVerdict> {
  const { sidecar, runId, forMs, sleep, now, signal } = options;
  const giveUpAt = now().getTime() + forMs;
  let last = 'it was not asked for';
  for (;;) {
    const answer = await sidecar.get(`/api/v1/runs/${encodeURIComponent(runId)}/verdict`, signal);
    let pauseMs = usualPauseMs;
    if (answer.kind === 'unreachable') {
      last = answer.reason;
    } else if (answer.status === 200 || answer.status === 409) {
      const parsed = verdictSchema.safeParse(answer.body);
      if (parsed.success) {
        return { verdict: parsed.data.verdict, reasons: parsed.data.reasons.map((reason) => reason.text) };
      }
      return { verdict: null, reason: `the monitor answered ${answer.status} without a verdict` };
    } else if (answer.status === 401 || answer.status === 403) {
      return { verdict: null, reason: `${answer.status}: the key in LOADTESTS_KEY needs the scope read as well` };
    } else if (answer.status === 404) {
      return { verdict: null, reason: `404: the monitor does not know the run ${runId}` };
    } else {
      last = answer.status === 425 ? 'the run is not judged yet' : `the monitor answered ${answer.status}`;
      pauseMs = Math.min(Math.max(answer.retryAfterMs ?? usualPauseMs, shortestPauseMs), longestPauseMs);
    }
    if (signal?.aborted === true || now().getTime() + pauseMs > giveUpAt) {
      return { verdict: null, reason: last };
    }
    await sleep(pauseMs, signal);
  }
}
