import { z } from 'zod';
import type { Database } from '../db';
import { notFound } from '../http';
import { runIdSchema } from '../model/protocol';
import { deploymentEventOfRun, findRun, type RunRow } from '../runs';

/** The path of everything about one run. */
export const runParams = z.object({ id: runIdSchema });

/** @throws Problem 404 where there is no such run, with the reason where a deployment was to start it. */
export async function existingRun(db: Database, id: string): Promise<RunRow> {
  const run = await findRun(db, id);
  if (run === null) {
    const event = await deploymentEventOfRun(db, id);
    if (event === null || event.state === 'started') {
      throw notFound(`There is no run "${id}".`);
    }
    const { deploymentId, reason } = event;
    throw notFound(
      event.state === 'waiting'
        ? `The run "${id}" is not queued yet: ${reason ?? `deployment ${deploymentId} has to serve first`}.`
        : `There is no run "${id}": deployment ${deploymentId} starts none, because ${reason ?? 'it was dropped'}.`
    );
  }
  return run;
}
