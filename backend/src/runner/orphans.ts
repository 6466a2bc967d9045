import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { machineIdentity, seeProcess, stillRuns } from '../k6';
import { readK6Record, type K6Record } from './k6-record';
import { sleepFor, type RunnerLogger, type Sleep } from './report';

/** How long an orphaned k6 may take to end on SIGINT, teardown() included, before it is killed, in ms. */
const orphanGraceMs = 15_000;
const lookEveryMs = 200;
/** The kernel may take a moment to end what was killed. */
const killedWithinMs = 5000;

export interface OrphanOptions {
  /** The runner's. */
  readonly workDirectory: string;
  /** Called for each orphan that was ended, when it has. */
  readonly ended: (runId: string) => Promise<void>;
  readonly logger: RunnerLogger;
  readonly graceMs?: number;
  readonly sleep?: Sleep;
}

/**
 * Ends the k6 processes that sidecars of this machine have left running, and clears up after those that ended. To be
 * called before a runner starts anything: they load targets on which it is to run.
 *
 * A process is ended only if it is the recorded one: same machine and boot, process id, start time, and the run's id in
 * its command line; and only if the sidecar that started it is gone.
 */
export async function endOrphans({ workDirectory, ...options }: OrphanOptions): Promise<void> {
  const machine = await machineIdentity();
  const folders = (await readdir(workDirectory).catch(() => [])).map((name) => join(workDirectory, name));
  await Promise.all(
    folders.map(async (folder) => {
      const record = await readK6Record(folder);
      // Ids of another machine, or of before a restart of this one, say nothing here.
      if (record === null || record.machine !== machine || (await stillRuns(record.sidecar))) {
        return;
      }
      if (!(await isOrphan(record)) || (await endOrphan(record, options))) {
        await rm(folder, { recursive: true, force: true }).catch(() => undefined);
      }
    })
  );
}

/** Whether the recorded k6 still runs. */
async function isOrphan({ k6, argument }: K6Record): Promise<boolean> {
  const seen = await seeProcess(k6.pid);
  return seen !== null && seen.startTime === k6.startTime && ` ${seen.command} `.includes(` ${argument} `);
}

/** @returns whether it has ended. */
async function endOrphan(
  record: K6Record,
  { ended, logger, graceMs = orphanGraceMs, sleep = sleepFor }: Omit<OrphanOptions, 'workDirectory'>
): Promise<boolean> {
  const details = { runId: record.runId, pid: record.k6.pid };
  logger.warn(details, 'a k6 still runs whose sidecar is gone: it is ended');
  const isGone = async (withinMs: number): Promise<boolean> => {
    for (let waitedMs = 0; await isOrphan(record); waitedMs += lookEveryMs) {
      if (waitedMs >= withinMs) {
        return false;
      }
      await sleep(lookEveryMs, null);
    }
    return true;
  };
  // A second SIGINT would end k6 without teardown(), and a guard that is at work has sent the first.
  if (record.guard === null || !(await stillRuns(record.guard))) {
    signalGroup(record, 'SIGINT');
  }
  if (!(await isGone(graceMs))) {
    signalGroup(record, 'SIGKILL');
    if (!(await isGone(killedWithinMs))) {
      logger.error(details, 'a k6 whose sidecar is gone could not be ended');
      return false;
    }
  }
  await ended(record.runId).catch((error: unknown) =>
    logger.error({ ...details, err: error }, 'the run of a k6 that was left behind could not be closed')
  );
  return true;
}

/** The whole group, as the runner does it: k6 leads one. */
function signalGroup({ k6 }: K6Record, name: NodeJS.Signals): void {
  try {
    process.kill(-k6.pid, name);
  } catch {
    // It has ended in this moment.
  }
}
