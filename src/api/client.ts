import { requestOf, type AnswerOf, type InputsOf, type OperationId } from './request';

/** What came back, whatever its status. */
export interface ApiReply {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; null where the body is empty. */
  readonly body: Readonly<Record<string, unknown>> | null;
}

export interface ApiClient {
  /**
   * What the operation answers, as the contract says it: it is not looked at again, so the sidecar has to be of this
   * version. Rejects with an ApiError where it refuses.
   */
  call<Id extends OperationId>(id: Id, ...input: InputsOf<Id>): Promise<AnswerOf<Id>>;
  /** The reply as it is, for whoever wants to know how it refuses. */
  ask<Id extends OperationId>(id: Id, ...input: InputsOf<Id>): Promise<ApiReply>;
}

/** One request of any form, with a key as every client of the sidecar sends it. A body is sent as JSON. */
export async function sendRequest(
  url: string,
  request: {
    readonly method: 'GET' | 'POST' | 'PUT';
    readonly key: string;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  }
): Promise<ApiReply> {
  const { method, key, body, headers } = request;
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

/** A status other than 2xx. */
export class ApiError extends Error {
  constructor(
    readonly operation: OperationId,
    readonly reply: ApiReply
  ) {
    super(`${operation} answered ${reply.status}: ${JSON.stringify(reply.body)}`);
  }
}

/**
 * The sidecar's API over `fetch`, for programs of this repository. The plugin sends its requests through Grafana's proxy
 * instead and believes no answer unread (runRecord.ts).
 *
 * @param url base URL of the sidecar, without a slash at the end.
 */
export function createApiClient(url: string, key: string): ApiClient {
  function ask<Id extends OperationId>(id: Id, ...input: InputsOf<Id>): Promise<ApiReply> {
    const { method, path, query, body } = requestOf(id, ...input);
    const parameters = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
    );
    return sendRequest(`${url}/${path}${parameters.size === 0 ? '' : `?${parameters}`}`, { method, key, body });
  }

  return {
    ask,
    async call<Id extends OperationId>(id: Id, ...input: InputsOf<Id>) {
      const reply = await ask(id, ...input);
      if (reply.status < 200 || reply.status > 299) {
        throw new ApiError(id, reply);
      }
      return reply.body as AnswerOf<Id>;
    },
  };
}
