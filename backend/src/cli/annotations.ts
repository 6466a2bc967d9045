import { z } from 'zod';
import { exitCodes, type CliContext } from './context';
import { sayerOf, writeJson } from './output';
import { UsageError, type Connection } from './settings';
import { createSidecar } from './sidecar';

/** Of the sidecar's answer, what is told. */
const rebuildSchema = z.looseObject({
  planned: z.number(),
  toRemove: z.number(),
  complete: z.boolean(),
});

const unitsMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 };
const rightSince = 'a number with its unit, such as 30d, 12h or 90m';

/**
 * The instant that `--since` means; null without it.
 * @throws UsageError that says what would be right
 */
export function sinceFrom(value: string | undefined, now: Date): Date | null {
  if (value === undefined) {
    return null;
  }
  const [, amount, unit] = /^(\d{1,6})([dhm])$/.exec(value) ?? [];
  const since = new Date(now.getTime() - Number(amount) * (unitsMs[unit ?? ''] ?? Number.NaN));
  if (!(since.getTime() >= Date.UTC(2000, 0, 1))) {
    throw new UsageError(`--since is ${JSON.stringify(value)}; right would be: ${rightSince}`);
  }
  return since;
}

/**
 * `loadtests annotations rebuild`. Resolves to 0 when the sidecar has planned it, to 1 when it may be tried again, and to 2
 * when the sidecar refuses.
 */
export async function rebuildAnnotations(
  connection: Connection,
  since: Date | null,
  context: CliContext
): Promise<number> {
  const { fetch, times } = context;
  const say = sayerOf(context);
  const sidecar = createSidecar({
    url: connection.url,
    key: connection.key,
    fetch,
    timeoutMs: times.deliver,
    scope: 'operate',
  });
  const answer = await sidecar.post(
    '/api/v1/annotations/rebuild',
    since === null ? {} : { since: since.toISOString() }
  );
  if (answer.kind !== 'taken') {
    say(`the annotations are not rebuilt: ${answer.reason}`);
    return answer.kind === 'refused' ? exitCodes.usage : exitCodes.notDone;
  }
  const read = rebuildSchema.safeParse(answer.body);
  if (!read.success) {
    say(`the annotations may be rebuilt, but ${connection.url} does not say so as this version understands it`);
    return exitCodes.notDone;
  }
  const { planned, toRemove, complete } = read.data;
  say(`${runs(planned)} brought to what the records say, ${runs(toRemove)} removed; the monitor is at it now`);
  if (!complete) {
    say('there are more runs than one rebuild takes: the annotations of the oldest ones stay as they are');
  }
  if (connection.json) {
    writeJson(context, { planned, toRemove, complete });
  }
  return 0;
}

function runs(count: number): string {
  return count === 1 ? 'the annotation of 1 run is' : `the annotations of ${count} runs are`;
}
