import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  LogController,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Config } from '../config';
import type { ApiKeyDirectory } from '../access';
import { auth } from './auth';
import { answerClientError, handleError } from './error-handler';
import { type ReadinessCheck, registerHealth } from './health';
import { requestLog } from './logging';
import { createMetricsRegistry, metrics } from './metrics';
import { noRoute } from './no-route';
import { BODY_LIMIT_BYTES, registerDocs, registerOpenApi } from './openapi';
import { type ApiExamples, noExamples } from './openapi-examples';
import { tooManyRequests, unavailable } from './problem';

/** The server that domains add their routes to: zod schemas type the requests. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** How much one client may ask per minute. A route sets its own in `config.rateLimit`, or `false` for none. */
export interface HttpLimits {
  /** Requests per key; on public routes per address. */
  readonly requestsPerMinute: number;
  /** Paths that do not exist, per address. */
  readonly notFoundPerMinute: number;
  /** Requests without a right key, per address. */
  readonly failedAuthPerMinute: number;
}

const defaultLimits: HttpLimits = { requestsPerMinute: 3000, notFoundPerMinute: 60, failedAuthPerMinute: 30 };

/** How long a connection may take, in ms. */
export interface HttpTimings {
  /** From the connection, or the first byte of a further request, to the end of the headers. */
  readonly headersMs: number;
  /**
   * To the end of the body. A reporter gives up sooner (the command after 10 s, k6/lib/monitor.js after 5 s); within 30 s
   * the largest part (4 MiB) comes over a line of 1.1 Mbit/s, and k6 sends its samples every second.
   */
  readonly requestMs: number;
  /** How often connections are looked at: one that is too slow is closed that much later at most. */
  readonly checkMs: number;
}

const defaultTimings: HttpTimings = { headersMs: 10_000, requestMs: 30_000, checkMs: 5_000 };

/**
 * Connections that are open at once; further ones are closed unanswered. Far above what browsers, reporters and a few
 * thousand k6 instances behind their own connections need at a time, and low enough that nobody without a key takes all
 * file descriptors, without which neither the database nor k6 could be opened.
 */
const MAX_CONNECTIONS = 1000;

/** Characters of one part of a path. */
const MAX_PARAM_LENGTH = 200;
const READINESS_TIMEOUT_MS = 3000;
const READINESS_FRESH_MS = 1000;

export interface HttpOptions {
  readonly config: Pick<Config, 'http'>;
  readonly logger: Logger;
  readonly apiKeys: ApiKeyDirectory;
  readonly readiness: readonly ReadinessCheck[];
  /** Public names of parts that are not set up. Default: none. */
  readonly notConfigured?: readonly string[];
  /** Version of the product, for the OpenAPI document. */
  readonly version: string;
  /** For the OpenAPI document. Default: none. */
  readonly examples?: ApiExamples;
  /** Default: a new one with the figures of the process. */
  readonly registry?: Registry;
  readonly limits?: Partial<HttpLimits>;
  readonly timings?: Partial<HttpTimings>;
  /** Default: the clock. */
  readonly now?: () => number;
}

/**
 * The HTTP server without the domains' routes: answers errors as problem details, asks for keys, limits rates and sizes,
 * and has health, metrics and the OpenAPI document. Routes are registered on what it returns, then `listen`.
 */
