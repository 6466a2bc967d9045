import { createApiClient, sendRequest, type ApiClient, type ApiReply } from '../../src/api/client';
import type { AnswerOf, InputsOf, OperationId, Run, RunDetail, Schemas } from '../../src/api/request';
import { shared, waitUntil } from './wait-until';

/** One random key per scope; `ci`, which a CI would hold: ingest and read; `person`: read and operate. */
export interface StackKeys {
  readonly banner: string;
  readonly ingest: string;
  readonly read: string;
  readonly operate: string;
  readonly ci: string;
  readonly person: string;
}

/** What a test asks of the sidecar over HTTP. Methods without `ApiReply` in their result throw on any other status. */
export interface StackClient {
  /** Any request, also one that the contract does not have. */
  request(method: 'GET' | 'POST', path: string, options?: RequestOptions): Promise<ApiReply>;
  /** An operation of the contract with the key of a scope. */
  call<Id extends OperationId>(key: keyof StackKeys, id: Id, ...input: InputsOf<Id>): Promise<AnswerOf<Id>>;
  /** @returns the id of the run. */
  runNow(test: string): Promise<string>;
  stop(runId: string): Promise<ApiReply>;
  announce(announcement: Schemas['AnnouncementInput']): Promise<ApiReply>;
  sendPart(runId: string, part: Schemas['RunPartInput']): Promise<ApiReply>;
  run(runId: string): Promise<RunDetail>;
  /** The 200 newest. */
  runs(): Promise<readonly Run[]>;
  gate(runId: string): Promise<ApiReply>;
  banner(): Promise<Schemas['Banner']>;
  incidents(query?: { readonly test?: string; readonly open?: boolean }): Promise<ReadonlyArray<Schemas['Incident']>>;
  waitForVerdict(runId: string, withinMs?: number): Promise<RunDetail>;
  /** Judged, diagnosed where that is needed, and every effect of the run has come to its end. */
  waitForSettled(runId: string, withinMs?: number): Promise<RunDetail>;
}

export interface RequestOptions {
  readonly key?: keyof StackKeys;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @param logged the sidecar's log so far; its end is in the error when waiting was in vain. */
export function createStackClient(url: string, keys: StackKeys, logged: () => string): StackClient {
  const clients = Object.fromEntries(
    Object.entries<string>({ ...keys }).map(([scope, key]) => [scope, createApiClient(url, key)])
  ) as Readonly<Record<keyof StackKeys, ApiClient>>;
  const { read, operate, ingest, banner } = clients;

  const run = (id: string): Promise<RunDetail> => read.call('getRun', { path: { id } });
  const runs = async (): Promise<readonly Run[]> => (await read.call('listRuns', { query: { limit: 200 } })).runs;
  const newestRuns = shared(runs);
  const endOfLog = (): string => `End of the sidecar's log:\n${logged().split('\n').slice(-15).join('\n')}`;

  async function waitForVerdict(runId: string, withinMs = 120_000): Promise<RunDetail> {
    let last: Run | undefined;
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
    request: (method, path, { key = 'read', ...options } = {}) =>
      sendRequest(`${url}${path}`, { method, key: keys[key], ...options }),
    call: (key, id, ...input) => clients[key].call(id, ...input),
    runNow: async (name) => (await operate.call('runLoadTest', { path: { name } })).id,
    stop: (id) => operate.ask('stopRun', { path: { id } }),
    announce: (body) => ingest.ask('announceRun', { body }),
    sendPart: (id, body) => ingest.ask('completeRun', { path: { id }, body }),
    run,
    runs,
    gate: (id) => read.ask('getRunVerdict', { path: { id } }),
    banner: () => banner.call('getBanner'),
    async incidents({ test, open } = {}) {
      const query = { test, ...(open !== undefined && { open: open ? ('true' as const) : ('false' as const) }) };
      return (await read.call('listIncidents', { query })).incidents;
    },
    waitForVerdict,
    async waitForSettled(runId, withinMs = 120_000) {
      await waitForVerdict(runId, withinMs);
      let last: RunDetail | undefined;
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

function isSettled(run: RunDetail): boolean {
  const underWay = new Set(['planned', 'claimed', 'sent']);
  const undiagnosed = run.verdict === 'failed' && run.counts && run.diagnosis === null;
  return !undiagnosed && run.storeCheck?.kind !== 'pending' && !run.effects.some(({ state }) => underWay.has(state));
}
