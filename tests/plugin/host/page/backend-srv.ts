import { AppEvents, type EventBusSrv } from '@grafana/data';
import { isFetchError, type BackendSrv, type BackendSrvRequest, type FetchResponse } from '@grafana/runtime';
import { lastValueFrom, Observable, type Subscriber } from 'rxjs';
import { addressOf, bodyOf, cancelled, fetchResponse, initOf, refusal } from './fetch';

/** Grafana waits this long for the caller to set `isHandled` before it shows a pop-up, in ms. */
const alertDelay = 50;

/**
 * Grafana's way to its server, over real HTTP: statuses other than 2xx are errors, a newer request with the same id
 * cancels the older one, and errors are shown as a pop-up unless the caller says otherwise.
 */
export function createBackendSrv(events: EventBusSrv): BackendSrv {
  const underWay = new Map<string, () => void>();

  function send<T>(
    request: BackendSrvRequest,
    read: (response: Response, to: Subscriber<FetchResponse<T>>) => Promise<void>
  ): Observable<FetchResponse<T>> {
    return new Observable((subscriber) => {
      const { requestId } = request;
      const abort = new AbortController();
      const cancel = () => subscriber.error(cancelled(request));
      if (requestId !== undefined) {
        underWay.get(requestId)?.();
        underWay.set(requestId, cancel);
      }
      request.abortSignal?.addEventListener('abort', cancel);
      fetch(addressOf(request), initOf(request, abort.signal))
        .then(async (response) => {
          if (!response.ok) {
            throw refusal(response, await bodyOf(response, request.responseType), request);
          }
          await read(response, subscriber);
          subscriber.complete();
        })
        .catch((error: unknown) => {
          if (!subscriber.closed) {
            alertLater(events, request, error);
            subscriber.error(error);
          }
        });
      return () => {
        if (requestId !== undefined && underWay.get(requestId) === cancel) {
          underWay.delete(requestId);
        }
        request.abortSignal?.removeEventListener('abort', cancel);
        abort.abort();
      };
    });
  }

  const fetchOnce = <T>(request: BackendSrvRequest): Observable<FetchResponse<T>> =>
    send<T>(request, async (response, to) => {
      to.next(fetchResponse(response, (await bodyOf(response, request.responseType)) as T, request));
    });
  const request = async <T>(options: BackendSrvRequest): Promise<T> =>
    (await lastValueFrom(fetchOnce<T>({ ...options }))).data;
  const withBody =
    (method: string) =>
    <T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> =>
      request<T>({ ...options, method, url, data });

  return {
    fetch: fetchOnce,
    request,
    datasourceRequest: (options) => lastValueFrom(fetchOnce(options)),
    chunked: (options) => send(options, (response, to) => readChunks(response, options, to)),
    get: (url, params, requestId, options) => request({ ...options, method: 'GET', url, params, requestId }),
    post: withBody('POST'),
    put: withBody('PUT'),
    patch: withBody('PATCH'),
    delete: withBody('DELETE'),
  };
}

async function readChunks(
  response: Response,
  request: BackendSrvRequest,
  to: Subscriber<FetchResponse<Uint8Array | undefined>>
): Promise<void> {
  const reader = response.body?.getReader();
  for (;;) {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) {
      return;
    }
    to.next(fetchResponse(response, chunk.value, request));
  }
}

function alertLater(events: EventBusSrv, request: BackendSrvRequest, error: unknown): void {
  if (request.showErrorAlert === false || !isFetchError(error)) {
    return;
  }
  const { message } = error.data;
  setTimeout(() => {
    if (error.isHandled !== true) {
      const type = error.status < 500 ? AppEvents.alertWarning : AppEvents.alertError;
      events.emit(type, [message]);
    }
  }, alertDelay);
}
