import { z } from 'zod';
import type { CliContext, CliTimes } from './context';
import { monitorEvents, NotListenedError, type MonitorEvent } from './event-stream';
import { bodyOf } from './monitor-error';
import { progressSchema } from './progress-text';
import type { RetryNotice } from './retry-notice';
import { needsPerson, type Sidecar } from './sidecar';
import type { Connection } from './settings';

/** What is read of a run that is followed. */
export const followedRunSchema = z.looseObject({
  id: z.string(),
  test: z.string(),
  status: z.string(),
  verdict: z.string().nullable(),
  reasons: z.array(z.looseObject({ text: z.string() })).default([]),
  counts: z.boolean(),
  countsReason: z.string().nullable(),
  runUrl: z.string().nullable(),
  // Monitors before 0.2 do not send it.
  progress: progressSchema.nullish().transform((progress) => progress ?? null),
});
export type FollowedRun = z.infer<typeof followedRunSchema>;

const aboutRunSchema = z.looseObject({ runId: z.string() });

export interface FollowOptions {
  readonly connection: Connection;
  readonly context: Pick<CliContext, 'fetch' | 'sleep' | 'now'> & { readonly times: Pick<CliTimes, 'deliver'> };
  readonly sidecar: Sidecar;
  readonly runId: string;
  readonly show: (run: FollowedRun) => void;
  readonly notice: RetryNotice;
  /** Aborted: nobody wants to know any more. */
  readonly leaving: AbortSignal;
}

/** With events the run is asked for now and then only, in case one was lost. */
const liveEveryMs = 10_000;
const pollEveryMs = 2000;
/** After a stream has broken, and after one was refused. */
const listenAgainMs = 3000;
const refusedAgainMs = 30_000;

/** Waits that somebody else may end. A ring that comes while nobody waits ends the next wait. */
function createBell(sleep: CliContext['sleep']) {
  let rung = false;
  let waiting: AbortController | null = null;
  return {
    ring(): void {
      rung = true;
      waiting?.abort();
    },
    async wait(ms: number): Promise<void> {
      if (!rung) {
        waiting = new AbortController();
        await sleep(ms, waiting.signal);
      }
      waiting = null;
      rung = false;
    },
  };
}

/**
 * Follows a run until it is judged: by the monitor's events, and by asking where there are none.
 *
 * @returns the judged run; null where somebody left first.
 * @throws MonitorError where the monitor refuses, or has not answered for as long as a report is tried.
 */
export async function followRun(options: FollowOptions): Promise<FollowedRun | null> {
  const { context, sidecar, runId, show, notice, leaving } = options;
  const bell = createBell(context.sleep);
  const over = new AbortController();
  const stop = AbortSignal.any([leaving, over.signal]);
  const news = { run: null as FollowedRun | null, isLive: false };
  const leave = (): void => bell.ring();
  leaving.addEventListener('abort', leave);
  const listening = listen(options, stop, {
    broke: () => {
      news.isLive = false;
      bell.ring();
    },
    heard: (event) => {
      news.isLive = true;
      const about = aboutRunSchema.safeParse(event.data);
      const isOurs = about.success && about.data.runId === runId;
      if (event.name === 'hello' || (event.name === 'change' && isOurs)) {
        bell.ring();
      } else if (event.name === 'progress' && isOurs && news.run !== null && !leaving.aborted) {
        const progress = progressSchema.safeParse(event.data);
        if (progress.success) {
          news.run = { ...news.run, progress: progress.data };
          show(news.run);
        }
      }
    },
  });
  let awaySinceMs: number | null = null;
  try {
    while (!leaving.aborted) {
      const answer = await sidecar.ask(`/api/v1/runs/${encodeURIComponent(runId)}`, leaving);
      const nowMs = context.now().getTime();
      if (leaving.aborted) {
        break;
      }
      const leftMs = context.times.deliver - (nowMs - (awaySinceMs ?? nowMs));
      if (answer.kind === 'later' && !needsPerson(answer) && leftMs > 0) {
        awaySinceMs ??= nowMs;
        notice.waiting(answer.reason, leftMs);
      } else {
        notice.done();
        awaySinceMs = null;
        const run = followedRunSchema.parse(bodyOf(answer, `run ${runId} cannot be watched`));
        news.run = run;
        if (run.verdict !== null) {
          return run;
        }
        show(run);
      }
      await bell.wait(news.isLive ? liveEveryMs : pollEveryMs);
    }
    return null;
  } finally {
    leaving.removeEventListener('abort', leave);
    over.abort();
    await listening;
  }
}

/** Listens, and again after each end, until `stop` is aborted. Never rejects. */
async function listen(
  { connection, context }: FollowOptions,
  stop: AbortSignal,
  on: { readonly heard: (event: MonitorEvent) => void; readonly broke: () => void }
): Promise<void> {
  while (!stop.aborted) {
    let pauseMs = listenAgainMs;
    try {
      for await (const event of monitorEvents(connection, context, stop)) {
        on.heard(event);
      }
    } catch (error) {
      pauseMs = error instanceof NotListenedError ? refusedAgainMs : listenAgainMs;
    }
    if (!stop.aborted) {
      on.broke();
      await context.sleep(pauseMs, stop);
    }
  }
}
