import { NEVER, type Observable, of, throwError } from 'rxjs';
import { type BackendSrv, type BackendSrvRequest, type FetchResponse, setBackendSrv } from '@grafana/runtime';
import { pluginId } from '../constants';
import { routes } from '../api/openapi';
import type { AnswerOf, OperationId } from '../api/request';

/** What was asked, as Grafana's proxy would get it. */
export interface Asked {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly abortSignal: AbortSignal | undefined;
}

type Reply = (asked: Asked) => Observable<unknown>;

/** The sidecar behind Grafana's proxy, at the edge where the app asks it. Answers are of the contract's types. */
export interface FakeSidecar {
  /** From now on the operation answers so. */
  answers<Id extends OperationId>(id: Id, answer: AnswerOf<Id>): void;
  /** Answers by what is asked. */
  replies<Id extends OperationId>(id: Id, reply: (asked: Asked) => AnswerOf<Id>): void;
  /** As a sidecar of another version might: whatever it is. */
  answersAnything(id: OperationId, answer: unknown): void;
  /** Refuses with a status; with `detail` as the sidecar does, without as Grafana's proxy does. */
  refuses(id: OperationId, status: number, detail?: string): void;
  /** Has not answered yet. */
  isSilent(id: OperationId): void;
  asked(id: OperationId): readonly Asked[];
}

const prefix = `api/plugin-proxy/${pluginId}`;

/** Puts a sidecar in the place of Grafana's backend: every operation that is not given an answer is not there. */
export function fakeSidecar(): FakeSidecar {
  const replies = new Map<OperationId, Reply>();
  const requests: Array<{ id: OperationId; asked: Asked }> = [];

  const fetch = (request: BackendSrvRequest): Observable<unknown> => {
    const found = operationOf(request);
    if (found === null) {
      return refusal(404, undefined);
    }
    requests.push(found);
    return (replies.get(found.id) ?? (() => refusal(404, undefined)))(found.asked);
  };
  setBackendSrv({ fetch: (request: BackendSrvRequest) => fetch(request) as Observable<FetchResponse> } as BackendSrv);

  return {
    answers: (id, answer) => void replies.set(id, () => of({ data: clone(answer) })),
    replies: (id, reply) => void replies.set(id, (asked) => of({ data: clone(reply(asked)) })),
    answersAnything: (id, answer) => void replies.set(id, () => of({ data: answer })),
    refuses: (id, status, detail) => void replies.set(id, () => refusal(status, detail)),
    isSilent: (id) => void replies.set(id, () => NEVER),
    asked: (id) => requests.filter((request) => request.id === id).map(({ asked }) => asked),
  };
}

/** As Grafana's `FetchError`. */
function refusal(status: number, detail: string | undefined): Observable<never> {
  const data =
    detail === undefined ? { message: 'refused by Grafana' } : { type: 'about:blank', title: '', status, detail };
  return throwError(() => ({ status, statusText: '', data, config: { url: '' } }));
}

function operationOf({ url, method = 'GET', params = {}, data, abortSignal }: BackendSrvRequest) {
  // A path that is written out counts more than one with a parameter in the same place.
  const ids = (Object.keys(routes) as OperationId[]).sort((one, other) => parameters(one) - parameters(other));
  for (const id of ids) {
    const route = routes[id];
    const names: string[] = [];
    const pattern = `${prefix}${route.path}`.replace(/\{(\w+)\}/g, (_, name: string) => {
      names.push(name);
      return '([^/]+)';
    });
    const match = new RegExp(`^${pattern}$`).exec(url);
    if (route.method === method && match !== null) {
      const path = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]));
      return { id, asked: { path, query: params, body: data, abortSignal } };
    }
  }
  return null;
}

function parameters(id: OperationId): number {
  return routes[id].path.split('{').length;
}

/** As over the wire; jsdom has no structuredClone. */
function clone(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer));
}
