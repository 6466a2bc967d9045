import { z } from 'zod';
import type { Database } from '../db';
import { conflict, type HttpApp } from '../http';
import { betweenFaultPoints } from '../lib/fault-point';
import type { Catalogue } from '../model/load-test';
import { runIdSchema, testNameSchema } from '../model/protocol';
import { pinBaseline, type PinnedBaseline, type RunRow, unpinBaseline } from '../runs';
import { existingRun } from './run-params';
import { existingTest } from './test-identity';

export const pinnedBaselineSchema = z.object({
  runId: z.string(),
  pinnedBy: z.string(),
  pinnedAt: z.iso.datetime(),
});
const baselineSchema = z.object({
  test: z.string(),
  pinned: pinnedBaselineSchema.nullable().describe('Null: none is'),
});
z.globalRegistry.add(baselineSchema, { id: 'Baseline' });

export function pinnedView({ runId, pinnedBy, pinnedAt }: PinnedBaseline): z.infer<typeof pinnedBaselineSchema> {
  return { runId, pinnedBy, pinnedAt: pinnedAt.toISOString() };
}

/** Pins the run that the runs of a load test are held against, or lets the last passed one be it again. */
export function testBaselineRoute(
  app: HttpApp,
  { db, now, catalogue }: { readonly db: Database; readonly now: () => Date; readonly catalogue: () => Catalogue }
): void {
  app.put(
    '/api/v1/tests/:name/baseline',
    {
      config: { scope: 'operate' },
      schema: {
        tags: ['load tests'],
        operationId: 'pinBaseline',
        summary: 'Pin the run that others are held against',
        description:
          'Of the runs judged from now on, those that may be compared with it are held against it until it is taken off; any ' +
          'other one against the last passed run that may.',
        params: z.object({ name: testNameSchema }),
        body: z.strictObject({ runId: runIdSchema.nullable().describe('Null: none is pinned any more') }),
        response: { 200: baselineSchema.describe('What is stored') },
        problems: {
          404: 'The catalogue has no such load test, or there is no such run',
          409: 'The run is none that others may be held against',
        },
      },
    },
    async (request) => {
      const test = existingTest(catalogue(), request.params.name).name;
      const { runId } = request.body;
      const pinnedBy = request.actor?.label ?? 'unknown';
      if (runId === null) {
        await betweenFaultPoints('pin baseline', () => unpinBaseline(db, test));
        request.log.info({ test, pinnedBy }, 'a person has taken the pinned baseline off');
        return { test, pinned: null };
      }
      const problem = problemOf(await existingRun(db, runId), test);
      if (problem !== null) {
        throw conflict(`Run "${runId}" cannot be the baseline of "${test}": ${problem}.`);
      }
      const pinned = { test, runId, pinnedBy, pinnedAt: now() };
      await betweenFaultPoints('pin baseline', () => pinBaseline(db, pinned));
      request.log.info({ test, runId, pinnedBy }, 'a person has pinned a baseline');
      return { test, pinned: pinnedView(pinned) };
    }
  );
}

function problemOf(run: RunRow, test: string): string | null {
  if (run.test !== test) {
    return `it is a run of "${run.test}"`;
  }
  if (run.verdict !== 'passed') {
    return `only a passed run can, and it ${run.verdict === null ? 'is not judged yet' : `is ${run.verdict}`}`;
  }
  if (!run.counts) {
    return `it does not count (${run.countsReason ?? 'for no known reason'})`;
  }
  return run.trigger === 'verification' ? 'it verified a redeploy, and a fresh deployment is cold' : null;
}
