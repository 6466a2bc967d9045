import type { Banner, BannerIncident, BannerResult } from '../contract';

/** An incident as a sidecar tells it. */
export function incident(changed: Partial<BannerIncident> = {}): BannerIncident {
  return {
    incidentId: 'i1',
    test: 'checkout',
    environment: 'production',
    title: 'Load test checkout needs attention',
    diagnosis: 'The payment endpoint answers 503.',
    reason: null,
    verdict: 'failed',
    virtualUsers: 50,
    p95ResponseTimeMs: 1240,
    errorRate: 0.002,
    responseTimesMissing: null,
    runDate: '2026-11-29T02:45:00.000Z',
    runId: 'r1',
    runUrl: 'https://grafana.example.com/a/app/runs/r1',
    since: '2026-11-29T02:50:00.000Z',
    ...changed,
  };
}

/** Action required for these incidents; `ok` for none. */
export function banner(incidents: readonly BannerIncident[] = [], changed: Partial<Banner> = {}): Banner {
  return {
    version: 1,
    state: incidents.length > 0 ? 'action_required' : 'ok',
    since: incidents[0]?.since ?? null,
    unknownReason: null,
    staleAt: null,
    incidents,
    ...changed,
  };
}

export const unknown = banner([], {
  state: 'unknown',
  since: '2026-11-29T12:00:00.000Z',
  unknownReason: 'checkout: no result since 2026-11-28 12:00 UTC',
});

/** A passed run as a sidecar tells it. */
export function result(changed: Partial<BannerResult> = {}): BannerResult {
  return {
    runId: 'r1',
    test: 'checkout',
    environment: 'production',
    runDate: '2026-11-29T02:45:00.000Z',
    durationSeconds: 125,
    virtualUsers: 50,
    avgResponseTimeMs: 45.3,
    p95ResponseTimeMs: 240,
    errorRate: 0,
    errorRateSamples: 5000,
    p95LimitMs: 500,
    responseTimesMissing: null,
    verdict: 'passed',
    reason: 'All limits kept.',
    diagnosis: null,
    actionRequired: false,
    actionRequiredReason: null,
    autoFixApplied: null,
    runUrl: 'https://grafana.example.com/a/app/runs/r1',
    ...changed,
  };
}

interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly redirected?: boolean;
}

interface Asked {
  readonly url: string;
  readonly etag: string | null;
}

/** The endpoint of an admin site, in the place of `fetch`. It answers the same until it is told another answer. */
export class FakeEndpoint {
  readonly asked: Asked[] = [];
  #version = 0;
  #answer: Answer | 'down' | 'silent' = 'silent';

  /** 200 with this body and a new ETag. */
  say(body: unknown): void {
    this.#version += 1;
    this.#answer = { body, headers: { etag: `"${this.#version}"` } };
  }

  answer(answer: Answer | 'down' | 'silent'): void {
    this.#answer = answer;
  }

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const etag = new Map(Object.entries(init.headers ?? {})).get('if-none-match') ?? null;
    this.asked.push({ url, etag });
    const answer = this.#answer;
    if (answer === 'down') {
      throw new TypeError('Failed to fetch');
    }
    if (answer === 'silent') {
      return new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
    }
    const known = etag !== null && etag === answer.headers?.etag;
    const { status = known ? 304 : 200, body, redirected = false } = answer;
    const headers = new Map(
      Object.entries({ 'content-type': typeof body === 'string' ? 'text/html' : 'application/json', ...answer.headers })
    );
    // jsdom has no Response.
    return {
      status,
      ok: status < 300,
      redirected,
      headers: { get: (name: string) => headers.get(name) ?? null },
      json: async () => body,
    } as Response;
  };
}
