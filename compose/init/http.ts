import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';

/** What an answer was, where it was none that helps. Its text holds no secret: neither bodies nor headers of a request. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  constructor(
    message: string,
    /** Null without an answer. */
    readonly status: number | null
  ) {
    super(message);
  }
}

export interface Service {
  readonly name: string;
  readonly url: string;
  /** Of the header Authorization. */
  readonly authorization: string;
}

/** Asks a service for JSON. @throws ServiceError with its status, or because the answer has another shape. */
export async function ask<T>(
  service: Service,
  schema: z.ZodType<T>,
  path: string,
  { method = 'GET', body }: { readonly method?: string; readonly body?: unknown } = {}
): Promise<T> {
  const what = `${service.name}: ${method} ${path}`;
  let response: Response;
  try {
    response = await fetch(new URL(path, service.url), {
      method,
      headers: {
        authorization: service.authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
  } catch {
    throw new ServiceError(`${what} got no answer from ${service.url}`, null);
  }
  if (!response.ok) {
    const said = (await response.text()).slice(0, 300);
    throw new ServiceError(`${what} answered ${response.status}: ${said}`, response.status);
  }
  const parsed = schema.safeParse(response.status === 204 ? null : await response.json().catch(() => undefined));
  if (!parsed.success) {
    throw new ServiceError(`${what} answered ${response.status} in another shape than its API has`, response.status);
  }
  return parsed.data;
}

/** Whether the service takes these credentials. */
export async function accepts(service: Service, path: string): Promise<boolean> {
  const response = await fetch(new URL(path, service.url), {
    headers: { authorization: service.authorization },
    signal: AbortSignal.timeout(15_000),
  });
  await response.body?.cancel();
  return response.ok;
}

/** Does it again while the service has only just started. @throws what the last try threw. */
export async function patiently<T>(work: () => Promise<T>, tries = 10, pauseMs = 2000): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= tries) {
        throw error;
      }
      await wait(pauseMs);
    }
  }
}
