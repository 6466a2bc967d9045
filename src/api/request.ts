import { routes, type components, type operations } from './openapi';

/** The named schemas of the contract. */
export type Schemas = components['schemas'];

export type Run = Schemas['Run'];
export type RunDetail = Schemas['RunDetail'];

export type OperationId = keyof typeof routes;

type Responses<Id extends OperationId> = operations[Id]['responses'];
type JsonOf<Message> = Message extends { readonly content: { readonly 'application/json': infer Body } } ? Body : never;

/** The body that an operation answers with when it does what it was asked for. */
export type AnswerOf<Id extends OperationId> = JsonOf<Responses<Id>[keyof Responses<Id> & (200 | 201 | 202)]>;

/** What an operation takes: `path` and `query` by the names of its parameters, and its JSON `body`. */
export type InputOf<Id extends OperationId> = Pick<operations[Id]['parameters'], 'path' | 'query'> &
  (operations[Id] extends { readonly requestBody: infer Body }
    ? { readonly body: JsonOf<Body> }
    : { readonly body?: never });

/** Left out where an operation needs nothing. */
export type InputsOf<Id extends OperationId> =
  Record<never, never> extends InputOf<Id> ? [input?: InputOf<Id>] : [input: InputOf<Id>];

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** From the root of the sidecar on, without a slash at its start and without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, QueryValue>>;
  readonly body: unknown;
}

type QueryValue = string | number | readonly string[];

/** The request of an operation, however it is sent. Parameters that are undefined are left out. */
export function requestOf<Id extends OperationId>(id: Id, ...[input]: InputsOf<Id>): ApiRequest {
  const { method, path } = routes[id];
  const given: { readonly path?: object; readonly query?: object; readonly body?: unknown } = input ?? {};
  const inPath = new Map(Object.entries<string>({ ...given.path }));
  const query = Object.entries<QueryValue | undefined>({ ...given.query });
  return {
    method,
    path: path.slice(1).replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(inPath.get(name) ?? '')),
    query: Object.fromEntries(query.filter((entry): entry is [string, QueryValue] => entry[1] !== undefined)),
    body: given.body,
  };
}
