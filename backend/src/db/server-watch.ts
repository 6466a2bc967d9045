import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, type ClientConfig, type Pool } from 'pg';
import { systemErrorCode } from '../lib/error-code';

interface ServerWatchTimes {
  /** How often it looks at what is under way, in ms. */
  readonly lookEveryMs: number;
  /** Work that takes longer than that is a reason to ask the server whether it is there, in ms. */
  readonly patienceMs: number;
  /** A server that is there lets a new connection in by then, in ms. */
  readonly answerWithinMs: number;
  /** No query and no transaction of ours takes so long, in ms. */
  readonly longestMs: number;
}

/** So whoever waits for a server that has vanished hears of it within 5 s. */
const usualWatchTimes: ServerWatchTimes = {
  lookEveryMs: 500,
  patienceMs: 1500,
  answerWithinMs: 3000,
  longestMs: 60_000,
};

/** A connection that can be dropped without asking the other side, which may not be there. */
export class DroppableClient extends Client {
  private readonly socket: Socket;
  /** Since when it is, by `performance.now()`. */
  readonly madeAt = performance.now();

  constructor(config?: ClientConfig) {
    const socket = new Socket();
    super({ ...config, stream: () => socket });
    this.socket = socket;
  }

  drop(): void {
    this.socket.destroy();
  }
}

interface ServerWatch {
  stop(): void;
  /** Ends every connection without a goodbye. */
  dropAll(): void;
}

const unreachable = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);

/**
 * Drops the connections of a pool whose server has vanished without a word (a machine without power, a cut route): the kernel
 * would let queries on them wait for a quarter of an hour. A time limit for queries would not tell such a one from a read that takes
 * long; so the server is asked over a new connection, and where that is let in, work goes on for up to a minute. After
 * that its connection alone is taken for dead (a firewall has forgotten it). Whoever waits gets "Connection terminated".
 *
 * @param pool of `DroppableClient`s
 * @param config for the connection that asks
 */
export function watchServer(pool: Pool, config: ClientConfig, times: ServerWatchTimes = usualWatchTimes): ServerWatch {
  const made = new Set<DroppableClient>();
  const workingSince = new Map<DroppableClient, number>();
  let asking = false;

  const only = (note: (client: DroppableClient) => void) => (client: unknown) => {
    if (client instanceof DroppableClient) {
      note(client);
    }
  };
  pool.on(
    'acquire',
    only((client) => {
      made.add(client);
      workingSince.set(client, performance.now());
    })
  );
  pool.on('release', (_error, client) => only((each) => workingSince.delete(each))(client));
  pool.on(
    'remove',
    only((client) => {
      made.delete(client);
      workingSince.delete(client);
    })
  );

  async function look(): Promise<void> {
    const now = performance.now();
    const working = [...workingSince].map(([client, since]) => ({ client, ms: now - since }));
    working.filter(({ ms }) => ms > times.longestMs).forEach(({ client }) => client.drop());
    if (!asking && working.some(({ ms }) => ms > times.patienceMs)) {
      asking = true;
      const answers = await doesAnswer(config, times.answerWithinMs);
      asking = false;
      if (!answers) {
        [...made].filter(({ madeAt }) => madeAt < now).forEach((client) => client.drop());
      }
    }
  }

  const timer = setInterval(() => void look(), times.lookEveryMs);
  timer.unref();
  return {
    stop: () => clearInterval(timer),
    dropAll: () => made.forEach((client) => client.drop()),
  };
}

/** A refusal is an answer too. */
async function doesAnswer(config: ClientConfig, withinMs: number): Promise<boolean> {
  const client = new DroppableClient(config);
  client.on('error', () => undefined);
  const over = new AbortController();
  try {
    return await Promise.race([
      client.connect().then(
        () => true,
        (error: unknown) => !unreachable.has(systemErrorCode(error) ?? '')
      ),
      pause(withinMs, false, { signal: over.signal, ref: false }),
    ]);
  } finally {
    over.abort();
    void client.end().catch(() => undefined);
    // What is to be said goes out first, if anybody is there.
    setTimeout(() => client.drop(), withinMs).unref();
  }
}
