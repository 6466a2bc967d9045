import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { systemErrorCode } from '../lib/error-code';

/** One call to the sidecar that is still to be made. Holds no key. */
const spoolItemSchema = z.object({
  version: z.literal(1),
  /** Base URL of the sidecar it is meant for; it is never sent to another one. */
  sidecar: z.string(),
  runId: z.string(),
  /** ISO 8601. */
  createdAt: z.string(),
  kind: z.enum(['announcement', 'part']),
  body: z.record(z.string(), z.unknown()),
});
export type SpoolItem = z.infer<typeof spoolItemSchema>;

export interface SpooledItem extends SpoolItem {
  readonly file: string;
}

/** Calls that wait on disk until the sidecar has taken them. Several processes may share the folder. */
export interface Spool {
  readonly directory: string;
  /** Durable when it resolves. */
  add(item: Omit<SpoolItem, 'version' | 'createdAt'>): Promise<void>;
  /** Oldest first. A file that cannot be read as an item is moved to `rejected/`. */
  list(): Promise<SpooledItem[]>;
  remove(item: SpooledItem): Promise<void>;
  /** Moves an item that will never be taken to `rejected/`, with the reason in it. Returns the new path. */
  reject(item: SpooledItem, reason: string): Promise<string>;
}

/** Written beside its place and renamed, so that no reader ever sees half a file; only the owner may read it. */
async function writeAtomically(path: string, content: string): Promise<void> {
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  const file = await open(unfinished, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
}

/** @param directory made when it is first needed. */
export function createSpool(directory: string, now: () => Date = () => new Date()): Spool {
  const rejected = join(directory, 'rejected');
  let sequence = 0;

  const moveToRejected = async (file: string, content: unknown): Promise<string> => {
    await mkdir(rejected, { recursive: true, mode: 0o700 });
    const place = join(rejected, basename(file));
    await writeAtomically(place, `${JSON.stringify(content, null, 2)}\n`);
    await rm(file, { force: true });
    return place;
  };

  const read = async (file: string): Promise<SpooledItem | null> => {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch {
      // Another process has delivered it in the meantime.
      return null;
    }
    try {
      return { ...spoolItemSchema.parse(JSON.parse(text)), file };
    } catch {
      await moveToRejected(file, { reason: 'not an item of this spool', text });
      return null;
    }
  };

  return {
    directory,
    async add(item) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const at = now();
      sequence += 1;
      // Sorts by time, then by order within this process.
      const order = `${String(at.getTime()).padStart(15, '0')}-${String(sequence).padStart(4, '0')}`;
      const name = `${order}-${randomBytes(3).toString('hex')}-${item.kind}.json`;
      const content: SpoolItem = { version: 1, createdAt: at.toISOString(), ...item };
      await writeAtomically(join(directory, name), `${JSON.stringify(content)}\n`);
    },
    async list() {
      const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') {
          return [];
        }
        throw error;
      });
      const items: SpooledItem[] = [];
      for (const name of names.filter((entry) => entry.endsWith('.json')).sort()) {
        const item = await read(join(directory, name));
        if (item) {
          items.push(item);
        }
      }
      return items;
    },
    remove: (item) => rm(item.file, { force: true }),
    reject: ({ file, ...item }, reason) => moveToRejected(file, { ...item, reason }),
  };
}

/** What is wrong with a spool that takes nothing. */
export function unusable(spool: Pick<Spool, 'directory'>, error: unknown): string {
  return `the folder ${spool.directory} cannot be used (${systemErrorCode(error) ?? String(error)})`;
}

/** The last resort when the disk takes nothing: the same calls, for as long as this process lives. */
export function memorySpool(items: ReadonlyArray<Omit<SpoolItem, 'version' | 'createdAt'>>, at: Date): Spool {
  let held = items.map((item, index): SpooledItem => ({
    version: 1,
    createdAt: at.toISOString(),
    ...item,
    file: String(index),
  }));
  const remove = (item: SpooledItem): Promise<void> => {
    held = held.filter(({ file }) => file !== item.file);
    return Promise.resolve();
  };
  return {
    directory: 'memory',
    add: () => Promise.reject(new Error('this spool takes nothing more')),
    list: () => Promise.resolve([...held]),
    remove,
    reject: (item) => remove(item).then(() => 'memory'),
  };
}
