import { z } from 'zod';
import type { Database } from '../db';
import { effectsOfRun } from '../effects';
import { badRequest, type HttpApp, notFound, unavailable } from '../http';
import { instantText, storableText, wholeNumberText } from '../lib/storable';
import type { EndpointReader } from '../loop';
import { type MetricsStore, MetricsStoreError, runSeriesSchema } from '../model/figures';
import { evidenceAboutSchema, evidenceTopics } from '../model/diagnosis';
import { testNameSchema } from '../model/protocol';
import { runStatuses, triggers, verdicts } from '../model/run';
import { detailsOf, feedbackOf, generatorOf, listRuns, partsByInstance, partsOf, warmUpOf } from '../runs';
import { cursorText, decodeCursor, encodeCursor } from './cursor';
import { feedbackCasesRoute } from './feedback-cases';
import { flag } from './flag';
import { existingRun, runParams } from './run-params';
import { type RunProgressSource, runProgressOf } from './run-progress';
import { seriesOf } from './run-series';
import { runVerdictRoute } from './run-verdict';
import { runsCompareRoute } from './runs-compare';
import {
  annotationView,
  deploymentView,
  feedbackView,
  instanceViews,
  runDetailSchema,
  runSchema,
  runView,
} from './run-view';

export interface RunReadOptions extends RunProgressSource {
  readonly db: Database;
  readonly store: Pick<MetricsStore, 'series'>;
  readonly endpointReader: EndpointReader;
  readonly runUrl: (runId: string) => string | null;
  /** Of a load test in the catalogue as it is now. */
  readonly labelsOf: (test: string) => Readonly<Record<string, string>>;
}

const oneOrMany = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (typeof value === 'string' ? value.split(',') : value), z.array(schema).min(1).max(50));

const listQuery = z.strictObject({
  test: oneOrMany(testNameSchema).optional().describe('Names of load tests, comma separated'),
  verdict: oneOrMany(z.enum(verdicts)).optional().describe('Verdicts, comma separated'),
  status: oneOrMany(z.enum(runStatuses)).optional().describe('Where the run is on its way, comma separated'),
  trigger: oneOrMany(z.enum(triggers)).optional().describe('What started the run, comma separated'),
  environment: storableText(100).optional().describe('Environment of the target'),
  counts: flag.optional().describe('True: only runs that touch incidents and banner; false: only the others'),
  actionRequired: flag.optional().describe('Whether the run needs a person'),
  from: instantText.optional().describe('Announced at or after'),
  to: instantText.optional().describe('Announced before'),
  limit: wholeNumberText(1, 200).default(50).describe('Runs per page'),
  cursor: cursorText.optional().describe('nextCursor of the page before'),
});

z.globalRegistry.add(runSeriesSchema, { id: 'RunSeries' });

/** Everything that is read of runs: list, one run, its series, evidence and raw summary, and the gate. */
export async function runReadRoutes(app: HttpApp, options: RunReadOptions): Promise<void> {
  list(app, options);
  detail(app, options);
  series(app, options);
  evidence(app, options);
  summary(app, options);
  runVerdictRoute(app, options);
  runsCompareRoute(app, options.db);
  feedbackCasesRoute(app, options);
}

function list(app: HttpApp, { db, runUrl }: RunReadOptions): void {
  app.get(
    '/api/v1/runs',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['runs'],
        operationId: 'listRuns',
        summary: 'Runs, newest first',
        querystring: listQuery,
        response: {
          200: z
            .object({ runs: z.array(runSchema), nextCursor: z.string().nullable().describe('Null on the last page') })
            .describe('One page of runs'),
        },
      },
    },
    async (request) => {
      const query = request.query;
      const after = query.cursor === undefined ? null : decodeCursor(query.cursor);
      if (query.cursor !== undefined && after === null) {
        throw badRequest('The cursor is not one of this API.', [
          { where: 'query.cursor', what: 'unreadable', right: 'nextCursor of the page before, unchanged' },
        ]);
      }
      const { rows, next } = await listRuns(
        db,
        {
          tests: query.test,
          verdicts: query.verdict,
          statuses: query.status,
          triggers: query.trigger,
          environment: query.environment,
          counts: query.counts,
          actionRequired: query.actionRequired,
          from: query.from === undefined ? undefined : new Date(query.from),
          to: query.to === undefined ? undefined : new Date(query.to),
        },
        after,
        query.limit
      );
      return {
        runs: rows.map((row) => runView(row, runUrl)),
        nextCursor: next === null ? null : encodeCursor(next),
      };
    }
  );
}

