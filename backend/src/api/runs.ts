import { z } from 'zod';
import type { Database } from '../db';
import { effectsOfRun } from '../effects';
import { badRequest, conflict, notFound, unavailable, type HttpApp } from '../http';
import { MetricsStoreError, type MetricsStore, runSeriesSchema } from '../model/figures';
import { flag } from './flag';
import { instantText, storableText, wholeNumberText } from '../lib/storable';
import {
  announceRun,
  type Announcing,
  completeRun,
  type RunRow,
  samplesOf,
  detailsOf,
  findRun,
  listRuns,
  partsOf,
} from '../runs';
import { cursorText, decodeCursor, encodeCursor } from './cursor';
import { runStatuses, triggers, verdicts } from '../model/run';
import { announcementSchema, instanceSchema, partSchema, runIdSchema, testNameSchema } from '../model/protocol';
import { reasonSchema } from '../model/verdict';
import { instanceViews, runDetailSchema, runSchema, runView } from './run-view';

export interface RunRoutesOptions extends Announcing {
  readonly db: Database;
  readonly store: Pick<MetricsStore, 'series'>;
  readonly runUrl: (runId: string) => string | null;
  /** A run has all its parts. */
  readonly runReady: () => void;
  /** Asks the runner to stop; false when it does not hold this run. */
  readonly stop: (runId: string) => boolean;
}

/** Largest part: k6's summary with hundreds of thresholds and groups. */
const partLimitBytes = 4 * 1024 * 1024;
const runParams = z.object({ id: runIdSchema });
const oneOrMany = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (typeof value === 'string' ? value.split(',') : value), z.array(schema).min(1).max(50));

