import { z } from 'zod';
import { createClient } from './client';
import type { CliContext } from './context';
import { sayerOf, writeJson } from './output';
import type { Connection } from './settings';

const baselineSchema = z.looseObject({
  test: z.string(),
  pinned: z.looseObject({ runId: z.string() }).nullable(),
});

/** `loadtests baseline pin` and `unpin`. @param runId null: the last passed run is the baseline again */
export async function pinBaseline(
  connection: Connection,
  { test, runId }: { readonly test: string; readonly runId: string | null },
  context: CliContext
): Promise<number> {
  const client = createClient(connection, context, 'operate');
  const where = `/api/v1/tests/${encodeURIComponent(test)}/baseline`;
  const baseline = await client.replace(where, baselineSchema, `the baseline of ${test} is not changed`, { runId });
  if (connection.json) {
    writeJson(context, baseline);
  } else {
    const against = baseline.pinned === null ? 'the last passed one again' : baseline.pinned.runId;
    sayerOf(context)(`runs of ${baseline.test} that are judged from now on are held against ${against}`);
  }
  return 0;
}
