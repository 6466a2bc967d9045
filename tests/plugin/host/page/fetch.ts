import { urlUtil } from '@grafana/data';
import type { BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';

/** Relative to the page's base, so that it works under a sub-path, as Grafana does it. */
export function addressOf({ url, params }: BackendSrvRequest): string {
  const relative = url.replace(/^\//, '');
  const query = params === undefined ? '' : urlUtil.serializeParams(params);
  return query === '' ? relative : `${relative}${relative.includes('?') ? '&' : '?'}${query}`;
}

/** The request as `fetch` takes it. Data is sent as JSON. */
export function initOf(request: BackendSrvRequest, signal: AbortSignal): RequestInit {
  const { data, headers, method = 'GET' } = request;
  const hasBody = data !== undefined && data !== null && method !== 'GET';
  return {
    method,
    signal,
    headers: {
      accept: 'application/json, text/plain, */*',
      'x-grafana-org-id': '1',
      ...(hasBody && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(hasBody && { body: typeof data === 'string' ? data : JSON.stringify(data) }),
  };
}

/** Without a wish, JSON where it is some, else the text; as Grafana's parseResponseBody. */
export async function bodyOf(response: Response, wanted: BackendSrvRequest['responseType']): Promise<unknown> {
  switch (wanted) {
    case 'arraybuffer':
      return response.arrayBuffer();
    case 'blob':
      return response.blob();
    case 'text':
      return response.text();
    case 'json':
    case undefined:
      return jsonOrText(await response.text());
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function fetchResponse<T>(response: Response, data: T, config: BackendSrvRequest): FetchResponse<T> {
  const { status, statusText, ok, headers, redirected, type, url } = response;
  return { data, status, statusText, ok, headers, redirected, type, url, config };
}

/** How Grafana tells a status other than 2xx: always an object with a message, also where the body was text. */
export function refusal(response: Response, body: unknown, config: BackendSrvRequest): FetchError {
  const { status, statusText } = response;
  const data: Record<string, unknown> =
    typeof body === 'string'
      ? { message: statusText, error: body, response: body }
      : { ...(body ?? { message: 'Unexpected error' }) };
  if (data.message === undefined && typeof data.error === 'string') {
    data.message = data.error;
  }
  return { status, statusText, data, config };
}

export function cancelled(config: BackendSrvRequest): FetchError {
  return { status: -1, statusText: 'Request was aborted', cancelled: true, data: null, config };
}