const listQuery = z.strictObject({
  test: oneOrMany(testNameSchema).optional().describe('Names of load tests, comma separated'),
  verdict: oneOrMany(z.enum(verdicts)).optional().describe('Verdicts, comma separated'),
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

const announcedRunSchema = runSchema.extend({
  comparedVariables: z
    .array(z.string())
    .describe("Variables that the catalogue's entry sets: the same announcement again may say what the script sees"),
});

const verdictSchema = z.object({
  runId: z.string(),
  test: z.string(),
  verdict: z.enum(verdicts).nullable().describe('Null: not judged yet'),
  status: z.enum(runStatuses),
  reasons: z.array(reasonSchema),
  runUrl: z.string().nullable(),
});
z.globalRegistry.add(verdictSchema, { id: 'RunVerdict' });

/** Runs: announce, complete, list, read, gate, stop. */
export async function runRoutes(app: HttpApp, options: RunRoutesOptions): Promise<void> {
  const { db, store, runUrl } = options;

  async function existing(id: string): Promise<RunRow> {
    const run = await findRun(db, id);
    if (run === null) {
      throw notFound(`There is no run "${id}".`);
    }
    return run;
  }

  app.post(
    '/api/v1/runs',
    {
      config: { scope: 'ingest' },
      schema: {
        tags: ['runs'],
        operationId: 'announceRun',
        summary: 'Announce a run',
        description: 'Idempotent: the same announcement again answers 200 with the same run, another one 409.',
        body: announcementSchema,
        response: {
          200: announcedRunSchema.describe('Announced before with the same content: the run as it is now'),
          201: announcedRunSchema.describe('The new run'),
        },
        problems: { 409: 'A run with this id was announced with other content' },
      },
    },
    async (request, reply) => {
      const { run, isNew } = await announceRun(options, request.body, request.actor?.label ?? 'unknown');
      return reply.code(isNew ? 201 : 200).send({
        ...runView(run, runUrl),
        comparedVariables: Object.keys(options.catalogue().tests.get(run.test)?.env ?? {}),
      });
    }
  );

  app.post(
    '/api/v1/runs/:id/complete',
    {
      config: { scope: 'ingest' },
      bodyLimit: partLimitBytes,
      schema: {
        tags: ['runs'],
        operationId: 'completeRun',
        summary: 'Send one part (summary or exit code) of one k6 instance',
        description:
          'Answered after the part is stored. The same content again is a duplicate and changes nothing; other content ' +
          'for the same part is a 409. The run is judged when every announced part is in, or at its deadline. A part that ' +
          'comes after a run was closed for silence judges it again.',
        params: runParams,
        body: partSchema,
        response: {
          202: z
            .object({
              runId: z.string(),
              instance: instanceSchema,
              part: z.enum(['summary', 'exitCode']),
              state: z.enum(['recorded', 'duplicate']),
              waitingFor: z.array(z.string()).describe('Parts that are still to come; empty: the run is judged now'),
            })
            .describe('The part is stored'),
        },
        problems: {
          404: 'The run was never announced',
          409: "Stored before with other content, more instances than announced, judged with all its parts, or the runner's own run",
        },
      },
    },
    async (request, reply) => {
      const receipt = await completeRun(options, request.params.id, request.body, 'api');
      if (receipt.waitingFor.length === 0) {
        options.runReady();
      }
      return reply.code(202).send({ ...receipt, waitingFor: [...receipt.waitingFor] });
    }
  );

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
      const run = await existing(request.params.id);
      const [details, parts, effects] = await Promise.all([
        detailsOf(db, run.id),
        partsOf(db, run.id),
        effectsOfRun(db, run.id),
      ]);
      return {
        ...runView(run, runUrl),
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
        productionDeployment: run.productionDeployment,
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
      };
    }
  );

  app.get(
    '/api/v1/runs/:id/series',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['runs'],
        operationId: 'getRunSeries',
        summary: 'Time series of a run in at most 200 steps',
        params: runParams,
        response: { 200: runSeriesSchema.describe('Steps of equal length, oldest first') },
        problems: { 404: 'There is no such run' },
      },
    },
    async (request) => {
      const run = await existing(request.params.id);
      const stored = (await detailsOf(db, run.id))?.series ?? null;
      if (stored !== null) {
        return { stepSeconds: stored.stepSeconds, points: [...stored.points] };
      }
      // Not judged yet, or the store did not answer when it was: ask now.
      try {
        const series = await store.series(samplesOf(run, run.endedAt ?? options.now()));
        return { stepSeconds: series.stepSeconds, points: [...series.points] };
      } catch (error) {
        if (error instanceof MetricsStoreError) {
          request.log.warn({ err: error }, 'the metric store did not answer');
          throw unavailable('The metric store does not answer now.', 5);
        }
        throw error;
      }
    }
  );

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
            .object({ facts: z.array(z.object({ id: z.string(), topic: z.string(), text: z.string() })) })
            .describe('The facts; the evidenceIds of the diagnosis name some of them'),
        },
        problems: { 404: 'There is no such run, or it was not diagnosed' },
      },
    },
    async (request) => {
      const run = await existing(request.params.id);
      const evidence = (await detailsOf(db, run.id))?.evidence ?? null;
      if (evidence === null) {
        throw notFound(`Run "${run.id}" has no evidence: it was not diagnosed (verdict: ${run.verdict ?? 'not yet'}).`);
      }
      return { facts: [...evidence.facts] };
    }
  );

  app.get(
    '/api/v1/runs/:id/verdict',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['runs'],
        operationId: 'getRunVerdict',
        summary: 'Gate: 200 only for passed',
        description: '200 passed; 425 not judged yet, try again after Retry-After; 409 every other verdict.',
        params: runParams,
        response: {
          200: verdictSchema.describe('The run has passed'),
          409: verdictSchema.describe('The run is judged and has not passed'),
          425: verdictSchema.describe('The run is not judged yet: try again after Retry-After seconds'),
        },
        problems: { 404: 'There is no such run' },
      },
    },
    async (request, reply) => {
      const run = await existing(request.params.id);
      const body = {
        runId: run.id,
        test: run.test,
        verdict: run.verdict,
        status: run.status,
        reasons: [...(run.reasons ?? [])],
        runUrl: runUrl(run.id),
      };
      if (run.verdict === null) {
        return reply.code(425).header('retry-after', '2').send(body);
      }
      return reply.code(run.verdict === 'passed' ? 200 : 409).send(body);
    }
  );

  app.post(
    '/api/v1/runs/:id/stop',
    {
      config: { scope: 'operate' },
      schema: {
        tags: ['runs'],
        operationId: 'stopRun',
        summary: "Stop a run of the sidecar's own runner",
        params: runParams,
        response: {
          202: z
            .object({ runId: z.string(), status: z.literal('stopping') })
            .describe('k6 is told to stop; the run is judged when it has ended'),
        },
        problems: { 404: 'There is no such run', 409: 'The run is not running, or was started elsewhere' },
      },
    },
    async (request, reply) => {
      const run = await existing(request.params.id);
      if (!options.stop(run.id)) {
        throw conflict(
          run.reporter === 'runner'
            ? `Run "${run.id}" is not running (status: ${run.status}).`
            : `Run "${run.id}" was started elsewhere (${run.reporter}); stop it there.`
        );
      }
      return reply.code(202).send({ runId: run.id, status: 'stopping' });
    }
  );
}
