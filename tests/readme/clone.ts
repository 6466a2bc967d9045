import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const repository = resolve(__dirname, '../..');

/** A folder with what a clone has, as it stands here, and what `npm ci` would put beside it. */
export async function cloneHere(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'clone-'));
  const { stdout } = await promisify(execFile)(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: repository, maxBuffer: 16 * 1024 * 1024 }
  );
  for (const file of stdout.split('\0').filter((each) => each !== '')) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    // One that was deleted and not committed yet is listed still.
    await cp(join(repository, file), join(folder, file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') {
        throw error;
      }
    });
  }
  await linkModules('.', folder);
  await linkModules('backend', folder);
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** The packages are shared; the workspaces and their commands are those of the clone. */
async function linkModules(workspace: string, folder: string): Promise<void> {
  const from = join(repository, workspace, 'node_modules');
  const to = join(folder, workspace, 'node_modules');
  const names = await readdir(from).catch(() => []);
  await mkdir(join(to, '.bin'), { recursive: true });
  for (const name of names.filter((each) => each !== '.bin' && each !== '@load-test-monitoring')) {
    await symlink(join(from, name), join(to, name));
  }
  for (const name of await readdir(join(from, '.bin')).catch(() => [])) {
    await symlink(
      name === 'loadtests' ? join(folder, 'backend/bin/loadtests.js') : join(from, '.bin', name),
      join(to, '.bin', name)
    );
  }
}
