import type { Logger } from 'pino';
import type { LoadTest } from '../model/load-test';
import type { Database } from '../db';
import { releaseEffects } from '../effects';
import {
  ownerLimitSeconds,
  queuedRunsOf,
  signOff,
  signOn,
  stopsRequestedOf,
  takeOver,
  takeOverAll,
  type LeftBehind,
  type RunRow,
} from '../runs';
import type { RunReporter } from '../runner';
import { createPoller } from './poller';
import { betweenFaultPoints } from '../lib/fault-point';

export interface OwnerTimes {
  /** How often this sidecar says that it is at work, and looks for what others have left, in ms. */
  readonly everyMs: number;
  /** How long a sidecar may be silent before it is taken for gone, in s. */
  readonly limitSeconds: number;
}

export interface OwnerWatchOptions {
  readonly db: Database;
  /** This sidecar's id: random, new with each process. */
  readonly owner: string;
  /** True where no other process can have the database open: what an earlier one has left is taken at the start. */
  readonly isAlone: boolean;
  readonly testOf: (name: string) => LoadTest | undefined;
  /** Queues a run on the runner. False: there is no runner yet, and the run is handed to it later. */
  readonly enqueue: (run: RunRow, test: LoadTest) => boolean;
  /** Stops a run that the runner has, as a person has asked. */
  readonly stopRun: (runId: string) => void;
  readonly couldNotStart: RunReporter['couldNotStart'];
  readonly runReady: () => void;
  readonly logger: Logger;
  readonly times?: OwnerTimes;
}

/** Keeps this sidecar's claim on its runs, and takes over those of sidecars that are gone. */
export interface OwnerWatch {
  /** To be awaited before anything may start a run: one of a sidecar that nobody knows is taken over. */
  signOn(): Promise<void>;
  start(): Promise<void>;
  /** Hands a run of this sidecar to the runner, once. */
  hand(run: RunRow, test: LoadTest): void;
  stop(): Promise<void>;
  /** After the runner has ended: others need not wait for what could not be reported. */
  signOff(): Promise<void>;
}

/** How soon a run is stopped that another sidecar was asked to stop, in ms. */
const stopsEveryMs = 1000;

const usualTimes: OwnerTimes = { everyMs: 5000, limitSeconds: ownerLimitSeconds };

export function createOwnerWatch(options: OwnerWatchOptions): OwnerWatch {
  const { db, owner, logger, times = usualTimes } = options;
  const handed = new Set<string>();

  const hand = (run: RunRow, test: LoadTest): void => {
    if (!handed.has(run.id) && options.enqueue(run, test)) {
      handed.add(run.id);
    }
  };

  const tell = ({ closed, taken }: LeftBehind): void => {
    closed.forEach(({ id, test }) =>
      logger.warn({ runId: id, test }, 'a run is closed: the sidecar that ran it is gone, its k6 may have gone on')
    );
    taken.forEach(({ id, test }) =>
      logger.warn({ runId: id, test }, 'a queued run is taken over from a sidecar that is gone')
    );
    if (closed.length > 0) {
      options.runReady();
    }
  };

  /** Also finds a run that was written and whose writer never heard so. */
  const handQueued = async (): Promise<void> => {
    for (const run of (await queuedRunsOf(db, owner)).filter(({ id }) => !handed.has(id))) {
      const test = options.testOf(run.test);
      const problem = problemOf(run, test);
      if (test === undefined || problem !== null) {
        await options.couldNotStart(run.id, `${problem}; the sidecar that had queued it stopped answering`);
      } else {
        hand(run, test);
      }
    }
  };

  const poller = createPoller({
    name: 'owner',
    everyMs: times.everyMs,
    logger,
    work: async () => {
      await betweenFaultPoints('sign on', () => signOn(db, owner, times.limitSeconds));
      tell(await takeOver(db, owner, times.limitSeconds));
      await handQueued();
      return false;
    },
  });

  const asked = new Set<string>();
  /** Another sidecar was asked, and has written it down. Once for each: a second stop would kill k6. */
  const stops = createPoller({
    name: 'stops',
    everyMs: stopsEveryMs,
    logger,
    work: async () => {
      for (const runId of await stopsRequestedOf(db, owner)) {
        if (!asked.has(runId)) {
          asked.add(runId);
          options.stopRun(runId);
        }
      }
      return false;
    },
  });

  return {
    hand,
    signOn: () => signOn(db, owner, times.limitSeconds),
    async start() {
      if (options.isAlone) {
        // Nobody else works on what the process before had under way.
        await releaseEffects(db);
        tell(await takeOverAll(db, owner));
      }
      poller.start();
      stops.start();
    },
    stop: async () => void (await Promise.all([poller.stop(), stops.stop()])),
    signOff: () => betweenFaultPoints('sign off', () => signOff(db, owner)),
  };
}

/** It would count as a run of what it was queued for, so it must be that. */
function problemOf(run: RunRow, test: LoadTest | undefined): string | null {
  if (test === undefined) {
    return `the load test ${run.test} is no longer in the catalogue`;
  }
  return test.target === run.target && test.environment === run.environment && test.scriptHash === run.scriptHash
    ? null
    : `the load test ${run.test} has changed in the catalogue since the run was queued`;
}
