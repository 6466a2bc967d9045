import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inTime } from '../lib/in-time';
import './scopes';

/** Something without which the sidecar cannot do its work, or not all of it. */
export interface ReadinessCheck {
  /** Public name, for example `database`. */
  readonly name: string;
  /** Rejects when it is not there. The reason is logged, never shown. */
  check(): Promise<void>;
  /** False: the sidecar is still ready without it. */
  readonly required: boolean;
}

export interface HealthOptions {
  readonly checks: readonly ReadinessCheck[];
  /** Public names of parts that are not set up, for example `slack`: nothing is wrong with that. */
  readonly notConfigured: readonly string[];
  /** Longest wait for one check. */
  readonly timeoutMs: number;
  /** How long an answer is good for, so that questions in a row do not become queries in a row. */
  readonly freshMs: number;
  /** True from the moment a shutdown has begun: not ready, so that no new work is sent here. */
  isClosing(): boolean;
  now(): number;
}

const checkStatusSchema = z.enum(['up', 'down', 'timeout']);
type CheckStatus = z.infer<typeof checkStatusSchema>;

const readinessSchema = z.object({
  status: z.enum(['ready', 'degraded', 'unavailable', 'closing']),
  checks: z.array(z.object({ name: z.string(), status: checkStatusSchema, required: z.boolean() })),
  notConfigured: z
    .array(z.string())
    .describe('Parts that are not set up, and so do nothing; the log says at the start what that means'),
});
type Readiness = z.infer<typeof readinessSchema>;

/**
 * `/health/live` says that the process answers, and looks at nothing else: restarting it would not bring a database
 * back. `/health/ready` says whether it can do its work, 503 when something required is missing. Both are public and
 * without rate limit, so that no client can make an orchestrator believe that the sidecar is dead.
 */
export function registerHealth(app: FastifyInstance, options: HealthOptions): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const watched = options.checks.map((check) => watch(check, options, app));

  routes.get(
    '/health/live',
    {
      config: { public: true, rateLimit: false },
      schema: {
        tags: ['operations'],
        operationId: 'getLiveness',
        summary: 'Is the process alive?',
        response: { 200: z.object({ status: z.literal('live') }).describe('It is') },
      },
    },
    (_request, reply) => {
      void reply.header('cache-control', 'no-store').send({ status: 'live' });
    }
  );

  routes.get(
    '/health/ready',
    {
      config: { public: true, rateLimit: false },
      schema: {
        tags: ['operations'],
        operationId: 'getReadiness',
        summary: 'Can the sidecar do its work?',
        description: '`degraded`: yes, without the parts that are not required.',
        response: {
          200: readinessSchema.describe('It can: ready, or degraded'),
          503: readinessSchema.describe('It cannot: something required is missing, or it is shutting down'),
        },
      },
    },
    async (_request, reply) => {
      const checks = await Promise.all(
        watched.map(async ({ check, status }) => ({
          name: check.name,
          status: await status(),
          required: check.required,
        }))
      );
      const status = options.isClosing() ? 'closing' : overall(checks);
      const ready = status === 'ready' || status === 'degraded';
      return reply
        .code(ready ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ status, checks, notConfigured: [...options.notConfigured] });
    }
  );
}

function overall(checks: Readiness['checks']): Readiness['status'] {
  const missing = checks.filter(({ status }) => status !== 'up');
  if (missing.length === 0) {
    return 'ready';
  }
  return missing.some(({ required }) => required) ? 'unavailable' : 'degraded';
}

/** Runs a check at most once at a time and keeps its answer while it is fresh. Changes are logged, repetitions not. */
function watch(check: ReadinessCheck, { timeoutMs, freshMs, now }: HealthOptions, app: FastifyInstance) {
  let running: Promise<CheckStatus> | null = null;
  let last: { status: CheckStatus; at: number } | null = null;

  const settle = (status: CheckStatus, error?: unknown): CheckStatus => {
    if (status !== (last?.status ?? 'up')) {
      const line = { check: check.name, status, ...(error === undefined ? {} : { err: error }) };
      app.log[status === 'up' ? 'info' : 'warn'](line, 'readiness changed');
    }
    last = { status, at: now() };
    return status;
  };

  const status = async (): Promise<CheckStatus> => {
    if (last !== null && now() - last.at < freshMs) {
      return last.status;
    }
    // A check that hangs stays the one that is waited for: another would only hang beside it.
    running ??= Promise.resolve()
      .then(() => check.check())
      .then(
        () => settle('up'),
        (error: unknown) => settle('down', error)
      )
      .finally(() => {
        running = null;
      });
    const result = await inTime(running, timeoutMs, 'timeout' as const);
    return result === 'timeout' ? settle('timeout') : result;
  };
  return { check, status };
}
