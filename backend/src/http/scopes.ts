import type {} from 'fastify';
import type { Scope } from '../model/api-key';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Scope that a key must hold to call this route. A route without one is refused at start-up unless it says
     * `public: true`, so that none is open by forgetting.
     */
    scope?: Scope;
    /** Open to anybody who can reach the port. */
    public?: true;
    /** Asked many times a second while a k6 runs: an answer that is no refusal is logged at debug. */
    frequent?: true;
    /** The answer goes on until a side hangs up: how long it took says nothing. */
    stream?: true;
  }
}
