import { z } from 'zod';
import { conflict, notFound, type HttpApp } from '../http';
import { testNameSchema } from '../model/protocol';
import type { Catalogue, LoadTest } from '../model/load-test';
import { runStatuses, triggers, type RunStatus } from '../model/run';

const loadTestSchema = z.object({
  name: z.string(),
  description: z.string().nullable(),
  target: z.string(),
  environment: z.string(),
  scriptHash: z.string(),
  limits: z.object({
    errorRate: z.number().describe('Fraction 0–1'),
    p95ResponseTimeMs: z.number().nullable(),
    avgResponseTimeMs: z.number().nullable(),
    minimumRequests: z.number(),
    unmeasuredRequests: z.number().optional().describe('Share of the requests that may stay out of the error rate'),
    metrics: z
      .object({ responseTime: z.string(), requests: z.string(), failures: z.string() })
      .nullish()
      .describe("k6's metrics that the limits are about; null: those of HTTP requests"),
    checksMustPass: z.boolean(),
  }),
  deadlineSeconds: z.number(),
  remediation: z.object({
    vercel: z
      .object({ projectId: z.string(), teamId: z.string().nullable(), triggers: z.array(z.enum(triggers)) })
      .nullable(),
  }),
});
z.globalRegistry.add(loadTestSchema, { id: 'LoadTest' });

/** What the routes of the load tests work on. */
export interface TestRoutesOptions {
  readonly catalogue: () => Catalogue;
  /** Creates and queues a run; answers its id and status. */
  readonly runNow: (test: LoadTest, startedBy: string) => Promise<{ id: string; status: RunStatus }>;
}

/** The catalogue, and "run now". */
export async function testRoutes(app: HttpApp, options: TestRoutesOptions): Promise<void> {
  app.get(
    '/api/v1/tests',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['load tests'],
        operationId: 'listLoadTests',
        summary: 'Load tests of the catalogue',
        response: { 200: z.object({ tests: z.array(loadTestSchema) }).describe('Every load test of the catalogue') },
      },
    },
    async () => ({
      tests: [...options.catalogue().tests.values()].map((test) => ({
        name: test.name,
        description: test.description,
        target: test.target,
        environment: test.environment,
        scriptHash: test.scriptHash,
        limits: test.limits,
        deadlineSeconds: test.deadlineSeconds,
        remediation: {
          vercel:
            test.remediation.vercel === null
              ? null
              : { ...test.remediation.vercel, triggers: [...test.remediation.vercel.triggers] },
        },
      })),
    })
  );

  app.post(
    '/api/v1/tests/:name/runs',
    {
      config: { scope: 'operate' },
      schema: {
        tags: ['load tests'],
        operationId: 'runLoadTest',
        summary: 'Run now',
        description: 'Queued behind other runs on the same target.',
        params: z.object({ name: testNameSchema }),
        response: {
          202: z.object({ id: z.string(), status: z.enum(runStatuses) }).describe('The run is queued; its id'),
        },
        problems: {
          404: 'The catalogue has no such load test',
          409: 'The triggers of the load test lack `manual`',
        },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const { tests } = options.catalogue();
      const test = tests.get(name);
      if (test === undefined) {
        throw notFound(
          `There is no load test "${name}". The catalogue has: ${[...tests.keys()].join(', ') || 'none'}.`
        );
      }
      if (!test.triggers.includes('manual')) {
        throw conflict(
          `The catalogue does not let people start "${name}" (triggers: ${test.triggers.join(', ') || 'none'}). ` +
            'Add manual to its triggers.'
        );
      }
      return reply.code(202).send(await options.runNow(test, request.actor?.label ?? 'unknown'));
    }
  );
}
