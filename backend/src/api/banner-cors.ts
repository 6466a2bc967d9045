import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/**
 * Lets pages of the named origins read the routes of this scope from the browser; no other route of the server gets such
 * headers. Call it inside the plugin that registers the banner routes, which must have a prefix of its own: preflights are
 * answered for everything under it. Without origins it does nothing.
 */
export async function allowOrigins(scope: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (scope.prefix === '' || scope.prefix === '/') {
    throw new Error('allowOrigins needs a scope with a prefix, else it would answer preflights for every route.');
  }
  if (origins.length === 0) {
    return;
  }
  await scope.register(cors, {
    origin: [...origins],
    methods: ['GET', 'HEAD'],
    allowedHeaders: ['authorization', 'if-none-match'],
    exposedHeaders: ['etag', 'retry-after'],
    credentials: false,
    maxAge: 600,
  });
}
