import { z } from 'zod';
import type { Database } from '../db';
import { notFound } from '../http';
import { runIdSchema } from '../model/protocol';
import { deploymentEventOfRun, type DeploymentEventRow, findRun, type RunRow } from '../runs';

/** The path of everything about one run. */
export const runParams = z.object({ id: runIdSchema });

/** @throws Problem 404 where there is no such run, with the reason where a deployment was to start it. */
export async function existingRun(db: Database, id: string): Promise<RunRow> {
  const run = await findRun(db, id);
  if (run !== null) {
    return run;
  }
  const event = await unstartedEventOf(db, id);
  if (event === null) {
    throw noSuchRun(id);
  }
  const { deploymentId, reason } = event;
  throw notFound(
    event.state === 'waiting'
      ? `The run "${id}" is not queued yet: ${reason ?? `deployment ${deploymentId} has to serve first`}.`
      : `There is no run "${id}": deployment ${deploymentId} starts none, because ${reason ?? 'it was dropped'}.`
  );
}

/** The answer to an id that nobody knows. */
export function noSuchRun(id: string) {
  return notFound(`There is no run "${id}".`);
}

/** A deployment whose run is not queued yet, or never will be. */
export type UnstartedEvent = DeploymentEventRow & { readonly state: Exclude<DeploymentEventRow['state'], 'started'> };

/** The deployment that is to start the run of this id and has not; null: there is none. */
export async function unstartedEventOf(db: Database, id: string): Promise<UnstartedEvent | null> {
  const event = await deploymentEventOfRun(db, id);
  return event === null || event.state === 'started' ? null : { ...event, state: event.state };
}
