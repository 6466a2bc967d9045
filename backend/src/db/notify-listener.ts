import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { DroppableClient } from './server-watch';

/** What other sidecars should look at again: what is shown and worked on, or runs that are ready to be judged. */
export type Hint = 'changed' | 'runReady';

export interface ListenerTimes {
  /** How often it is looked whether hints arrive at all, in ms: a connection may die without a word. */
  readonly echoEveryMs: number;
  /** How long a hint to oneself may take, in ms. */
  readonly echoWithinMs: number;
  /** The first pause before it is connected again, in ms; doubled up to 10 s. */
  readonly reconnectMs: number;
}

interface ListenerOptions {
  readonly databaseUrl: string;
  readonly sidecar: string;
  readonly heard: (hint: Hint) => void;
  /** Sends `echo` to this sidecar the way that hints come, over a pooled connection. */
  readonly echo: () => Promise<void>;
  readonly random: () => number;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly times: ListenerTimes;
}

export const channel = 'loadtest_monitoring';
const longestPauseMs = 10_000;
/** For connecting and for LISTEN, in ms. */
const answerWithinMs = 10_000;
const goodbyeWithinMs = 1000;

/** No name, no figure, no secret. */
export const payloadOf = (kind: Hint | 'echo', sidecar: string): string => `${kind} ${sidecar}`;
const payloadForm = /^(changed|runReady|echo) (\S+)$/;

/** A connection of its own that hears hints for as long as it lives, and is made again when it has gone. */
export function createListener(options: ListenerOptions) {
  const { random, logger, times } = options;
  const stopping = new AbortController();
  let listening: Promise<void> | null = null;
  let isTold = false;

  const tellWell = () => {
    if (isTold) {
      isTold = false;
      logger.info('changes of other sidecars are seen at once again');
    }
  };

  /** A connection that is cut and made again at once is not worth a line. */
  const tellProblem = (err: unknown) => {
    if (!isTold) {
      isTold = true;
      logger.warn({ err }, 'changes of other sidecars are seen some seconds late: no notifications of Postgres arrive');
    }
  };

  async function keepListening(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const { hasListened, problem } = await listenOnce(options, tellWell, stopping.signal);
      failures = hasListened ? 1 : failures + 1;
      if (failures > 1 && !stopping.signal.aborted) {
        tellProblem(problem);
      }
      const longest = Math.min(longestPauseMs, times.reconnectMs * 2 ** (failures - 1));
      await waited(longest * (0.5 + random() / 2), stopping.signal);
    }
  }

  return {
    start: () => void (listening ??= keepListening()),
    async stop() {
      stopping.abort();
      await listening;
    },
  };
}

/**
 * Until the connection has gone, or what the sidecar sends to itself does not arrive.
 *
 * @returns whether hints arrived at first, and what ended it.
 */
async function listenOnce(
  { databaseUrl, sidecar, heard, echo, times }: ListenerOptions,
  arrives: () => void,
  stopped: AbortSignal
): Promise<{ readonly hasListened: boolean; readonly problem: unknown }> {
  const client = new DroppableClient({
    connectionString: databaseUrl,
    application_name: 'load-test-monitoring hints',
    connectionTimeoutMillis: answerWithinMs,
    query_timeout: answerWithinMs,
    keepAlive: true,
  });
  const lost = new AbortController();
  const gone = AbortSignal.any([lost.signal, stopped]);
  let hasListened = false;
  let problem: unknown = null;
  let echoed: () => void = () => undefined;
  client.on('error', (error) => {
    problem ??= error;
    lost.abort();
  });
  client.on('end', () => lost.abort());
  client.on('notification', ({ payload = '' }) => {
    const [, kind, from] = payloadForm.exec(payload) ?? [];
    if (from === sidecar && kind === 'echo') {
      echoed();
    } else if (from !== sidecar && (kind === 'changed' || kind === 'runReady')) {
      heard(kind);
    }
  });
  /** A pooler in between may well answer LISTEN, and pass nothing on. */
  const doHintsArrive = (): Promise<boolean> => {
    const back = new Promise<boolean>((done) => (echoed = () => done(true)));
    return Promise.race([echo().then(() => back), waited(times.echoWithinMs, gone).then(() => false)]);
  };
  // Whatever it waits for.
  const hangUp = () => client.drop();
  stopped.addEventListener('abort', hangUp);
  try {
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    while (!gone.aborted && (await doHintsArrive())) {
      if (!hasListened) {
        hasListened = true;
        arrives();
        // What was told while nobody listened here.
        heard('changed');
        heard('runReady');
      }
      await waited(times.echoEveryMs, gone);
    }
    problem ??= new Error('a notification that was sent to the own connection did not arrive');
  } catch (error) {
    problem ??= error;
  } finally {
    await Promise.race([client.end(), waited(goodbyeWithinMs, stopped)]);
    hangUp();
    stopped.removeEventListener('abort', hangUp);
  }
  return { hasListened, problem };
}

/** So long, or until it is called off. */
export async function waited(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