export async function buildHttp(options: HttpOptions): Promise<HttpApp> {
  const { config, logger, apiKeys, readiness, version, now = Date.now } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const timings = { ...defaultTimings, ...options.timings };
  // Fastify's own logger type: with pino's, the instance would not fit the plugins' types.
  const loggerInstance: FastifyBaseLogger = logger;
  const app: HttpApp = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIds(),
    requestIdHeader: false,
    // The address of the connection counts; what X-Forwarded-For says about it only from proxies that are named.
    trustProxy: config.http.trustedProxies.length === 0 ? false : [...config.http.trustedProxies],
    bodyLimit: BODY_LIMIT_BYTES,
    // Time to receive a whole request; answers may take longer (events, large queries).
    requestTimeout: timings.requestMs,
    // Longer than the idle time of usual proxies (60 s), so that they do not reuse a connection that we just closed.
    keepAliveTimeout: 72_000,
    http: {
      // Counts from the connection on, so that one that never sends a byte is closed as well.
      headersTimeout: timings.headersMs,
      connectionsCheckingInterval: timings.checkMs,
      maxHeaderSize: 16 * 1024,
    },
    // While closing, requests on open connections get our own answer, below.
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error, request, reply) => handleError(error, request, reply),
    clientErrorHandler: (error, socket) =>
      answerClientError(error, socket, (request) => noRoute(app, request, MAX_PARAM_LENGTH)),
  }).withTypeProvider<ZodTypeProvider>();

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(handleError);
  // JSON only; a route that takes something else says so in its own scope.
  app.removeContentTypeParser('text/plain');

  limitConnections(app, now);
  const isClosing = refuseWhileClosing(app);
  protectAnswers(app);
  await app.register(requestLog);
  await app.register(auth, { apiKeys, maxFailuresPerMinute: limits.failedAuthPerMinute, now });
  await app.register(rateLimit, {
    max: limits.requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: ({ apiKey, ip }) => (apiKey === null ? `address:${normalizeIP(ip)}` : `key:${apiKey.id}`),
    errorResponseBuilder: (_request, { ttl }) =>
      tooManyRequests('Too many requests came from this client.', ttl / 1000),
    enableDraftSpec: true,
  });
  answerNoRoute(app, limits.notFoundPerMinute);
  await registerOpenApi(app, { version, examples: options.examples ?? noExamples });
  await app.register(metrics, {
    registry: options.registry ?? createMetricsRegistry(),
    // Behind a proxy, loopback is no sign that only this machine asks.
    open: config.http.loopback && config.http.trustedProxies.length === 0,
  });
  await registerDocs(app);
  registerHealth(app, {
    checks: readiness,
    notConfigured: options.notConfigured ?? [],
    timeoutMs: READINESS_TIMEOUT_MS,
    freshMs: READINESS_FRESH_MS,
    isClosing,
    now,
  });
  return app;
}

/** Before a body is looked at: whatever it is, the path does not take the method. */
function answerNoRoute(app: HttpApp, perMinute: number): void {
  const limit = app.rateLimit({ max: perMinute, timeWindow: 60_000 });
  app.addHook('onRequest', function (request, reply, next) {
    if (!request.is404) {
      next();
      return;
    }
    Promise.resolve(limit.call(this, request, reply)).then(
      () => next(noRoute(app, request, MAX_PARAM_LENGTH)),
      (error: Error) => next(error)
    );
  });
  // A route that has taken the request and then found nothing, such as a folder of files.
  app.setNotFoundHandler({ preHandler: limit }, (request, reply) =>
    handleError(noRoute(app, request, MAX_PARAM_LENGTH), request, reply)
  );
}

/** Refused connections are told in the log once a minute: nothing else of the sidecar hears of them. */
function limitConnections(app: HttpApp, now: () => number): void {
  let toldAt = Number.NEGATIVE_INFINITY;
  app.server.maxConnections = MAX_CONNECTIONS;
  app.server.on('drop', (dropped) => {
    if (now() - toldAt >= 60_000) {
      toldAt = now();
      app.log.warn(
        { address: dropped?.remoteAddress, limit: MAX_CONNECTIONS },
        'too many open connections, refusing more'
      );
    }
  });
}

/**
 * Ids of requests. A client may name its own, so that its log and ours can be joined; anything odd is replaced. Ours
 * are numbered within a prefix that is new at every start.
 */
function requestIds(): (request: IncomingMessage) => string {
  const prefix = randomBytes(6).toString('base64url');
  let count = 0;
  return ({ headers }) => {
    const given = headers['x-request-id'];
    if (typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given)) {
      return given;
    }
    count += 1;
    return `${prefix}-${count.toString(36)}`;
  };
}

/**
 * Headers for answers that are data: not to be framed, run or guessed at. A fixed set of our own, since
 * helmet computes its headers anew for each request, which cost a third of the banner's rate; the pages under /docs get
 * helmet's.
 */
function protectAnswers(app: HttpApp): void {
  app.addHook('onRequest', (_request, reply, next) => {
    void reply
      .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
      .header('x-content-type-options', 'nosniff');
    next();
  });
}

/** From the start of a shutdown on, only health is answered on connections that are still open. */
function refuseWhileClosing(app: HttpApp): () => boolean {
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  app.addHook('onRequest', (request, _reply, next) => {
    if (closing && request.routeOptions.url?.startsWith('/health/') !== true) {
      next(unavailable('The sidecar is shutting down.', 5));
    } else {
      next();
    }
  });
  return () => closing;
}
