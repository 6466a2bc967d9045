import { z } from 'zod';
import type { Database } from '../db';
import { notFound } from '../http';
import { runIdSchema } from '../model/protocol';
import { findRun, type RunRow } from '../runs';

/** The path of everything about one run. */
export const runParams = z.object({ id: runIdSchema });

/** @throws HttpError 404 where there is no such run. */
export async function existingRun(db: Database, id: string): Promise<RunRow> {
  const run = await findRun(db, id);
  if (run === null) {
    throw notFound(`There is no run "${id}".`);
  }
  return run;
}
