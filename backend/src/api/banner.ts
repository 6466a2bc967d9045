import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Database } from '../db';
import { pickFigures, runFiguresSchema } from '../model/figures';
import { verdicts } from '../model/run';
import { responseTimesMissing } from '../model/verdict';
import { allowOrigins } from './banner-cors';
import { type HttpApp } from '../http';
import { entityTag } from '../lib/entity-tag';
import { storableText, wholeNumberText } from '../lib/storable';
import { autoFixAppliedSchema } from './run-view';
import { listRuns, type RunRow } from '../runs';
import { bannerFiguresSchema, type BannerSource } from '../banner';

const instant = z.iso.datetime();

const missingTimes = z
  .string()
  .nullable()
  .describe('Why response times are null, in words ("no request got an answer"); null where they were measured');

const bannerItemSchema = z.object({
  incidentId: z.string(),
  test: z.string(),
  environment: z.string(),
  title: z.string(),
  diagnosis: z.string().describe('Plain text: show it as text, never as markup'),
  reason: z.string().nullable(),
  verdict: z.enum(verdicts),
  ...bannerFiguresSchema.shape,
  responseTimesMissing: missingTimes,
  runDate: instant.describe('Start of the run'),
  runId: z.string(),
  runUrl: z.string().nullable(),
  since: instant.describe('Since when it needs a person, or may need one'),
});
z.globalRegistry.add(bannerItemSchema, { id: 'BannerIncident' });

const bannerSchema = z.object({
  version: z.literal(1),
  state: z.enum(['ok', 'action_required', 'unknown']).describe('unknown: nobody can be sure that all is well'),
  since: instant.nullable().describe('Since when it is so; null while ok, and where nobody knows'),
  unknownReason: z.string().nullable(),
  staleAt: instant
    .nullable()
    .describe(
      'When the first result of a scheduled load test gets stale: without another answer an ok holds no longer; null ' +
        'where no load test is scheduled'
    ),
  incidents: z.array(bannerItemSchema),
});
z.globalRegistry.add(bannerSchema, { id: 'Banner' });
const publicBannerSchema = bannerSchema.pick({ version: true, state: true, since: true, staleAt: true });

/** The columns of a health page. */
const resultFiguresSchema = runFiguresSchema.pick({
  durationSeconds: true,
  virtualUsers: true,
  avgResponseTimeMs: true,
  p95ResponseTimeMs: true,
  errorRate: true,
  errorRateSamples: true,
});

const resultSchema = z.object({
  runId: z.string(),
  test: z.string(),
  environment: z.string(),
  runDate: instant.describe('Start of the run'),
  ...resultFiguresSchema.shape,
  responseTimesMissing: missingTimes,
  p95LimitMs: z.number().nullable().describe("The load test's limit on p95 when it ran, in milliseconds; null: none"),
  verdict: z.enum(verdicts),
  reason: z.string().nullable().describe('The first reason for the verdict; plain text'),
  diagnosis: z.string().nullable().describe('Plain text: show it as text, never as markup'),
  actionRequired: z.boolean(),
  actionRequiredReason: z.string().nullable().describe('Why a person is needed; plain text'),
  autoFixApplied: autoFixAppliedSchema.nullable(),
  runUrl: z.string().nullable(),
});
z.globalRegistry.add(resultSchema, { id: 'BannerResult' });
const resultsSchema = z.object({ results: z.array(resultSchema) });

const environment = storableText(100)
  .min(1)
  .optional()
  .describe('Only what is of this environment, such as production; without it, of all of them');

const unchanged = z.undefined().describe('Nothing has changed since the answer with the ETag of If-None-Match');

/** What the banner's routes work on. */
export interface BannerRoutesOptions {
  readonly db: Database;
  readonly source: BannerSource;
  /** `BANNER_PUBLIC`: without a key, state, since and staleAt only. */
  readonly isPublic: boolean;
  readonly allowedOrigins: readonly string[];
  readonly runUrl: (runId: string) => string | null;
}

