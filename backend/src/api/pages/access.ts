import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config';
import { forbidden, type HttpApp, presentedKey } from '../../http';
import { isLoopback } from '../../lib/loopback';
import { parsedUrl } from '../../lib/parsed-url';
import { hashApiKey } from '../../model/api-key';
import { sessionMs, type Sessions } from './sessions';

/** What of the configuration decides who may see the pages. */
export type PagesConfig = Pick<Config['http'], 'loopback' | 'publicUrl' | 'trustedProxies'>;

const cookieName = 'loadtests_session';
const scope = 'read';

/** Any of them says that somebody stands in between, whoever it speaks for. */
const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

export interface Access {
  /** Lets a request go on that may see the pages. @throws Problem 401, 403 or 429 for any other */
  check(request: FastifyRequest): void;
  /** Begins a session for whoever has the key. @throws Problem 401, 403 or 429 */
  logIn(request: FastifyRequest, reply: FastifyReply, key: string): void;
  logOut(request: FastifyRequest, reply: FastifyReply): void;
  /** Whether the request comes with a session that still holds. */
  hasSession(request: FastifyRequest): boolean;
}

/**
 * Who may see the pages: on a sidecar that only this machine reaches, whoever is on it; else who sends a key that may
 * read, or has logged in with one. A revoked key ends its sessions.
 */
export function createAccess(app: HttpApp, config: PagesConfig, sessions: Sessions): Access {
  const { pathname = '', protocol = '' } = (config.publicUrl === null ? null : parsedUrl(config.publicUrl)) ?? {};
  const path = `${pathname.replace(/\/$/, '')}/`;

  const setCookie = (request: FastifyRequest, reply: FastifyReply, value: string, seconds: number) => {
    const isSecure = request.protocol === 'https' || protocol === 'https:';
    void reply.header(
      'set-cookie',
      `${cookieName}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
    );
  };
  const holderOf = (request: FastifyRequest) => {
    const id = sessionId(request);
    const hash = id === null ? null : sessions.keyHashOf(id);
    return hash === null ? null : app.keyGate.stillHolds(hash, scope);
  };

  return {
    check(request) {
      if (isLocal(request, config)) {
        return;
      }
      const holder = holderOf(request);
      if (holder !== null) {
        request.apiKey = holder;
        return;
      }
      const key = presentedKey(request.headers.authorization);
      request.apiKey = app.keyGate.admit(request, key === null ? null : hashApiKey(key), scope);
    },
    logIn(request, reply, key) {
      refuseOtherSites(request);
      const hash = hashApiKey(key);
      request.apiKey = app.keyGate.admit(request, hash, scope);
      setCookie(request, reply, sessions.begin(hash), sessionMs / 1000);
    },
    logOut(request, reply) {
      refuseOtherSites(request);
      const id = sessionId(request);
      if (id !== null) {
        sessions.end(id);
      }
      setCookie(request, reply, '', 0);
    },
    hasSession: (request) => holderOf(request) !== null,
  };
}

/**
 * Whether only somebody on this machine can have sent the request. The Host has to be a name of this machine: else a page
 * from elsewhere, whose own name was made to lead here, could read what is shown (DNS rebinding).
 */
function isLocal(request: FastifyRequest, config: PagesConfig): boolean {
  const isOnlyHere =
    config.loopback &&
    config.trustedProxies.length === 0 &&
    (config.publicUrl === null || isLoopbackUrl(config.publicUrl));
  return (
    isOnlyHere &&
    isLoopback(request.socket.remoteAddress ?? '') &&
    isLoopbackUrl(`http://${request.headers.host ?? ''}`) &&
    forwardingHeaders.every((name) => request.headers[name] === undefined)
  );
}

function isLoopbackUrl(url: string): boolean {
  return isLoopback(parsedUrl(url)?.hostname.replace(/^\[(.*)\]$/, '$1') ?? '');
}

/** A form on another site must log nobody in or out. Browsers that tell where a request comes from are all of today's. */
function refuseOtherSites({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  const origin = headers.origin;
  const isOther =
    site === undefined
      ? origin !== undefined && parsedUrl(origin)?.host !== headers.host
      : site !== 'same-origin' && site !== 'none';
  if (isOther) {
    throw forbidden('This form is not taken from another site.');
  }
}

function sessionId({ headers }: FastifyRequest): string | null {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1);
  return found !== undefined && /^[\w-]{43}$/.test(found) ? found : null;
}
