import { randomUUID } from 'node:crypto';
import type { Database } from '../db';
import { runs } from '../runs/tables';

type NewRun = typeof runs.$inferInsert;

/** A run as an external reporter has announced it, in the records. @returns its id. */
export async function storeRun(db: Database, given: Partial<NewRun> = {}): Promise<string> {
  const announcedAt = given.announcedAt ?? new Date();
  const run: NewRun = {
    id: `run-${randomUUID()}`,
    test: 'checkout',
    target: 'https://shop.example/',
    environment: 'production',
    trigger: 'external',
    reporter: 'cli',
    status: 'running',
    announcementHash: '',
    expectedInstances: 1,
    counts: true,
    limits: {
      errorRate: 0,
      p95ResponseTimeMs: 500,
      avgResponseTimeMs: null,
      minimumRequests: 50,
      checksMustPass: true,
    },
    announcedAt,
    deadlineAt: new Date(announcedAt.getTime() + 3_600_000),
    ...given,
  };
  await db.insert(runs).values(run);
  return run.id;
}
