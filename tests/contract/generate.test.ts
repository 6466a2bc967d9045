import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const repository = resolve(__dirname, '../..');

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'contract-files-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** `npm run openapi -- --check` in a folder. */
function check(): Promise<{ readonly failed: boolean; readonly said: string }> {
  const args = ['--import', 'tsx', join(repository, 'tests/contract/generate.ts'), '--check', '--folder', folder];
  return new Promise((done) =>
    execFile(process.execPath, args, { cwd: repository }, (error, stdout, stderr) =>
      done({ failed: error !== null, said: stdout + stderr })
    )
  );
}

it('tells which file is not what the sidecar serves, and what to do about it', async () => {
  await copyFile(join(repository, 'openapi.json'), join(folder, 'openapi.json'));
  await mkdir(join(folder, 'src/api'), { recursive: true });
  await writeFile(join(folder, 'src/api/openapi.ts'), 'export type Run = string;\n');
  expect(await check()).toEqual({
    failed: true,
    // And nothing of openapi.json: what is committed is current.
    said: 'src/api/openapi.ts is not what the sidecar serves: run `npm run openapi` and commit what it writes.\n',
  });
}, 180_000);