/** The banner an admin site shows, and the results for its health page. */
export async function bannerRoutes(app: HttpApp, options: BannerRoutesOptions): Promise<void> {
  const { db, source, isPublic } = options;
  await app.register(
    async (scope: HttpApp) => {
      await allowOrigins(scope, options.allowedOrigins);
      scope.get(
        '',
        {
          // Answered from memory: every admin page may ask, and limiting costs more than answering.
          config: isPublic ? { public: true, rateLimit: false } : { scope: 'banner', rateLimit: false },
          schema: {
            tags: ['banner'],
            operationId: 'getBanner',
            summary: 'The state an admin site shows on every page',
            description:
              'action_required > unknown > ok, from the records and the clock at each request. Send If-None-Match; 304 ' +
              'means nothing has changed. An environment that no load test has is unknown, never ok. With BANNER_PUBLIC ' +
              'it needs no key and gives state, since and staleAt only.',
            querystring: z.strictObject({ environment }),
            response: {
              200: (isPublic ? publicBannerSchema : bannerSchema).describe('The state, with its ETag'),
              304: unchanged,
            },
          },
          serializerCompiler: () => asItIs,
        },
        (request, reply) => {
          const banner = source.current(request.query.environment);
          sendCached(
            request,
            reply,
            isPublic ? banner.publicBody : banner.body,
            isPublic ? banner.publicEtag : banner.etag
          );
        }
      );

      scope.get(
        '/results',
        {
          config: { scope: 'banner' },
          schema: {
            tags: ['banner'],
            operationId: 'getBannerResults',
            summary: 'Recent results in the columns of a health page',
            querystring: z.strictObject({
              environment,
              limit: wholeNumberText(1, 100).default(20).describe('Results at most'),
            }),
            response: {
              200: resultsSchema.describe('Judged runs that count, newest first'),
              304: unchanged,
            },
          },
          serializerCompiler: () => asItIs,
        },
        async (request, reply) => {
          const { environment, limit } = request.query;
          const { rows } = await listRuns(db, { counts: true, judged: true, environment }, null, limit);
          const results = rows.map((run) => resultView(run, options.runUrl));
          const body = JSON.stringify(resultsSchema.parse({ results }));
          return sendCached(request, reply, body, entityTag(body));
        }
      );
    },
    { prefix: '/api/v1/banner' }
  );
}

function resultView(run: RunRow, runUrl: BannerRoutesOptions['runUrl']): z.infer<typeof resultSchema> {
  return {
    runId: run.id,
    test: run.test,
    environment: run.environment,
    runDate: (run.startedAt ?? run.announcedAt).toISOString(),
    ...pickFigures(resultFiguresSchema, run),
    responseTimesMissing: responseTimesMissing(run.reasons ?? []),
    p95LimitMs: run.limits.p95ResponseTimeMs,
    verdict: run.verdict ?? 'inconclusive',
    reason: run.reasons?.[0]?.text ?? null,
    diagnosis: run.diagnosis?.text ?? null,
    actionRequired: run.actionRequired,
    actionRequiredReason: run.actionRequiredReason,
    autoFixApplied: run.autoFixApplied,
    runUrl: runUrl(run.id),
  };
}

/** What is sent is the bytes that the ETag is of; the banner's are made once per change, not per request. */
function asItIs(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** 304 when the client has these very bytes, or says `*`: whatever there is (RFC 9110, 13.1.2). */
function sendCached(request: FastifyRequest, reply: FastifyReply, body: string, etag: string): FastifyReply {
  void reply.header('etag', etag).header('cache-control', 'private, no-cache');
  const known = request.headers['if-none-match'];
  const isKnown = (each: string) => each === '*' || each.replace(/^W\//, '') === etag;
  if (known !== undefined && known.split(',').some((each) => isKnown(each.trim()))) {
    return reply.code(304).send();
  }
  return reply.header('content-type', 'application/json; charset=utf-8').send(body);
}
