import { z } from 'zod';
import { notFound, type HttpApp } from '../http';
import { testNameSchema } from '../model/protocol';
import type { Catalogue, LoadTest } from '../model/load-test';
import { runStatuses, triggers, type RunStatus } from '../model/run';

const loadTestSchema = z.object({
  name: z.string(),
  description: z.string().nullable(),
  target: z.string(),
  environment: z.string(),
  scriptHash: z.string(),
  secrets: z.array(z.string()).describe('Names of the variables that the script gets as secrets'),
  labels: z.record(z.string(), z.string()).describe('What people sort and find it by'),
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
    endpoints: z
      .array(
        z.object({
          name: z.string().describe("As in k6's `name` tag"),
          method: z.string().nullable().describe('Null: whichever'),
          p95ResponseTimeMs: z.number().nullable(),
          avgResponseTimeMs: z.number().nullable(),
          errorRate: z.number().nullable().describe('Fraction 0–1'),
          minimumRequests: z.number().describe('Fewer requests of the endpoint never pass'),
        })
      )
      .describe('Limits on single endpoints'),
    checksMustPass: z.boolean(),
  }),
  deadlineSeconds: z.number(),
  warmUp: z
    .object({ durationSeconds: z.number(), virtualUsers: z.number() })
    .nullable()
    .describe('Run before the judged run; null: none'),
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
        secrets: Object.keys(test.secrets),
        labels: { ...test.labels },
        limits: { ...test.limits, endpoints: [...(test.limits.endpoints ?? [])] },
        deadlineSeconds: test.deadlineSeconds,
        warmUp: test.warmUp,
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
        problems: { 404: 'The catalogue has no such load test' },
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
      return reply.code(202).send(await options.runNow(test, request.actor?.label ?? 'unknown'));
    }
  );
}
