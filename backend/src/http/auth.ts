import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import fp from 'fastify-plugin';
import type { Socket } from 'node:net';
import { type Actor, actorOf } from './actor';
import { type ApiKeyRecord, hashApiKey, MAX_API_KEY_LENGTH, type Scope } from '../model/api-key';
import { type ApiKeyDirectory, grants } from '../access';
import { FailureBudget } from './failure-budget';
import { forbidden, type Problem, tooManyRequests, unauthorized } from './problem';

declare module 'fastify' {
  interface FastifyRequest {
    /** The key of the request; null on public routes. */
    apiKey: ApiKeyRecord | null;
    /** Who asks, for the audit trail; null on public routes. */
    readonly actor: Actor | null;
  }
  interface FastifyInstance {
    /** For routes that ask for keys in a way of their own. */
    readonly keyGate: KeyGate;
  }
}

/** Lets in whoever has a right key; the same budget of failures counts, however a key comes. */
export interface KeyGate {
  /**
   * @param hash of the key; null: none was given
   * @throws Problem 401, 403 without the scope, or 429 after too many failures
   */
  admit(request: FastifyRequest, hash: string | null, scope: Scope): ApiKeyRecord;
  /** The key with this hash, if it still holds the scope: for one that was admitted before. */
  stillHolds(hash: string, scope: Scope): ApiKeyRecord | null;
}

export interface AuthOptions {
  readonly apiKeys: ApiKeyDirectory;
  /** Requests without a key, or with a wrong one, that one address may send per minute. */
  readonly maxFailuresPerMinute: number;
  readonly now: () => number;
}

const REALM = 'Bearer realm="load-test-monitoring"';

/**
 * Asks every route for its scope. A route that declares neither a scope nor `public: true` (or both) keeps the server
 * from starting, so that none is open by forgetting.
 *
 * The key comes in the Authorization header only: `Bearer <key>`; `Token <key>` as InfluxDB 2 clients send it; `Basic`
 * with the key as password as k6's influxdb output sends it (the user name is ignored). A URL ends up in logs.
 *
 * An address that has sent too many requests without a right key gets 429 for further ones. A right key always works:
 * behind a shared proxy one guesser must not lock out the others, and keys are too long to be guessed.
 */
export const auth = fp<AuthOptions>(
  (app, { apiKeys, maxFailuresPerMinute, now }, done) => {
    const gate = keyGate(apiKeys, new FailureBudget(maxFailuresPerMinute, 60_000, now));
    const hashOf = hashesByConnection();

    app.decorate('keyGate', gate);
    app.decorateRequest('apiKey', null);
    app.decorateRequest('actor', {
      getter(this: FastifyRequest) {
        return this.apiKey === null ? null : actorOf(this.apiKey, this.headers);
      },
    });
    refuseUndeclaredRoutes(app);

    app.addHook('onRequest', (request, _reply, next) => {
      const { config } = request.routeOptions;
      if (config.public === true || request.is404) {
        next();
        return;
      }
      try {
        // A route without a scope cannot be here: the server would not have started. Admin is what it would need.
        request.apiKey = gate.admit(request, hashOf(request), config.scope ?? 'admin');
        next();
      } catch (problem) {
        next(problem as Error);
      }
    });
    done();
  },
  { name: 'auth', fastify: '5.x' }
);

function keyGate(apiKeys: ApiKeyDirectory, budget: FailureBudget): KeyGate {
  const refuse = (request: FastifyRequest, hasKey: boolean): never => {
    const secondsBlocked = budget.secondsBlocked(request.ip);
    if (secondsBlocked > 0) {
      throw tooManyRequests('Too many requests without a right API key came from this address.', secondsBlocked);
    }
    if (budget.fail(request.ip)) {
      request.log.warn(
        { address: request.ip },
        'too many requests without a right API key from one address, answering 429 for a minute'
      );
    }
    throw refusal(hasKey);
  };
  return {
    admit(request, hash, scope) {
      const record = hash === null ? undefined : apiKeys.find(hash);
      if (record === undefined) {
        return refuse(request, hash !== null);
      }
      if (!grants(record, scope)) {
        throw forbidden(`This route needs a key with the scope ${scope}; the key holds ${record.scopes.join(', ')}.`, {
          'www-authenticate': `${REALM}, error="insufficient_scope", scope="${scope}"`,
        });
      }
      return record;
    },
    stillHolds(hash, scope) {
      const record = apiKeys.find(hash);
      return record !== undefined && grants(record, scope) ? record : null;
    },
  };
}

function refusal(hasKey: boolean): Problem {
  return hasKey
    ? unauthorized('The API key is not known, or was revoked.', `${REALM}, error="invalid_token"`)
    : unauthorized('This route needs an API key as "Authorization: Bearer <key>".', REALM);
}

/** Hash of the presented key. A connection that repeats its header is not hashed again; the key is still looked up. */
function hashesByConnection(): (request: FastifyRequest) => string | null {
  const last = new WeakMap<Socket, { readonly header: string; readonly hash: string | null }>();
  return ({ raw }) => {
    const header = raw.headers.authorization;
    if (header === undefined) {
      return null;
    }
    const known = last.get(raw.socket);
    if (known?.header === header) {
      return known.hash;
    }
    const key = presentedKey(header);
    const hash = key === null ? null : hashApiKey(key);
    last.set(raw.socket, { header, hash });
    return hash;
  };
}

function refuseUndeclaredRoutes(app: FastifyInstance): void {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    // A preflight carries no credentials and no data (Fetch standard): it is public by nature.
    if (route.method === 'OPTIONS') {
      route.config = { ...route.config, public: true };
    }
    routes.push(route);
  });
  // Only now, since a plugin may still mark the routes of others in its own scope.
  app.addHook('onReady', (ready) => {
    const names = (wrong: readonly RouteOptions[]) =>
      wrong.map(({ method, url }) => `${String(method)} ${url}`).join(', ');
    const undeclared = routes.filter(({ config }) => config?.scope === undefined && config?.public !== true);
    const contradictory = routes.filter(({ config }) => config?.scope !== undefined && config.public === true);
    if (undeclared.length > 0) {
      ready(new Error(`Routes without config.scope or config.public: ${names(undeclared)}`));
    } else if (contradictory.length > 0) {
      ready(new Error(`Routes with both config.scope and config.public: ${names(contradictory)}`));
    } else {
      ready();
    }
  });
}

/** The key in an Authorization header; null when there is none of a known form. */
export function presentedKey(header: string | undefined): string | null {
  if (header === undefined || header.length > MAX_API_KEY_LENGTH * 2) {
    return null;
  }
  const space = header.indexOf(' ');
  const credentials = header.slice(space + 1).trim();
  switch (header.slice(0, Math.max(space, 0)).toLowerCase()) {
    case 'bearer':
    case 'token':
      return plausible(credentials);
    case 'basic': {
      const pair = Buffer.from(credentials, 'base64').toString('utf8');
      const colon = pair.indexOf(':');
      return colon === -1 ? null : plausible(pair.slice(colon + 1));
    }
    default:
      return null;
  }
}

function plausible(key: string): string | null {
  return key === '' || key.length > MAX_API_KEY_LENGTH ? null : key;
}