function detail(app: HttpApp, options: RunReadOptions): void {
  const { db, runUrl, labelsOf } = options;
  app.get(
    '/api/v1/runs/:id',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['runs'],
        operationId: 'getRun',
        summary: 'One run with everything known of it',
        params: runParams,
        response: { 200: runDetailSchema.describe('The run') },
        problems: { 404: 'There is no such run' },
      },
    },
    async (request) => {
      const run = await existingRun(db, request.params.id);
      const [details, parts, effects, feedback, progress] = await Promise.all([
        detailsOf(db, run.id),
        partsOf(db, run.id),
        effectsOfRun(db, run.id),
        feedbackOf(db, run.id),
        runProgressOf(options, run),
      ]);
      return {
        ...runView(run, runUrl),
        labels: { ...labelsOf(run.test) },
        startedBy: run.startedBy,
        deadlineAt: run.deadlineAt.toISOString(),
        closedAtDeadline: run.closedAtDeadline,
        judgedAt: run.judgedAt?.toISOString() ?? null,
        expectedInstances: run.expectedInstances,
        scriptHash: run.scriptHash,
        loadProfileHash: run.loadProfileHash,
        planned: run.planned,
        k6Version: run.k6Version,
        droppedIterationsShare: run.droppedIterationsShare,
        generator: generatorOf(parts),
        warmUp: warmUpOf(parts),
        deployment: deploymentView(run),
        productionDeployment: run.productionDeployment,
        redeployGuard: run.redeployGuard,
        endpoints: [...(details?.endpoints ?? [])],
        endpointsLeftOut: details?.endpointsLeftOut ?? 0,
        statusCodes: [...(details?.statusCodes ?? [])],
        errorCodes: [...(details?.errorCodes ?? [])],
        instances: instanceViews(parts, run.limits.metrics),
        effects: effects.map((effect) => ({
          id: effect.id,
          kind: effect.kind,
          state: effect.state,
          attempts: effect.attempts,
          createdAt: effect.createdAt.toISOString(),
          settledAt: effect.settledAt?.toISOString() ?? null,
          code: effect.code,
          reason: effect.reason,
        })),
        annotation: annotationView(run),
        progress,
        feedback: feedback.map(feedbackView),
      };
    }
  );
}

function series(app: HttpApp, options: RunReadOptions): void {
  app.get(
    '/api/v1/runs/:id/series',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['runs'],
        operationId: 'getRunSeries',
        summary: 'Time series of a run in at most 100 steps',
        params: runParams,
        response: { 200: runSeriesSchema.describe('Steps of equal length, oldest first') },
        problems: { 404: 'There is no such run' },
      },
    },
    async (request) => {
      const run = await existingRun(options.db, request.params.id);
      // Nothing is kept of a run that is not judged yet, or of which the store did not answer when it was.
      try {
        const read = await seriesOf(options, run, await detailsOf(options.db, run.id));
        return { stepSeconds: read.stepSeconds, points: [...read.points] };
      } catch (error) {
        if (error instanceof MetricsStoreError) {
          request.log.warn({ err: error }, 'the metric store did not answer');
          throw unavailable('The metric store does not answer now.', 5);
        }
        throw error;
      }
    }
  );
}

const evidenceFactSchema = z.object({
  id: z.string(),
  topic: z.enum(evidenceTopics),
  text: z.string(),
  about: evidenceAboutSchema.describe('What the fact rests on; none: nothing that the API shows'),
});
z.globalRegistry.add(evidenceFactSchema, { id: 'EvidenceFact' });

function evidence(app: HttpApp, { db }: RunReadOptions): void {
  app.get(
    '/api/v1/runs/:id/evidence',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['runs'],
        operationId: 'getRunEvidence',
        summary: 'The numbered facts a diagnosis rests on',
        params: runParams,
        response: {
          200: z
            .object({ facts: z.array(evidenceFactSchema) })
            .describe('The facts; the evidenceIds of the diagnosis name some of them'),
        },
        problems: { 404: 'There is no such run, or it was not diagnosed' },
      },
    },
    async (request) => {
      const run = await existingRun(db, request.params.id);
      const stored = (await detailsOf(db, run.id))?.evidence ?? null;
      if (stored === null) {
        throw notFound(`Run "${run.id}" has no evidence: it was not diagnosed (verdict: ${run.verdict ?? 'not yet'}).`);
      }
      return { facts: stored.facts.map((fact) => ({ ...fact, about: fact.about ?? { kind: 'none' as const } })) };
    }
  );
}

const rawSummarySchema = z.object({
  runId: z.string(),
  instances: z.array(
    z.object({
      instance: z.string(),
      summary: z
        .record(z.string(), z.unknown())
        .describe("k6's own summary as the instance sent it; secrets were taken out before it was stored"),
    })
  ),
});
z.globalRegistry.add(rawSummarySchema, { id: 'RunSummary' });

function summary(app: HttpApp, { db }: RunReadOptions): void {
  app.get(
    '/api/v1/runs/:id/summary',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['runs'],
        operationId: 'getRunSummary',
        summary: "k6's raw summaries of a run, for download",
        params: runParams,
        response: { 200: rawSummarySchema.describe('One summary per instance that has sent one') },
        problems: { 404: 'There is no such run, or no instance has sent a summary' },
      },
    },
    async (request, reply) => {
      const run = await existingRun(db, request.params.id);
      const instances = partsByInstance(await partsOf(db, run.id)).flatMap(({ instance, summary: part }) =>
        part === null ? [] : [{ instance, summary: part.summary }]
      );
      if (instances.length === 0) {
        throw notFound(`Run "${run.id}" has no summary: no instance has sent one.`);
      }
      void reply.header('content-disposition', `attachment; filename="${run.id}-summary.json"`);
      return { runId: run.id, instances };
    }
  );
}
