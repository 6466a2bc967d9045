import type {} from 'fastify';

/**
 * What an API key may do. `banner`: the banner and its results projection; `ingest`: announce and complete runs, write
 * samples; `read`: everything that only reads; `operate`: run now, stop, approve, acknowledge; `admin`: keys and
 * configuration, and every other scope.
 */
export const scopes = ['banner', 'ingest', 'read', 'operate', 'admin'] as const;
export type Scope = (typeof scopes)[number];

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Scope that a key must hold to call this route. A route without one is refused at start-up unless it says
     * `public: true`, so that none is open by forgetting.
     */
    scope?: Scope;
    /** Open to anybody who can reach the port. */
    public?: true;
  }
}
