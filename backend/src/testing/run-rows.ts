import { randomUUID } from 'node:crypto';
import type { Database } from '../db';
import { runs } from '../runs/tables';
import { aLoadTest } from './load-test';

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
    limits: aLoadTest().limits,
    announcedAt,
    deadlineAt: new Date(announcedAt.getTime() + 3_600_000),
    ...given,
  };
  await db.insert(runs).values(run);
  return run.id;
}

/** A run that passed, with the figures and hashes that two such runs are compared by. @returns its id. */
export function storeJudgedRun(db: Database, given: Partial<NewRun> = {}): Promise<string> {
  return storeRun(db, {
    status: 'judged',
    verdict: 'passed',
    scriptHash: 'script',
    loadProfileHash: 'load',
    k6Version: '2.2.0',
    requests: 600,
    failedRequests: 0,
    errorRate: 0,
    avgResponseTimeMs: 100,
    ...given,
  });
}
