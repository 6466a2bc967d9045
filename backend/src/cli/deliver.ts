import { type RetryNotice, tryAgain } from './retry-notice';
import type { Answer, Sidecar, Sleep } from './sidecar';
import type { Spool, SpooledItem } from './spool';

export interface Delivery {
  /** Items the sidecar has taken. */
  readonly delivered: readonly SpooledItem[];
  /** Items it will never take, now in `rejected/`. */
  readonly rejected: ReadonlyArray<{ readonly item: SpooledItem; readonly reason: string; readonly movedTo: string }>;
  /** Items that still wait on disk. */
  readonly waiting: readonly SpooledItem[];
  /** Why they wait: what the sidecar, or the network, said last. */
  readonly because: string | null;
  /** What the sidecar answered last about each run. */
  readonly receipts: ReadonlyMap<string, unknown>;
}

export interface DeliverOptions {
  readonly spool: Spool;
  readonly sidecar: Sidecar;
  readonly sleep: Sleep;
  /** Keep trying for this long, in ms; 0 tries each item once. */
  readonly forMs: number;
  readonly now: () => Date;
  /** Gives up early; what is undelivered stays on disk. */
  readonly signal?: AbortSignal;
  /** Hears why it waits and for how long yet. */
  readonly notice?: RetryNotice;
}

/** Where an item goes. */
export function send(
  sidecar: Sidecar,
  item: Pick<SpooledItem, 'kind' | 'runId' | 'body'>,
  signal?: AbortSignal
): Promise<Answer> {
  const path =
    item.kind === 'announcement' ? '/api/v1/runs' : `/api/v1/runs/${encodeURIComponent(item.runId)}/complete`;
  return sidecar.post(path, item.body, signal);
}

/** What has been done so far. */
interface Done {
  readonly delivered: SpooledItem[];
  readonly rejected: Array<{ item: SpooledItem; reason: string; movedTo: string }>;
  readonly receipts: Map<string, unknown>;
}

/** One pass over the spool, oldest first, and what held it up. */
async function pass(
  { spool, sidecar, signal }: DeliverOptions,
  { delivered, rejected, receipts }: Done
): Promise<{ waiting: SpooledItem[]; because: string | null; retryAfterMs: number | null }> {
  const waiting: SpooledItem[] = [];
  // A part is of no use before the announcement of its run.
  const heldUp = new Set<string>();
  let because: string | null = null;
  let retryAfterMs: number | null = null;
  let closed = false;
  for (const item of await spool.list()) {
    if (item.sidecar !== sidecar.url) {
      continue;
    }
    if (closed || heldUp.has(item.runId) || signal?.aborted === true) {
      waiting.push(item);
      continue;
    }
    const answer = await send(sidecar, item, signal);
    if (answer.kind === 'taken') {
      await spool.remove(item);
      delivered.push(item);
      receipts.set(item.runId, answer.body);
    } else if (answer.kind === 'refused') {
      rejected.push({ item, reason: answer.reason, movedTo: await spool.reject(item, answer.reason) });
    } else {
      waiting.push(item);
      heldUp.add(item.runId);
      closed = answer.concerns === 'all';
      because = answer.reason;
      retryAfterMs = answer.retryAfterMs;
    }
  }
  return { waiting, because, retryAfterMs };
}

/**
 * Sends what the spool holds for this sidecar, in order, and again with growing pauses until all is taken or the time is
 * up. Everything sent is idempotent at the sidecar, so that sending it twice does no harm.
 */
export async function deliver(options: DeliverOptions): Promise<Delivery> {
  const done: Done = { delivered: [], rejected: [], receipts: new Map() };
  return tryAgain(options, async () => {
    const { waiting, because, retryAfterMs } = await pass(options, done);
    const isOver = waiting.length === 0 || options.signal?.aborted === true;
    return {
      value: { ...done, waiting, because },
      again: isOver ? null : { reason: because ?? 'not taken yet', retryAfterMs },
    };
  });
}
