import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** The folder of the embedded records could not be made or opened; the message says why and what to do. */
export class RecordsFolderError extends Error {
  override readonly name = 'RecordsFolderError';
}

/** On a busy machine it takes ten seconds; one that hangs must not keep the sidecar from saying so. */
const timeLimitMs = 5 * 60_000;

/**
 * Runs in a Node process of its own: arguments are PGlite's file and the folder. It ends by itself when the sidecar,
 * which holds the other end of its standard input, is no longer there.
 */
const program = `
  process.stdin.on('end', () => process.exit(1)).resume();
  const [, pglite, folder] = process.argv;
  const { PGlite } = require(pglite);
  const client = new PGlite(folder);
  client.waitReady.then(() => client.close()).then(
    () => process.exit(0),
    // The file system's errors come out of WebAssembly without a message.
    (error) => process.stderr.write(error.message || error.name + ' ' + error.errno, () => process.exit(1))
  );
`;

/**
 * Makes PGlite's folder where there is none, in another process: initdb takes 450 MB more than the database itself, and
 * WebAssembly never gives memory back. It is made beside its place and renamed when it is whole, because PGlite takes a
 * folder that a killed initdb has left for a good one. Whoever calls holds the lock of the data folder.
 *
 * @throws RecordsFolderError with the reason; nothing is left at `folder` then.
 */
export async function makeRecordsFolder(folder: string): Promise<void> {
  const place = resolve(folder);
  if (!(await isAbsentOrEmpty(place))) {
    return;
  }
  const beside = `${basename(place)}.making-`;
  await removeLeftOvers(dirname(place), beside);
  try {
    const making = await mkdtemp(join(dirname(place), beside));
    try {
      const made = join(making, 'records');
      await runInitdb(made);
      await rename(made, place);
    } finally {
      await rm(making, { recursive: true, force: true });
    }
  } catch (error) {
    const reason = error instanceof RecordsFolderError ? error.message : String(error).replace(/^Error: /, '');
    throw new RecordsFolderError(
      `The embedded database in ${folder} could not be made: ${reason}. It needs 40 MB there.`,
      { cause: error }
    );
  }
}

/** Anything else at its place, also a file, is left to PGlite to open or to refuse. */
async function isAbsentOrEmpty(place: string): Promise<boolean> {
  const entries = await readdir(place).catch(() => null);
  return entries === null ? !existsSync(place) : entries.length === 0;
}

/** Of sidecars that were killed in the middle. One that cannot be removed only takes room. */
async function removeLeftOvers(parent: string, prefix: string): Promise<void> {
  const leftOvers = (await readdir(parent).catch(() => [])).filter((name) => name.startsWith(prefix));
  await Promise.allSettled(leftOvers.map((name) => rm(join(parent, name), { recursive: true, force: true })));
}

/** By the numbers of WebAssembly, whose errors have no words. */
const fileErrors: Readonly<Record<string, string>> = {
  'ErrnoError 2': 'permission denied',
  'ErrnoError 19': 'the disk quota is used up',
  'ErrnoError 51': 'the disk is full',
  'ErrnoError 69': 'the file system is read-only',
};

function runInitdb(folder: string): Promise<void> {
  // What the sidecar's own Node was told (loaders, a debugger's port) is not for this one.
  const env = { ...process.env, NODE_OPTIONS: '' };
  const args = ['-e', program, require.resolve('@electric-sql/pglite'), folder];
  return new Promise((done, fail) => {
    execFile(process.execPath, args, { env, timeout: timeLimitMs, killSignal: 'SIGKILL' }, (error, _out, stderr) => {
      if (error === null) {
        done();
        return;
      }
      const said = stderr.trim().split('\n').at(-1) ?? '';
      const ended = error.signal == null ? `exit code ${error.code ?? 'unknown'}` : error.signal;
      const reason = said === '' ? `its process ended with ${ended}` : (fileErrors[said] ?? said);
      fail(new RecordsFolderError(reason, { cause: error }));
    });
  });
}
