import { reachFaultPoint } from '../lib/fault-point';
import type { Database, Tx } from './database';

/**
 * A transaction, the only way to one. What it is called stands at its fault points: just before its commit, and just after
 * it, when the caller does not know of it yet. One that has found nothing to do, and says so with null, has none.
 */
export async function inTransaction<Result>(
  db: Database,
  name: string,
  work: (tx: Tx) => Promise<Result>
): Promise<Result> {
  const result = await db.transaction(async (tx) => {
    const done = await work(tx);
    if (done !== null) {
      await reachFaultPoint(`${name}: before`);
    }
    return done;
  });
  if (result !== null) {
    await reachFaultPoint(`${name}: after`);
  }
  return result;
}
