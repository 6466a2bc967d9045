import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import pretty from 'pino-pretty';
import { isSecretName, mask, maskOf } from '../lib/mask';
import type { Secret } from '../lib/secret';
import { pathOf } from './problem';

/** Deeper than any object that is logged on purpose. */
const MAX_DEPTH = 6;

/** Shorter ones would also mask innocent text. */
const MIN_MASKED_LENGTH = 8;

export interface LoggerOptions {
  readonly level: string;
  /** Masked wherever they turn up in a line, whoever logs them. */
  readonly secrets: readonly Secret[];
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/** Lines for a person in front of a terminal, in their own time zone; colours unless NO_COLOR says otherwise. */
export function readableLines(fd: number): DestinationStream {
  return pretty({
    destination: fd,
    sync: true,
    colorize: !process.env.NO_COLOR,
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
  });
}

/** The sidecar's JSON log. Two guards: fields with a secret's name are masked, and known secrets are, anywhere. */
export function createLogger({ level, secrets, destination }: LoggerOptions): Logger {
  const values = secrets.map((secret) => secret.reveal());
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // Not pino's own `redact`: it also runs for the child logger that every request gets, logging or not.
      formatters: { level: (label) => ({ level: label }), log: (line) => ({ ...maskNamed(line) }) },
      serializers: { err: (error: Error) => maskNamed(withoutParameters(error)) },
      hooks: { streamWrite: maskOf(values, { shortest: MIN_MASKED_LENGTH }) },
    },
    destination ?? pino.destination({ fd: 1, sync: true })
  );
}

/** Longest part of a query that a log line shows. */
const MAX_QUERY_LENGTH = 160;
/** Fields of a failed query, and of what Postgres says about it, that hold values. */
const valueFields: readonly string[] = ['params', 'parameters', 'detail', 'where', 'internalQuery'];

/**
 * The error as it is logged: without the parameters of a failed query, which Drizzle writes into its message and stack
 * (they may hold whatever somebody has sent), and with no more of the query than tells which one it was.
 */
function withoutParameters(error: Error): Record<string, unknown> {
  const serialized: Record<string, unknown> = { ...stdSerializers.err(error) };
  let isQuery = false;
  for (let each: unknown = error; typeof each === 'object' && each !== null; each = (each as Error).cause) {
    const { message, query } = each as Error & { readonly query?: unknown };
    if (typeof query !== 'string') {
      continue;
    }
    isQuery = true;
    const short = query.length > MAX_QUERY_LENGTH ? `${query.slice(0, MAX_QUERY_LENGTH)}…` : query;
    for (const field of ['message', 'stack'] as const) {
      const text = serialized[field];
      if (typeof text === 'string') {
        serialized[field] = text.replaceAll(message, `Failed query: ${short}`);
      }
    }
    serialized.query = short;
  }
  return isQuery || 'severity' in serialized
    ? Object.fromEntries(Object.entries(serialized).filter(([name]) => !valueFields.includes(name)))
    : serialized;
}

/** A copy without the values of fields that are named like secrets. Errors are left to their serializer. */
function maskNamed<T>(value: T, depth = 0): T {
  if (typeof value !== 'object' || value === null || value instanceof Error || depth > MAX_DEPTH) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => maskNamed(item, depth + 1)) as T;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (depth > 0 && prototype !== Object.prototype && prototype !== null) {
    return value;
  }
  const entries = Object.entries(value).map(([name, field]: [string, unknown]) => [
    name,
    isSecretName(name) && typeof field === 'string' ? mask : maskNamed(field, depth + 1),
  ]);
  return Object.fromEntries(entries) as T;
}

/**
 * One line per request when it is answered: reading, and what comes many times a second, at debug; everything else and
 * every refusal at info.
 */
export const requestLog = fp(
  (app: FastifyInstance, _options, done) => {
    const logsAll = app.log.level === 'debug' || app.log.level === 'trace';
    app.addHook('onResponse', (request, reply, next) => {
      const { frequent, stream } = request.routeOptions.config;
      const isReading = request.method === 'GET' || request.method === 'HEAD' || frequent === true;
      // 425: whoever waits for a verdict asks until there is one.
      const isUsual = isReading && (reply.statusCode < 400 || reply.statusCode === 425);
      if (!isUsual || logsAll) {
        const line = {
          method: request.method,
          path: pathOf(request.url),
          status: reply.statusCode,
          ...(stream !== true && { durationMs: Math.round(reply.elapsedTime * 10) / 10 }),
          address: request.ip,
          ...(request.apiKey && { key: request.apiKey.name }),
        };
        request.log[isUsual ? 'debug' : 'info'](line, 'request answered');
      }
      next();
    });
    done();
  },
  { name: 'request-log', fastify: '5.x' }
);
