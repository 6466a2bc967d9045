import { sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Database } from './database';
import { channel, createListener, type Hint, type ListenerTimes, payloadOf, waited } from './notify-listener';

/**
 * Tells other sidecars on the same Postgres that this one has committed a change, and hears of theirs (LISTEN/NOTIFY). A hint is
 * never needed: whoever misses one finds the same in the records a few seconds later, as without any.
 */
export interface Hints {
  /** After the commit. A burst is told as one; never throws. */
  tell(hint: Hint): void;
  /** Listens from now on, and again whenever its connection has gone. */
  start(): void;
  /** The connection is closed when it resolves. */
  stop(): Promise<void>;
}

export interface HintTimes extends ListenerTimes {
  /** Hints of one sidecar are at least so far apart, in ms. */
  readonly apartMs: number;
}

export interface HintOptions {
  /** Null: embedded records, which no other process can have open. There is nobody to tell and nothing to hear. */
  readonly databaseUrl: string | null;
  readonly db: Database;
  /** Random, of this process: its own hints come back to it and are no news. */
  readonly sidecar: string;
  /** Another sidecar has changed something; or may have, while nobody listened here. */
  readonly heard: (hint: Hint) => void;
  readonly random: () => number;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly times?: HintTimes;
}

const usualTimes: HintTimes = { apartMs: 200, echoEveryMs: 30_000, echoWithinMs: 5000, reconnectMs: 250 };

/**
 * The hint goes out right after the commit and not within the transaction: transactions that notify commit one after the
 * other on the whole server (a lock of Postgres), and a hint that is lost costs seconds only.
 */
export function createHints({ databaseUrl, db, times = usualTimes, ...options }: HintOptions): Hints {
  if (databaseUrl === null) {
    return { tell: () => undefined, start: () => undefined, stop: () => Promise.resolve() };
  }
  const send = async (kind: Hint | 'echo') => {
    await db.execute(sql`SELECT pg_notify(${channel}, ${payloadOf(kind, options.sidecar)})`);
  };
  const sender = createSender(send, times);
  const listener = createListener({ ...options, databaseUrl, echo: () => send('echo'), times });
  return {
    tell: sender.tell,
    start: listener.start,
    async stop() {
      await Promise.all([sender.stop(), listener.stop()]);
    },
  };
}

/** The first hint goes at once; those that come meanwhile follow as one of each kind. */
function createSender(send: (hint: Hint) => Promise<void>, { apartMs }: HintTimes) {
  const waiting = new Set<Hint>();
  const stopping = new AbortController();
  let sending: Promise<void> | null = null;

  async function sendAll(): Promise<void> {
    while (waiting.size > 0 && !stopping.signal.aborted) {
      const hints = [...waiting];
      waiting.clear();
      // One that cannot be sent is not needed: the database is away, and whoever finds it back reads everything anew.
      await Promise.allSettled(hints.map(send));
      await waited(apartMs, stopping.signal);
    }
  }

  return {
    tell(hint: Hint) {
      waiting.add(hint);
      sending ??= sendAll().finally(() => (sending = null));
    },
    async stop() {
      stopping.abort();
      await sending;
    },
  };
}
