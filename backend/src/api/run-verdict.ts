import { z } from 'zod';
import type { Database } from '../db';
import type { HttpApp } from '../http';
import { runStatuses, verdicts } from '../model/run';
import { reasonSchema } from '../model/verdict';
import { findRun, type RunRow } from '../runs';
import { noSuchRun, runParams, type UnstartedEvent, unstartedEventOf } from './run-params';

export const verdictSchema = z.object({
  runId: z.string(),
  test: z.string(),
  verdict: z.enum(verdicts).nullable().describe('Null: not judged yet, or there is no run'),
  status: z.enum(runStatuses).nullable().describe('Null: it is not queued, see deployment'),
  reasons: z.array(reasonSchema),
  counts: z.boolean().describe('False: a verdict and nothing more, see countsReason'),
  countsReason: z.string().nullable(),
  runUrl: z.string().nullable(),
  deployment: z
    .object({
      id: z.string(),
      state: z.enum(['waiting', 'dropped']),
      reason: z.string().nullable().describe('What it waits for, or why there is no run'),
    })
    .nullable()
    .describe('Of a run that is not queued yet (`waiting`), or never will be (`dropped`)'),
});
z.globalRegistry.add(verdictSchema, { id: 'RunVerdict' });
type RunVerdict = z.infer<typeof verdictSchema>;

/** The gate: whoever waits for a run goes by the status of the answer alone. */
export function runVerdictRoute(
  app: HttpApp,
  { db, runUrl }: { readonly db: Database; readonly runUrl: (runId: string) => string | null }
): void {
  app.get(
    '/api/v1/runs/:id/verdict',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['runs'],
        operationId: 'getRunVerdict',
        summary: 'Gate: 200 only for passed',
        description:
          '200 passed; 425 not judged yet, try again after Retry-After; 409 every other verdict. The id of a run that a ' +
          'deployment is to start may be asked for at once: 425 while it waits, 409 where the deployment starts none.',
        params: runParams,
        response: {
          200: verdictSchema.describe('The run has passed'),
          409: verdictSchema.describe('The run is judged and has not passed, or its deployment starts none'),
          425: verdictSchema.describe('The run is not judged, or not queued yet: try again after Retry-After seconds'),
        },
        problems: { 404: 'There is no such run' },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const run = await findRun(db, id);
      const body = run === null ? withoutRun(await unstartedEventOf(db, id)) : verdictView(run, runUrl);
      if (body === null) {
        throw noSuchRun(id);
      }
      if (body.verdict === null && body.deployment?.state !== 'dropped') {
        return reply.code(425).header('retry-after', '2').send(body);
      }
      return reply.code(body.verdict === 'passed' ? 200 : 409).send(body);
    }
  );
}

/** The verdict of a run, as gates answer it. */
export function verdictView(run: RunRow, runUrl: (runId: string) => string | null): RunVerdict {
  return {
    runId: run.id,
    test: run.test,
    verdict: run.verdict,
    status: run.status,
    reasons: [...(run.reasons ?? [])],
    counts: run.counts,
    countsReason: run.countsReason,
    runUrl: runUrl(run.id),
    deployment: null,
  };
}

/** What is to be said of the run that a deployment does not start, or not yet; null: there is no such deployment. */
function withoutRun(event: UnstartedEvent | null): RunVerdict | null {
  if (event === null) {
    return null;
  }
  const { runId, test, deploymentId: id, state, reason } = event;
  return {
    runId,
    test,
    verdict: null,
    status: null,
    reasons: [],
    counts: true,
    countsReason: null,
    runUrl: null,
    deployment: { id, state, reason },
  };
}
