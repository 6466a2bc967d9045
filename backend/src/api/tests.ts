import { z } from 'zod';
import { type HttpApp } from '../http';
import { testNameSchema } from '../model/protocol';
import { nextRunAt } from '../catalogue';
import type { Database } from '../db';
import { missedPolicies, overlapPolicies, permittedTriggers, type Catalogue, type LoadTest } from '../model/load-test';
import { regressionModes } from '../model/regression';
import { runStatuses, tickOutcomes, triggers, verdicts, type RunStatus } from '../model/run';
import {
  type Freshness,
  lastDeploymentsOf,
  lastTicksOf,
  type LastVerdict,
  lastVerdictsOf,
  readFreshness,
  type TickRow,
} from '../runs';
import { lastDeploymentSchema, lastDeploymentView } from './deployment-view';
import { testBaselineRoute } from './test-baseline';
import { startableTest, testIdentityRoute } from './test-identity';
import { testTrendRoute } from './test-trend';

const instant = z.iso.datetime().nullable();
const cronInstants = {
  cron: z.string().describe('Five fields: minute, hour, day of the month, month, weekday'),
  timeZone: z.string().describe('IANA name'),
};

const loadTestSchema = z.object({
  name: z.string(),
  description: z.string().nullable(),
  target: z.string(),
  environment: z.string(),
  scriptHash: z.string(),
  scriptProblem: z
    .string()
    .nullable()
    .describe('Why k6 cannot read its script, with file and line; null while nothing is known against it'),
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
    regression: z
      .object({
        mode: z
          .enum(regressionModes)
          .describe('warn: a regression is told; fail: it makes the run fail; off: none is looked for'),
        relative: z.number().describe("By which share of the baseline's figure a run has to be worse"),
        absoluteMs: z.number().describe('And by how many ms a response time'),
        minimumRequests: z.number().describe('With fewer, nothing is compared'),
      })
      .optional()
      .describe('From when on a run is worse than its baseline'),
    checksMustPass: z.boolean(),
  }),
  deadlineSeconds: z.number(),
  warmUp: z
    .object({ durationSeconds: z.number(), virtualUsers: z.number() })
    .nullable()
    .describe('Run before the judged run; null: none'),
  schedule: z
    .object({
      ...cronInstants,
      overlap: z.enum(overlapPolicies).describe('At a tick while the run before still goes on'),
      missed: z.enum(missedPolicies).describe('About ticks that came while no sidecar was at work'),
    })
    .nullable()
    .describe('When it runs by itself; null: never'),
  triggers: z.array(z.enum(permittedTriggers)).describe('Who may start it, beside external reporters'),
  deployments: z
    .object({
      projectId: z.string().nullable(),
      target: z.string(),
      branches: z.array(z.string()),
      tags: z.array(z.string()),
      commitMessage: z.array(z.string()),
      labels: z.array(z.string()),
    })
    .nullable()
    .describe('Which deployments start it; null: none'),
  lastDeployment: lastDeploymentSchema.nullable().describe('What its last deployment led to'),
  maintenanceWindows: z
    .array(z.object({ ...cronInstants, durationMinutes: z.number(), reason: z.string() }))
    .describe('While one lasts, no tick starts a run and none is expected'),
  nextRunAt: instant.describe('When its schedule starts the next run'),
  nextExpectedRunAt: instant.describe(
    'The tick that has to bring the result after the last one; in the past while it is overdue'
  ),
  staleAt: instant.describe('From then on its last result says nothing about now, and the banner is unknown at least'),
  lastRun: z
    .object({
      id: z.string(),
      verdict: z.enum(verdicts),
      endedAt: z.iso.datetime().describe('Of a run that never ran: when it was judged'),
    })
    .nullable()
    .describe('Its newest judged run that counts; null: there is none'),
  lastTick: z
    .object({
      at: z.iso.datetime().describe('The last one of an outage'),
      outcome: z.enum(tickOutcomes),
      reason: z.string().nullable().describe('Why it started no run, or a late one'),
      runId: z.string().nullable(),
    })
    .nullable()
    .describe('What became of the last tick of its schedule'),
  remediation: z.object({
    vercel: z
      .object({ projectId: z.string(), teamId: z.string().nullable(), triggers: z.array(z.enum(triggers)) })
      .nullable(),
  }),
});
z.globalRegistry.add(loadTestSchema, { id: 'LoadTest' });

/** What the routes of the load tests work on. */
export interface TestRoutesOptions {
  readonly db: Database;
  readonly now: () => Date;
  readonly catalogue: () => Catalogue;
  /** Why k6 cannot read the script of this load test; null while nothing is known against it. */
  readonly scriptProblemOf: (test: LoadTest) => string | null;
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
    async () => {
      const tests = [...options.catalogue().tests.values()];
      const names = tests.map(({ name }) => name);
      const [freshness, ticks, deployments, lastVerdicts] = await Promise.all([
        readFreshness(options.db, tests),
        lastTicksOf(
          options.db,
          tests.filter(({ schedule }) => schedule !== null).map(({ name }) => name)
        ),
        lastDeploymentsOf(options.db, names),
        lastVerdictsOf(options.db, names),
      ]);
      return {
        tests: tests.map((test) => ({
          ...entryView(test),
          scriptProblem: options.scriptProblemOf(test),
          ...freshnessView(freshness.get(test.name)),
          nextRunAt: nextRunAt(test, options.now())?.toISOString() ?? null,
          lastRun: lastRunView(lastVerdicts.get(test.name)),
          lastTick: tickView(ticks.get(test.name)),
          lastDeployment: lastDeploymentView(deployments.get(test.name)),
        })),
      };
    }
  );

  testIdentityRoute(app, options.catalogue);
  testTrendRoute(app, options);
  testBaselineRoute(app, options);

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
      const test = startableTest(options.catalogue(), request.params.name);
      return reply.code(202).send(await options.runNow(test, request.actor?.label ?? 'unknown'));
    }
  );
}

function entryView(test: LoadTest) {
  const { vercel } = test.remediation;
  const { branches, tags, commitMessage, labels, ...rule } = test.deployments;
  return {
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
    schedule: test.schedule,
    triggers: [...test.triggers],
    deployments: test.triggers.includes('deployment')
      ? { ...rule, branches: [...branches], tags: [...tags], commitMessage: [...commitMessage], labels: [...labels] }
      : null,
    maintenanceWindows: [...test.maintenanceWindows],
    remediation: { vercel: vercel === null ? null : { ...vercel, triggers: [...vercel.triggers] } },
  };
}

function freshnessView(freshness: Freshness | undefined) {
  return {
    nextExpectedRunAt: freshness?.nextExpectedRunAt?.toISOString() ?? null,
    staleAt: freshness?.staleAt?.toISOString() ?? null,
  };
}

function lastRunView(last: LastVerdict | undefined) {
  return last === undefined ? null : { id: last.runId, verdict: last.verdict, endedAt: last.endedAt.toISOString() };
}

function tickView(tick: TickRow | undefined) {
  return tick === undefined
    ? null
    : { at: tick.tickAt.toISOString(), outcome: tick.outcome, reason: tick.reason, runId: tick.runId };
}
