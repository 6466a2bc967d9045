import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { machineIdentity, type ProcessIdentity, type RunningK6, seeProcess } from '../k6';

const identitySchema = z.object({ pid: z.number().int().positive(), startTime: z.string() });

const recordSchema = z.object({
  runId: z.string(),
  /** The argument that no other process has: `testid=<run id>`. A script around k6 may change the rest of the command. */
  argument: z.string().min(1),
  machine: z.string(),
  k6: identitySchema,
  sidecar: identitySchema,
  /** The process that ends k6 when its sidecar is gone. */
  guard: identitySchema.nullable(),
});

/** Which process k6 is, and whose: what another sidecar must know to end it, should it be left behind. */
export type K6Record = z.infer<typeof recordSchema>;

const recordName = 'process.json';

/**
 * Writes it into k6's own folder, which goes with the end of k6. On disk and not in the database, because process ids are
 * those of this machine and the database may be away. Nothing is written where the system does not tell processes apart.
 */
export async function recordK6(
  folder: string,
  of: { readonly runId: string; readonly argument: string },
  k6: Pick<RunningK6, 'pid' | 'guardPid'>
): Promise<void> {
  const seen = await identityOf(k6.pid);
  const sidecar = await identityOf(process.pid);
  if (seen === null || sidecar === null) {
    return;
  }
  const record: K6Record = {
    ...of,
    machine: await machineIdentity(),
    k6: seen,
    sidecar,
    guard: await identityOf(k6.guardPid),
  };
  // Renamed, so that a reader never finds half of it.
  await writeFile(join(folder, `${recordName}.part`), JSON.stringify(record));
  await rename(join(folder, `${recordName}.part`), join(folder, recordName));
}

/** The record in a folder; null where there is none that can be read. */
export async function readK6Record(folder: string): Promise<K6Record | null> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(folder, recordName), 'utf8'));
    const record = recordSchema.safeParse(parsed);
    return record.success ? record.data : null;
  } catch {
    return null;
  }
}

async function identityOf(pid: number | null): Promise<ProcessIdentity | null> {
  const seen = pid === null ? null : await seeProcess(pid);
  return seen === null ? null : { pid: seen.pid, startTime: seen.startTime };
}
