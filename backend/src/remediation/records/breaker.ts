import { desc, eq } from 'drizzle-orm';
import type { Database } from '../../db';
import { breakerResets } from './tables';

/** A person lets a load test be redeployed again for a failure that was redeployed before. */
export interface BreakerReset {
  readonly test: string;
  readonly resetAt: Date;
  readonly resetBy: string;
  readonly reason: string;
}

/** Every reset is kept, because they are the audit trail; of two at the same moment the first one is. */
export async function resetBreaker(db: Database, reset: BreakerReset): Promise<void> {
  await db.insert(breakerResets).values(reset).onConflictDoNothing();
}

/** When it was reset last; null: never. */
export async function breakerResetAt(db: Database, test: string): Promise<Date | null> {
  const [last] = await db
    .select({ resetAt: breakerResets.resetAt })
    .from(breakerResets)
    .where(eq(breakerResets.test, test))
    .orderBy(desc(breakerResets.resetAt))
    .limit(1);
  return last?.resetAt ?? null;
}
