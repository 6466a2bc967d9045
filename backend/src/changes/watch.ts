import type { Logger } from 'pino';
import type { Database } from '../db';
import { look, type Change, type Seen } from './look';

export type { Change } from './look';

type Listener = (changes: readonly Change[]) => void;

/** Tells listeners what has changed in the records, whichever sidecar has changed it. */
export interface ChangeWatch {
  /** From now on. @returns stops listening. */
  listen(listener: Listener): () => void;
  /** This sidecar has changed something: looks at once, where somebody listens. */
  nudge(): void;
  /** No further look; resolves when the last one has ended. */
  stop(): Promise<void>;
}

/** How soon another sidecar's change is told, in ms. */
const lookEveryMs = 2000;

/** One look for all listeners, and none without any. A look that fails is made again: what it missed is told later. */
export function createChangeWatch(options: {
  readonly db: Database;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  /** Default: 2 s. */
  readonly everyMs?: number;
}): ChangeWatch {
  const { db, logger, everyMs = lookEveryMs } = options;
  const listeners = new Set<Listener>();
  /** Null: nobody listened until now. */
  let seen: ReadonlyMap<string, Seen> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | null = null;
  let again = false;
  let isAway = false;
  let stopped = false;

  async function lookOnce(): Promise<void> {
    try {
      const before = seen;
      const now = await look(db, openRunsIn(before));
      if (isAway) {
        isAway = false;
        logger.info('changes can be told again');
      }
      // Those who came while nobody listened before have read the records themselves.
      seen = listeners.size === 0 ? null : now;
      const changes = before === null ? [] : differences(before, now);
      if (changes.length > 0) {
        [...listeners].forEach((listener) => listener(changes));
      }
    } catch (error) {
      if (!isAway) {
        isAway = true;
        logger.warn({ err: error }, 'changes cannot be told: the records cannot be read');
      }
    }
  }

  function start(): void {
    clearTimeout(timer);
    if (stopped || listeners.size === 0) {
      return;
    }
    if (looking !== null) {
      again = true;
      return;
    }
    again = false;
    looking = lookOnce().finally(() => {
      looking = null;
      if (again) {
        start();
      } else if (!stopped && listeners.size > 0) {
        timer = setTimeout(start, everyMs);
        timer.unref();
      }
    });
  }

  return {
    listen(listener) {
      listeners.add(listener);
      if (listeners.size === 1) {
        start();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) {
          clearTimeout(timer);
          seen = null;
        }
      };
    },
    nudge: start,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

function openRunsIn(seen: ReadonlyMap<string, Seen> | null): string[] {
  return [...(seen?.values() ?? [])].flatMap(({ change }) =>
    change.kind === 'run' && change.status !== 'judged' ? [change.id] : []
  );
}

function differences(before: ReadonlyMap<string, Seen>, now: ReadonlyMap<string, Seen>): Change[] {
  return [...now].flatMap(([key, { change, state }]) => (before.get(key)?.state === state ? [] : [change]));
}
