import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { formatInstant } from '../lib/figures';
import type { CliContext } from './context';
import { sayerOf, writeJson } from './output';
import { UsageError, type Connection } from './settings';
import { createSpool } from './spool';
import { writeList } from './table';

/** A report on disk. */
interface Kept {
  readonly state: 'waiting' | 'refused';
  readonly runId: string;
  readonly kind: string;
  readonly createdAt: string | null;
  /** The monitor it is meant for. */
  readonly monitor: string;
  /** Why it was refused. */
  readonly reason: string | null;
  readonly file: string;
}

const refusedSchema = z.looseObject({
  runId: z.string().default('unknown'),
  kind: z.string().default('unreadable'),
  createdAt: z.string().nullable().default(null),
  sidecar: z.string().default('unknown'),
  reason: z.string().nullable().default(null),
});

/** `loadtests spool list`: what waits on disk, and what a monitor has refused. */
export async function listSpool(connection: Connection, context: CliContext): Promise<number> {
  const kept = await readSpool(connection, context);
  writeList(context, connection, {
    json: { directory: connection.spoolDirectory, reports: kept },
    items: kept,
    empty: `nothing waits in ${connection.spoolDirectory}`,
    heads: ['STATE', 'WHAT', 'SINCE', 'RUN', 'MONITOR'],
    row: ({ state, runId, kind, createdAt, monitor, reason }) => [
      state,
      kind,
      createdAt === null ? '-' : formatInstant(new Date(createdAt)),
      runId,
      reason === null ? monitor : `${monitor}: ${reason}`,
    ],
  });
  if (!connection.json && kept.length > 0) {
    sayerOf(context)('"loadtests flush" sends what waits, "loadtests spool discard" gives reports up');
  }
  return 0;
}

/**
 * `loadtests spool discard`: deletes reports for good.
 * @param runIds whose reports; empty only with `all`
 * @throws UsageError where it is not said which
 */
export async function discardSpool(
  connection: Connection,
  { runIds, all }: { readonly runIds: readonly string[]; readonly all: boolean },
  context: CliContext
): Promise<number> {
  if (all === runIds.length > 0) {
    throw new UsageError('which reports? Give the ids of their runs, or --all; "loadtests spool list" shows them');
  }
  const kept = await readSpool(connection, context);
  const known = new Set(kept.map(({ runId }) => runId));
  const unknown = runIds.filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new UsageError(`nothing is kept of ${unknown.join(', ')}; "loadtests spool list" shows what is`);
  }
  const given = kept.filter(({ runId }) => all || runIds.includes(runId));
  for (const { file } of given) {
    await rm(file, { force: true });
  }
  sayerOf(context)(`${given.length} ${given.length === 1 ? 'report' : 'reports'} discarded`);
  if (connection.json) {
    writeJson(context, { discarded: given.length });
  }
  return 0;
}

/** What is kept on disk, oldest first. */
export async function readSpool(
  { spoolDirectory }: Pick<Connection, 'spoolDirectory'>,
  { now }: Pick<CliContext, 'now'>
): Promise<Kept[]> {
  const waiting = (await createSpool(spoolDirectory, now).list()).map(
    ({ runId, kind, createdAt, sidecar, file }): Kept => ({
      state: 'waiting',
      runId,
      kind,
      createdAt,
      monitor: sidecar,
      reason: null,
      file,
    })
  );
  const folder = join(spoolDirectory, 'rejected');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  const refused = await Promise.all(names.map((name) => readRefused(join(folder, name))));
  return [...waiting, ...refused];
}

async function readRefused(file: string): Promise<Kept> {
  let content: unknown = null;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // Shown as unreadable.
  }
  const read = refusedSchema.safeParse(content ?? {});
  const { runId, kind, createdAt, sidecar, reason } = read.success ? read.data : refusedSchema.parse({});
  return { state: 'refused', runId, kind, createdAt, monitor: sidecar, reason, file };
}
