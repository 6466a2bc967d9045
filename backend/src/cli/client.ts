import { z } from 'zod';
import { exitCodes, type CliContext } from './context';
import { bodyOf, MonitorError } from './monitor-error';
import type { Connection } from './settings';
import { createSidecar, type Sidecar } from './sidecar';

/** What a command needs that asks the monitor with one key. */
export interface Client {
  readonly sidecar: Sidecar;
  /**
   * Asks, and reads of the answer what the schema names.
   * @param what is not done without it, such as `the load tests cannot be listed`
   * @throws MonitorError for whatever is no such answer
   */
  read<T>(path: string, schema: z.ZodType<T>, what: string): Promise<T>;
  /** The same for a POST, without a body unless it is given. */
  request<T>(path: string, schema: z.ZodType<T>, what: string, body?: object): Promise<T>;
  /** The same for a PUT. */
  replace<T>(path: string, schema: z.ZodType<T>, what: string, body: object): Promise<T>;
}

/**
 * What the schema names of a monitor's answer.
 * @param what as of `Client.read`
 * @throws MonitorError for whatever is no such answer
 */
export function understood<T>(url: string, body: unknown, schema: z.ZodType<T>, what: string): T {
  const read = schema.safeParse(body);
  if (!read.success) {
    throw new MonitorError(
      `${what}: ${url} does not answer as this version understands it (${z.prettifyError(read.error)})`,
      exitCodes.notTold
    );
  }
  return read.data;
}

/** @param scope that the key needs, as a refusal says it. */
export function createClient(
  { url, key }: Connection,
  { fetch, times }: CliContext,
  scope: 'read' | 'operate'
): Client {
  const sidecar = createSidecar({ url, key, fetch, timeoutMs: times.request, scope });
  const parse = <T>(body: unknown, schema: z.ZodType<T>, what: string): T => understood(url, body, schema, what);
  return {
    sidecar,
    read: async (path, schema, what) => parse(bodyOf(await sidecar.ask(path), what), schema, what),
    request: async (path, schema, what, body = {}) => parse(bodyOf(await sidecar.post(path, body), what), schema, what),
    replace: async (path, schema, what, body) => parse(bodyOf(await sidecar.put(path, body), what), schema, what),
  };
}
