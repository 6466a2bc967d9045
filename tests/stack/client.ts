import type { Banner } from '../../backend/src/banner/state';
import type { Announcement, RunPart } from '../../backend/src/model/protocol';
import type { RunDetailView, RunView } from '../../backend/src/api/run-view';
import { shared, waitUntil } from './wait-until';

/** One random key per scope, and `ci`, which a CI would hold: ingest and read. */
export interface StackKeys {
  readonly banner: string;
  readonly ingest: string;
  readonly read: string;
  readonly operate: string;
  readonly ci: string;
}

/** An answer whose body is not known beforehand; `body` is the parsed JSON, null when there is none. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown> | null;
}

export interface IncidentView {
  readonly id: string;
  readonly test: string;
  readonly environment: string;
  readonly state: string;
  readonly openedByRunId: string;
  readonly lastRunId: string;
  readonly actionRequiredReason: string | null;
  readonly redeployedAt: string | null;
  readonly resolvedAt: string | null;
  readonly resolvedByRunId: string | null;
  readonly timeline: ReadonlyArray<{ readonly kind: string; readonly text: string; readonly runId: string | null }>;
}

/** What a test asks of the sidecar over HTTP. Methods without "Answer" in their result throw on any other status. */
export interface StackClient {
  request(method: 'GET' | 'POST', path: string, options?: RequestOptions): Promise<Answer>;
  /** @returns the id of the run. */
  runNow(test: string): Promise<string>;
  stop(runId: string): Promise<Answer>;
  announce(announcement: AnnouncementInput): Promise<Answer>;
  sendPart(runId: string, part: PartInput): Promise<Answer>;
  run(runId: string): Promise<RunDetailView>;
  /** The 200 newest. */
  runs(): Promise<readonly RunView[]>;
  gate(runId: string): Promise<Answer>;
  banner(): Promise<Banner>;
  incidents(query?: { readonly test?: string; readonly open?: boolean }): Promise<readonly IncidentView[]>;
  waitForVerdict(runId: string, withinMs?: number): Promise<RunDetailView>;
  /** Judged, diagnosed where that is needed, and every effect of the run has come to its end. */
  waitForSettled(runId: string, withinMs?: number): Promise<RunDetailView>;
}

export interface RequestOptions {
  readonly key?: keyof StackKeys;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What has a default may be left out. */
export type AnnouncementInput = Pick<Announcement, 'id' | 'test' | 'target' | 'reporter'> & Partial<Announcement>;
export type PartInput =
  | { readonly part: 'summary'; readonly instance?: string; readonly summary: Record<string, unknown> }
  | (Pick<Extract<RunPart, { part: 'exitCode' }>, 'part' | 'exitCode'> &
      Partial<Extract<RunPart, { part: 'exitCode' }>>);

/** @param logged the sidecar's log so far; its end is in the error when waiting was in vain. */
export function createStackClient(url: string, keys: StackKeys, logged: () => string): StackClient {
  async function request(method: 'GET' | 'POST', path: string, options: RequestOptions = {}): Promise<Answer> {
    const { key = 'read', body, headers = {} } = options;
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${keys[key]}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>),
    };
  }

  async function get<T>(path: string, key: keyof StackKeys = 'read'): Promise<T> {
    const { status, body } = await request('GET', path, { key });
    if (status !== 200) {
      throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    }
    return body as T;
  }

  const runPath = (runId: string): string => `/api/v1/runs/${encodeURIComponent(runId)}`;
  const run = (runId: string): Promise<RunDetailView> => get(runPath(runId));
  const runs = async (): Promise<readonly RunView[]> =>
    (await get<{ readonly runs: readonly RunView[] }>('/api/v1/runs?limit=200')).runs;
  const newestRuns = shared(runs);
  const endOfLog = (): string => `End of the sidecar's log:\n${logged().split('\n').slice(-15).join('\n')}`;

  async function waitForVerdict(runId: string, withinMs = 60_000): Promise<RunDetailView> {
    let last: RunView | undefined;
    await waitUntil(
      `The verdict of run ${runId}`,
      async () => {
        last = (await newestRuns()).find(({ id }) => id === runId);
        return last === undefined || last.verdict === null ? undefined : last;
      },
      { withinMs, details: () => `Last seen: ${last?.status ?? 'nothing'}. ${endOfLog()}` }
    );
    return run(runId);
  }

  return {
    request,
    async runNow(test) {
      const { status, body } = await request('POST', `/api/v1/tests/${test}/runs`, { key: 'operate' });
      if (status !== 202) {
        throw new Error(`${test} could not be started (${status}): ${JSON.stringify(body)}`);
      }
      return String(body?.id);
    },
    stop: (runId) => request('POST', `${runPath(runId)}/stop`, { key: 'operate' }),
    announce: (body) => request('POST', '/api/v1/runs', { key: 'ingest', body }),
    sendPart: (runId, body) => request('POST', `${runPath(runId)}/complete`, { key: 'ingest', body }),
    run,
    runs,
    gate: (runId) => request('GET', `${runPath(runId)}/verdict`),
    banner: () => get('/api/v1/banner', 'banner'),
    async incidents(query = {}) {
      const parameters = new URLSearchParams(
        Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
      );
      return (await get<{ readonly incidents: readonly IncidentView[] }>(`/api/v1/incidents?${parameters}`)).incidents;
    },
    waitForVerdict,
    async waitForSettled(runId, withinMs = 60_000) {
      await waitForVerdict(runId, withinMs);
      let last: RunDetailView | undefined;
      return waitUntil(
        `The end of all that follows from run ${runId}`,
        async () => {
          last = await run(runId);
          return isSettled(last) ? last : undefined;
        },
        { withinMs, details: () => `Effects: ${JSON.stringify(last?.effects)}. ${endOfLog()}` }
      );
    },
  };
}

function isSettled(run: RunDetailView): boolean {
  const underWay = new Set(['planned', 'claimed', 'sent']);
  const undiagnosed = run.verdict === 'failed' && run.counts && run.diagnosis === null;
  return !undiagnosed && run.storeCheck?.state !== 'pending' && !run.effects.some(({ state }) => underWay.has(state));
}
