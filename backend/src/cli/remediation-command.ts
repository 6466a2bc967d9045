import { z } from 'zod';
import { formatInstant } from '../lib/figures';
import { createClient } from './client';
import type { CliContext } from './context';
import { sayerOf, writeJson } from './output';
import type { Connection } from './settings';

const switchSchema = z.looseObject({
  off: z.boolean(),
  reason: z.string().nullable(),
  changedAt: z.iso.datetime().nullable(),
  changedBy: z.string().nullable(),
});
type Switch = z.output<typeof switchSchema>;

const resetSchema = z.looseObject({ test: z.string(), resetAt: z.iso.datetime() });

const path = '/api/v1/remediation/switch';

/** `loadtests remediation`: whether people have switched it off. */
export async function showSwitch(connection: Connection, context: CliContext): Promise<number> {
  const client = createClient(connection, context, 'read');
  const state = await client.read(path, switchSchema, 'the switch of remediation cannot be read');
  if (connection.json) {
    writeJson(context, state);
  } else {
    context.stdout.write(`${switchText(state)}\n`);
  }
  return 0;
}

/** `loadtests remediation off` and `on`: for all load tests, also for a redeploy that is planned already. */
export async function setSwitch(
  connection: Connection,
  body: { readonly off: boolean; readonly reason: string },
  context: CliContext
): Promise<number> {
  const client = createClient(connection, context, 'operate');
  const state = await client.replace(path, switchSchema, 'remediation is not switched', body);
  if (connection.json) {
    writeJson(context, state);
  } else {
    sayerOf(context)(switchText(state));
  }
  return 0;
}

/** `loadtests breaker reset`: the same failure of this load test may be redeployed again. */
export async function resetBreaker(
  connection: Connection,
  test: string,
  reason: string,
  context: CliContext
): Promise<number> {
  const client = createClient(connection, context, 'operate');
  const where = `/api/v1/tests/${encodeURIComponent(test)}/breaker/reset`;
  const reset = await client.request(where, resetSchema, `the breaker of ${test} is not reset`, { reason });
  if (connection.json) {
    writeJson(context, reset);
  } else {
    sayerOf(context)(`reset; the same failure of ${reset.test} may be redeployed again`);
  }
  return 0;
}

function switchText({ off, reason, changedAt, changedBy }: Switch): string {
  const state = off ? 'remediation is switched off: nothing is redeployed' : 'remediation is not switched off';
  return changedAt === null
    ? state
    : `${state} (by ${changedBy ?? 'unknown'}, ${formatInstant(new Date(changedAt))}: ${reason ?? 'no reason is known'})`;
}
