import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/** The root of this repository. */
export const repository = path.resolve(__dirname, '..');

const named = z.object({ id: z.string(), version: z.string() });

/** Id of the app and its version, as the build writes them. */
export async function pluginName(): Promise<z.infer<typeof named>> {
  const { id } = named.pick({ id: true }).parse(JSON.parse(await inRepository('src/plugin.json')));
  return { id, version: await version() };
}

/** The version of all parts, which the root's package.json says. */
export async function version(): Promise<string> {
  return named.pick({ version: true }).parse(JSON.parse(await inRepository('package.json'))).version;
}

/**
 * Builds the plugin for production, as `npm run build` does, into a folder of its own. What webpack has cached is left
 * alone: with it the same sources give other source maps.
 *
 * @param folder made anew; what is in it is removed.
 * @throws Error with what webpack printed.
 */
export async function buildPlugin(folder: string): Promise<void> {
  // The scaffold's build fills in its placeholders in this folder, wherever it writes to, and wants it to be there.
  await mkdir(path.join(repository, 'dist'), { recursive: true });
  await promisify(execFile)('npm', ['run', '--silent', 'build', '--', '--no-cache', '--output-path', folder], {
    cwd: repository,
  }).catch((error: unknown) => {
    throw new Error(`The production build failed.\n${outputOf(error)}`);
  });
  await fillPlaceholders(folder);
}

/** The same files that the scaffold fills in, but with the day of the commit: the same commit gives the same bytes. */
async function fillPlaceholders(folder: string): Promise<void> {
  const { id, version: packed } = await pluginName();
  const updated = (await dateOfCommit()).toISOString().slice(0, 10);
  for (const file of await readdir(folder, { recursive: true })) {
    if (/(^|\/)(plugin\.json|README\.md)$/.test(file)) {
      const text = await readFile(path.join(folder, file), 'utf8');
      const filled = text.replaceAll('%PLUGIN_ID%', id).replaceAll('%VERSION%', packed).replaceAll('%TODAY%', updated);
      await writeFile(path.join(folder, file), filled);
    }
  }
}

/** When this commit was made; `SOURCE_DATE_EPOCH` (seconds) wins, and without git it is now. */
export async function dateOfCommit(): Promise<Date> {
  const seconds =
    process.env.SOURCE_DATE_EPOCH ??
    (await promisify(execFile)('git', ['log', '-1', '--format=%ct'], { cwd: repository }).then(
      ({ stdout }) => stdout.trim(),
      () => String(Date.now() / 1000)
    ));
  return new Date(Number(seconds) * 1000);
}

function inRepository(file: string): Promise<string> {
  return readFile(path.join(repository, file), 'utf8');
}

function outputOf(error: unknown): string {
  const { stdout, stderr } = z
    .object({ stdout: z.string().default(''), stderr: z.string().default('') })
    .catch({ stdout: '', stderr: String(error) })
    .parse(error);
  return `${stdout}${stderr}`.trim();
}
