import { readFileSync } from 'node:fs';

/**
 * Answers the pages of an admin site for the banner of the load tests: from the sidecar, with the site's key, behind the
 * site's own login. Without a framework and without dependencies: copy this file into your site. It needs Node 20.
 *
 * The key stays here. A browser sends nothing on but the query and If-None-Match, least of all its cookies.
 */

/**
 * Where the sidecar is and how to ask it, as `process.env` has it:
 * - `SIDECAR_URL`: base URL of the sidecar, such as http://loadtests.internal:8090;
 * - `SIDECAR_BANNER_KEY`: a key with the scope `banner`;
 * - `SIDECAR_BANNER_KEY_FILE`: a file with that key instead, read at each request: another key needs no restart.
 */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

export interface BannerProxyOptions {
  /** The path below the place where the site has the banner: empty or `/` for the banner, `/results`. */
  readonly path: string;
  /** The site's own check of its session. Nothing is asked of the sidecar unless it says true. */
  readonly isLoggedIn: () => boolean | Promise<boolean>;
  /** Default: `process.env`. */
  readonly env?: ProxyEnvironment;
  /** The sidecar has so long to answer, in milliseconds. Default: 5000. */
  readonly timeoutMs?: number;
}

const paths: Readonly<Record<string, string>> = { '': '/api/v1/banner', results: '/api/v1/banner/results' };
const passedHeaders = ['content-type', 'etag', 'cache-control', 'retry-after'];

/**
 * The answer for a request of a page: the sidecar's own, or a problem in JSON (RFC 9457): 404 for another path, 405 for
 * another method than GET, 401 without a login, 500 where the environment lacks something, 502 where the sidecar refuses
 * the key or answers with something else, 503 where it cannot be reached, 504 where it does not answer in time.
 *
 * @throws what `isLoggedIn` throws, before anything is asked.
 */
export async function proxyBanner(
  request: Pick<Request, 'method' | 'url' | 'headers'>,
  { path, isLoggedIn, env = process.env, timeoutMs = 5000 }: BannerProxyOptions
): Promise<Response> {
  const sidecarPath = paths[path.replace(/^\/|\/$/g, '')];
  if (sidecarPath === undefined) {
    return problem(404, 'There are the banner and /results below it, nothing else.');
  }
  if (request.method !== 'GET') {
    return problem(405, 'The banner is only read: use GET.', { allow: 'GET' });
  }
  if (!(await isLoggedIn())) {
    return problem(401, 'Log in to this site to see its load tests.');
  }
  const settings = readSettings(env);
  if ('lacking' in settings) {
    return problem(500, settings.lacking);
  }
  const url = `${settings.url}${sidecarPath}${new URL(request.url).search}`;
  const known = request.headers.get('if-none-match') ?? '';
  return askSidecar(url, { key: settings.key, known, timeoutMs });
}

async function askSidecar(
  url: string,
  asked: { readonly key: string; readonly known: string; readonly timeoutMs: number }
): Promise<Response> {
  const signal = AbortSignal.timeout(asked.timeoutMs);
  const init = {
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${asked.key}`,
      ...(asked.known !== '' && { 'if-none-match': asked.known }),
    },
    // Frameworks that keep what was fetched would show an old banner, and one person's to the next.
    cache: 'no-store',
    // The key is for the sidecar alone, wherever it may point to.
    redirect: 'manual',
    signal,
  } as const;
  try {
    const answer = await fetch(url, init);
    return passOn(answer, await answer.text());
  } catch {
    return signal.aborted
      ? problem(504, `The load test monitoring has not answered within ${asked.timeoutMs / 1000} s.`)
      : problem(503, 'The load test monitoring cannot be reached.', { 'retry-after': '5' });
  }
}

function passOn(answer: Response, body: string): Response {
  const { status } = answer;
  if (status === 401 || status === 403) {
    // Passed on, it would look as if the person had to log in again.
    return problem(502, 'The load test monitoring refuses the key of this site: it needs one with the scope banner.');
  }
  if (status !== 304 && status >= 300 && status < 400) {
    return problem(
      502,
      'The load test monitoring answered with a redirect: SIDECAR_URL is not the address of a sidecar.'
    );
  }
  const headers = new Headers({ 'x-content-type-options': 'nosniff', vary: 'Cookie' });
  for (const name of passedHeaders) {
    const value = answer.headers.get(name);
    if (value !== null) {
      headers.set(name, value);
    }
  }
  if (!/\b(private|no-store)\b/.test(headers.get('cache-control') ?? '')) {
    headers.set('cache-control', 'no-store');
  }
  return new Response(status === 304 ? null : body, { status, headers });
}

function problem(status: number, detail: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify({ status, detail }), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  });
}

type Settings = { readonly url: string; readonly key: string } | { readonly lacking: string };

/** At each request and not before: a build of the site has no key. No value is repeated in what is lacking. */
function readSettings(env: ProxyEnvironment): Settings {
  const { SIDECAR_URL } = env;
  const url = SIDECAR_URL?.trim().replace(/\/+$/, '') ?? '';
  if (!/^https?:\/\/[^/?#@\s]+[^?#@\s]*$/.test(url)) {
    return { lacking: 'SIDECAR_URL has to be the base URL of the sidecar, such as http://loadtests.internal:8090.' };
  }
  const key = readKey(env);
  return key !== null && /^[\x21-\x7e]+$/.test(key)
    ? { url, key }
    : { lacking: 'SIDECAR_BANNER_KEY, or the file SIDECAR_BANNER_KEY_FILE, has to hold a key with the scope banner.' };
}

function readKey({ SIDECAR_BANNER_KEY, SIDECAR_BANNER_KEY_FILE }: ProxyEnvironment): string | null {
  if (SIDECAR_BANNER_KEY_FILE === undefined || SIDECAR_BANNER_KEY_FILE === '') {
    return SIDECAR_BANNER_KEY?.trim() ?? null;
  }
  try {
    return readFileSync(SIDECAR_BANNER_KEY_FILE, 'utf8').trim();
  } catch {
    return null;
  }
}
