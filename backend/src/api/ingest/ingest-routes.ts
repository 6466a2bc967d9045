import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isDiskFull } from '../../db';
import { diskFull, Problem } from '../../http';
import { storableText } from '../../lib/storable';
import type { EmbeddedStore, Precision } from '../../metrics';
import { querySchemas, statement, writeQuery, writeSchemas } from './ingest-schemas';
import { influxError, type InfluxError, rejectedLinesError, type WriteApi } from './ingest-errors';

/** Bytes of a body, before and after gunzip; InfluxDB 1's own `max-body-size`. */
const bodyLimit = 25_000_000;

const queryParameters = z.object({ q: statement, db: storableText(1000).optional() });

export interface IngestRoutesOptions {
  readonly store: Pick<EmbeddedStore, 'ingest'>;
}

/**
 * What k6's `influxdb` output, xk6-influxdb and any InfluxDB client write to, so that the embedded store can stand in for
 * InfluxDB. Database, bucket, retention policy and consistency are accepted and mean nothing: there is one store.
 * The scope is `ingest`; errors have InfluxDB's shapes, because that is what these clients print.
 */
export function ingestRoutes(app: FastifyInstance, { store }: IngestRoutesOptions, done: () => void): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, next) => next(null, body));

  app.setErrorHandler((raised: FastifyError | Problem, request, reply) => {
    const error = isDiskFull(raised) ? diskFull(raised) : raised;
    const status = error instanceof Problem ? error.status : (error.statusCode ?? 500);
    if (status >= 500) {
      request.log.error({ err: error }, 'line protocol was not stored');
    }
    const api = apiOf(request);
    if (error instanceof Problem) {
      // Of the server itself: no key, wrong scope, too many tries, shutting down. Its headers say how or when to try again.
      return send(reply.headers(error.headers), influxError(api, status, error.message));
    }
    const message =
      status === 413
        ? `Request Entity Too Large: at most ${bodyLimit} bytes of line protocol per request`
        : status >= 500
          ? 'the samples could not be stored, see the log of the sidecar'
          : error.message;
    return send(reply, influxError(api, status, message));
  });

  const write = (api: WriteApi) => async (request: FastifyRequest, reply: FastifyReply) => {
    const query = writeQuery.safeParse(request.query);
    if (!query.success) {
      return send(reply, influxError(api, 400, wrongParameter(query.error)));
    }
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const result = await store.ingest(body, unitOf(query.data.precision));
    if (result.rejectedCount > 0) {
      return send(reply, rejectedLinesError(api, result.rejected, result.rejectedCount, result.accepted));
    }
    return reply.code(204).send();
  };

  const options = {
    bodyLimit,
    preParsing: openBody,
    config: { scope: 'ingest', rateLimit: false, frequent: true },
    // The schemas describe; the handlers read what they get themselves, since their errors are InfluxDB's.
    validatorCompiler: () => (value: unknown) => ({ value }),
    serializerCompiler: () => (data: unknown) => JSON.stringify(data),
  } as const;
  app.post('/write', { ...options, schema: writeSchemas.v1 }, write('v1'));
  app.post('/api/v2/write', { ...options, schema: writeSchemas.v2 }, write('v2'));
  app.get('/query', { ...options, schema: querySchemas.get }, answerQuery);
  app.post('/query', { ...options, schema: querySchemas.post }, answerQuery);
  done();
}

function answerQuery(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const form = Buffer.isBuffer(request.body) ? Object.fromEntries(new URLSearchParams(request.body.toString())) : {};
  const parameters = queryParameters.safeParse({ ...form, ...Object(request.query) });
  if (!parameters.success) {
    return send(reply, influxError('v1', 400, wrongParameter(parameters.error)));
  }
  if (!/^\s*create\s+database\s/i.test(parameters.data.q)) {
    return send(
      reply,
      influxError('v1', 400, 'error parsing query: the embedded metric store answers CREATE DATABASE only')
    );
  }
  return reply.send({ results: [{ statement_id: 0 }] });
}

/** What is wrong with the first wrong parameter, without its value. */
function wrongParameter({ issues: [issue] }: z.ZodError): string {
  const name = String(issue?.path[0]);
  if (name === 'precision') {
    return 'invalid precision (use ns, us, ms or s)';
  }
  return issue?.code === 'too_big' || issue?.code === 'custom'
    ? `invalid parameter "${name}" (use at most 1000 characters, without NUL)`
    : `missing required parameter "${name}"`;
}

function unitOf(unit: z.infer<typeof writeQuery>['precision']): Precision {
  switch (unit) {
    case 'u':
    case 'us':
      return 'us';
    case 'ms':
    case 's':
      return unit;
    default:
      return 'ns';
  }
}

/**
 * k6 sends an empty Content-Type, which Fastify refuses, others text/plain or octet-stream: here the path alone tells what
 * the body is. Then unpacks while the body arrives; Fastify counts what comes out against `bodyLimit`, so no bomb is ever unpacked whole.
 */
function openBody(
  request: FastifyRequest,
  _reply: FastifyReply,
  payload: Readable,
  next: (error: Error | null, payload?: Readable) => void
): void {
  delete request.raw.headers['content-type'];
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity' || encoding === '') {
    next(null, payload);
    return;
  }
  if (encoding !== 'gzip') {
    next(badRequest('unsupported Content-Encoding (use gzip or none)'));
    return;
  }
  // Fastify compares the encoded length with Content-Length.
  const unzip = Object.assign(createGunzip(), { receivedEncodedLength: 0 });
  payload.on('data', (chunk: Buffer) => {
    unzip.receivedEncodedLength += chunk.length;
  });
  payload.on('error', (error: Error) => unzip.destroy(error));
  // Fastify stops listening once it has answered 413; an error after that must not end the process.
  unzip.on('error', () => payload.unpipe(unzip));
  next(null, payload.pipe(unzip));
}

function badRequest(message: string): Error & { statusCode: number } {
  return Object.assign(new Error(message), { statusCode: 400 });
}

function apiOf(request: FastifyRequest): WriteApi {
  return request.routeOptions.url?.startsWith('/api/v2/') === true ? 'v2' : 'v1';
}

function send(reply: FastifyReply, error: InfluxError): FastifyReply {
  return reply.code(error.status).headers(error.headers).type('application/json').send(error.body);
}
