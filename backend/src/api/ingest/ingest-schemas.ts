import type {} from '@fastify/swagger';
import type { FastifySchema } from 'fastify';
import { z } from 'zod';
import { storableText } from '../../lib/storable';

/**
 * What the OpenAPI document says about the InfluxDB-compatible routes. The server checks nothing with it; the handlers do,
 * with the same parameters, because their errors are InfluxDB's.
 */

const v1Error = z.object({ error: z.string() });
const v2Error = z.object({
  code: z.string().describe('Kind of the error: invalid, unauthorized, forbidden, request too large …'),
  message: z.string(),
  line: z.number().int().optional().describe('Number of the first line that was refused'),
});

/** InfluxDB 1 repeats the text in `X-Influxdb-Error`, InfluxDB 2 the code in `X-Platform-Error-Code`. */
function errors(schema: z.ZodObject, badRequest: string): Record<string, z.ZodType> {
  return {
    400: schema.describe(badRequest),
    401: schema.describe('No API key, or one that is not known'),
    403: schema.describe('The key does not hold the scope ingest'),
    429: schema.describe('Too many requests without a right key: try again after Retry-After seconds'),
    503: schema.describe('The sidecar is shutting down: try again after Retry-After seconds'),
    default: schema.describe('The samples could not be stored'),
  };
}

const consumes = ['text/plain'];
const lines = z.string().describe('Line protocol of at most 25 MB, plain or with Content-Encoding: gzip').optional();
const stored = z.undefined().describe('Every line is stored');
const badLines = 'Lines that cannot be read (the others are stored), an unknown precision or an unknown encoding';
const tooLarge = 'More than 25 MB, packed or unpacked';
const ignored = storableText(1000).optional().describe('Accepted and without meaning: there is one store');

/** Unit of the timestamps. InfluxDB 1 says `n` and `u`, InfluxDB 2 `ns` and `us`; an empty one means nanoseconds. */
const precision = z
  .enum(['', 'n', 'ns', 'u', 'us', 'ms', 's'])
  .default('')
  .describe('Unit of the timestamps; n and empty are ns, u is us');

/** The query of a write to either API. */
export const writeQuery = z.object({
  db: ignored,
  rp: ignored,
  consistency: ignored,
  org: ignored,
  bucket: ignored,
  precision,
});

/** Of `POST /write` and `POST /api/v2/write`. */
export const writeSchemas: Readonly<Record<'v1' | 'v2', FastifySchema>> = {
  v1: {
    tags: ['ingest'],
    operationId: 'writeInflux1',
    summary: 'Write line protocol (InfluxDB 1 API)',
    consumes,
    querystring: writeQuery.pick({ db: true, rp: true, consistency: true, precision: true }),
    body: lines,
    response: { 204: stored, 413: v1Error.describe(tooLarge), ...errors(v1Error, badLines) },
  },
  v2: {
    tags: ['ingest'],
    operationId: 'writeInflux2',
    summary: 'Write line protocol (InfluxDB 2 API)',
    consumes,
    querystring: writeQuery.pick({ org: true, bucket: true, precision: true }),
    body: lines,
    response: { 204: stored, 413: v2Error.describe(tooLarge), ...errors(v2Error, badLines) },
  },
};

const summary = 'Answers CREATE DATABASE, which k6 sends before it writes';
const queryResponse = {
  200: z
    .object({ results: z.array(z.object({ statement_id: z.number().int() })) })
    .describe('Done: there is nothing to create'),
  ...errors(v1Error, 'No q, or another statement than CREATE DATABASE'),
};
/** What a client asks of `/query`. */
export const statement = storableText(1000).min(1);

/** Of `/query`. A POST may have its parameters in the URL or in a form. */
export const querySchemas: Readonly<Record<'get' | 'post', FastifySchema>> = {
  get: {
    tags: ['ingest'],
    operationId: 'queryInflux1',
    summary,
    querystring: z.object({
      q: statement.describe('CREATE DATABASE <name>'),
      db: ignored,
    }),
    response: queryResponse,
  },
  post: {
    tags: ['ingest'],
    operationId: 'postQueryInflux1',
    summary,
    description: 'As GET; `q` may stand in the URL or in the form.',
    consumes: ['application/x-www-form-urlencoded'],
    querystring: z.object({
      q: statement.optional().describe('CREATE DATABASE <name>'),
      db: ignored,
    }),
    body: z.object({ q: statement.optional() }).optional(),
    response: { ...queryResponse, 413: v1Error.describe(tooLarge) },
  },
};
