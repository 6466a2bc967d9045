import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Database } from '../db';
import { pickFigures, runFiguresSchema } from '../model/figures';
import { verdicts } from '../model/run';
import { responseTimesMissing } from '../model/verdict';
import { allowOrigins } from './banner-cors';
import { type HttpApp } from '../http';
import { wholeNumberText } from '../lib/storable';
import { autoFixAppliedSchema } from './run-view';
import { listRuns } from '../runs';
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
  incidents: z.array(bannerItemSchema),
});
z.globalRegistry.add(bannerSchema, { id: 'Banner' });
const publicBannerSchema = bannerSchema.pick({ version: true, state: true, since: true });

/** The columns of a health page. */
const resultFiguresSchema = runFiguresSchema.pick({
  durationSeconds: true,
  virtualUsers: true,
  avgResponseTimeMs: true,
  p95ResponseTimeMs: true,
  errorRate: true,
});

const resultSchema = z.object({
  runId: z.string(),
  test: z.string(),
  environment: z.string(),
  runDate: instant.describe('Start of the run'),
  ...resultFiguresSchema.shape,
  responseTimesMissing: missingTimes,
  verdict: z.enum(verdicts),
  diagnosis: z.string().nullable(),
  actionRequired: z.boolean(),
  autoFixApplied: autoFixAppliedSchema.nullable(),
  runUrl: z.string().nullable(),
});
z.globalRegistry.add(resultSchema, { id: 'BannerResult' });

/** What the banner's routes work on. */
export interface BannerRoutesOptions {
  readonly db: Database;
  readonly source: BannerSource;
  /** `BANNER_PUBLIC`: without a key, state and since only. */
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
              'means nothing has changed. With BANNER_PUBLIC it needs no key and gives state and since only.',
            response: {
              200: (isPublic ? publicBannerSchema : bannerSchema).describe('The state, with its ETag'),
              304: z.undefined().describe('Nothing has changed since the answer with the ETag of If-None-Match'),
            },
          },
          // The body is serialised once per change, not per request.
          serializerCompiler: () => (body) => (typeof body === 'string' ? body : JSON.stringify(body)),
        },
        (request, reply) => {
          const banner = source.current();
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
              limit: wholeNumberText(1, 100).default(20).describe('Results at most'),
            }),
            response: {
              200: z.object({ results: z.array(resultSchema) }).describe('Judged runs that count, newest first'),
            },
          },
        },
        async (request) => {
          const { rows } = await listRuns(db, { counts: true, judged: true }, null, request.query.limit);
          return {
            results: rows.map((run) => ({
              runId: run.id,
              test: run.test,
              environment: run.environment,
              runDate: (run.startedAt ?? run.announcedAt).toISOString(),
              ...pickFigures(resultFiguresSchema, run),
              responseTimesMissing: responseTimesMissing(run.reasons ?? []),
              verdict: run.verdict ?? 'inconclusive',
              diagnosis: run.diagnosis?.text ?? null,
              actionRequired: run.actionRequired,
              autoFixApplied: run.autoFixApplied,
              runUrl: options.runUrl(run.id),
            })),
          };
        }
      );
    },
    { prefix: '/api/v1/banner' }
  );
}

/** 304 when the client has these very bytes, or says `*`: whatever there is (RFC 9110, 13.1.2). */
function sendCached(request: FastifyRequest, reply: FastifyReply, body: string, etag: string): void {
  void reply.header('etag', etag).header('cache-control', 'private, no-cache');
  const known = request.headers['if-none-match'];
  const isKnown = (each: string) => each === '*' || each.replace(/^W\//, '') === etag;
  if (known !== undefined && known.split(',').some((each) => isKnown(each.trim()))) {
    void reply.code(304).send();
    return;
  }
  void reply.header('content-type', 'application/json; charset=utf-8').send(body);
}
