import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const config = resolve(__dirname, '../../.dependency-cruiser.mjs');
const program = resolve(__dirname, '../../node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'layout-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The rules that these files break. */
async function broken(files: Readonly<Record<string, string>>): Promise<string[]> {
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, 'backend/src', name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const args = [program, '--config', config, '--output-type', 'json', 'backend/src'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder }).catch(
    (error: { readonly stdout: string }) => error
  );
  const report = JSON.parse(stdout) as {
    readonly summary: { readonly violations: ReadonlyArray<{ readonly rule: { readonly name: string } }> };
  };
  return [...new Set(report.summary.violations.map(({ rule }) => rule.name))].sort();
}

const run = {
  'runs/index.ts': "export type { Run } from './rows';\n",
  'runs/rows.ts': 'export interface Run { id: string }\n',
};

it.each([
  [
    'downwards, through the door',
    { ...run, 'loop/judge.ts': "import type { Run } from '../runs';\nexport type A = Run;\n" },
    [],
  ],
  [
    'upwards, if only for a type',
    { ...run, 'db/rows.ts': "import type { Run } from '../runs';\nexport type A = Run;\n" },
    ['db-looks-down'],
  ],
  [
    'sideways, towards what stands before',
    { ...run, 'effects/rows.ts': "import type { Run } from '../runs';\nexport type A = Run;\n" },
    ['effects-looks-down'],
  ],
  [
    'past the door',
    { ...run, 'loop/judge.ts': "import type { Run } from '../runs/rows';\nexport type A = Run;\n" },
    ['one-door'],
  ],
  [
    'in a circle, of types',
    {
      'model/a.ts': "import type { B } from './b';\nexport type A = B[];\n",
      'model/b.ts': "import type { A } from './a';\nexport type B = { a: A };\n",
    },
    ['no-circles'],
  ],
  [
    'of a room that nobody has given a place',
    {
      ...run,
      'runs/start.ts': "import { now } from '../clock/now';\nexport const a = now;\n",
      'clock/now.ts': 'export const now = 1;\n',
    },
    ['known-rooms', 'one-door'],
  ],
])('an import %s', async (_what, files, rules) => {
  expect(await broken(files)).toEqual(rules);
});
