import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { ResponseTimes } from './response-times';
import { z } from 'zod';
import { securityOf } from './openapi';
import './scopes';

declare module 'fastify' {
  interface FastifyInstance {
    /** The Prometheus registry of this sidecar; domains add their metrics to it. */
    metricsRegistry: Registry;
  }
}

export interface MetricsOptions {
  readonly registry: Registry;
  /** True: `/metrics` needs no key. Otherwise it needs the scope `read`. */
  readonly open: boolean;
}

/** A registry with the figures of the process itself (CPU, memory, event loop, garbage collection). */
export function createMetricsRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/**
 * `/metrics` for Prometheus, and the time of every answer by method, route and status. The route is its template, never
 * the path, so that the number of series is bounded by the number of routes.
 */
export const metrics = fp<MetricsOptions>(
  (app: FastifyInstance, { registry, open }, done) => {
    const times = new ResponseTimes(registry);
    app.decorate('metricsRegistry', registry);
    app.addHook('onResponse', (request, reply, next) => {
      // The hours of a stream would drown the times of all answers.
      if (request.routeOptions.config.stream === true && reply.statusCode < 400) {
        next();
        return;
      }
      times.record(request.method, request.routeOptions.url ?? 'unmatched', reply.statusCode, reply.elapsedTime / 1000);
      next();
    });
    app.get(
      '/metrics',
      {
        config: open ? { public: true } : { scope: 'read' },
        schema: {
          tags: ['operations'],
          operationId: 'getMetrics',
          summary: 'Metrics for Prometheus',
          description:
            'Needs no key while the sidecar listens on a loopback address only and no proxy is trusted, elsewhere the scope `read`.',
          security: open ? [{}, ...securityOf('read')] : securityOf('read'),
          response: {
            200: {
              description: "Prometheus' text format",
              content: { 'text/plain': { schema: z.string() } },
            },
          },
        },
      },
      async (_request, reply) => {
        // Charset and version of the exposition format are in the registry's content type.
        await reply.header('content-type', registry.contentType).send(await registry.metrics());
        return reply;
      }
    );
    done();
  },
  { name: 'metrics', fastify: '5.x' }
);
