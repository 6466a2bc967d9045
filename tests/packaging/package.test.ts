import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { extract, list } from 'tar';
import { filesIn } from '../../packaging/archive';
import { version } from '../../packaging/build';
import { repository } from '../generated-files';

const run = promisify(execFile);
const pack = (out: string, part: string) =>
  run('npm', ['run', '--silent', 'package', '--', '--only', part, '--out', out], { cwd: repository });

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'packaging-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

describe('what the image of the sidecar is built from', () => {
  let printed: string;
  let archive: string;
  let context: string;
  beforeAll(async () => {
    printed = (await pack(folder, 'sidecar')).stdout;
    archive = path.join(folder, `loadtests-sidecar-image-${await version()}.tar.gz`);
    context = await mkdtemp(path.join(folder, 'context-'));
    await extract({ file: archive, cwd: context });
  });

  it('is told with what to do next', async () => {
    expect(printed).toContain(`SHA256  ${sha256(await readFile(archive))}`);
    expect(printed).toMatch(/^Next: docker build --tag loadtests-sidecar:\S+ - < \S+\.tar\.gz$/m);
  });

  it('has every file that its Dockerfile copies, and that on top, where docker looks for it', async () => {
    const dockerfile = await readFile(path.join(context, 'Dockerfile'), 'utf8');
    expect(dockerfile).toBe(await readFile(path.join(repository, 'backend/Dockerfile'), 'utf8'));
    const files = [...(await filesIn(context)).keys()];
    for (const [, sources = ''] of dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)) {
      for (const source of sources.split(' ')) {
        expect([source, files.some((file) => file === source || file.startsWith(`${source}/`))]).toEqual([
          source,
          true,
        ]);
      }
    }
  });

  it('has every module that the sidecar imports, each migration, and no test', async () => {
    const files = await filesIn(context);
    const names = new Set(files.keys());
    const imports = [...files]
      .filter(([file]) => file.startsWith('backend/src/') && file.endsWith('.ts'))
      .flatMap(([file, content]) =>
        [...new TextDecoder().decode(content).matchAll(/from '(\.[^']*)'/g)].map(([, to = '']) =>
          path.posix.join(path.posix.dirname(file), to)
        )
      );
    expect(imports.length).toBeGreaterThan(500);
    const isThere = (module: string) =>
      [module, `${module}.ts`, `${module}/index.ts`].some((candidate) => names.has(candidate));
    expect(imports.filter((module) => !isThere(module))).toEqual([]);
    const migrations = await readdir(path.join(repository, 'backend/migrations'));
    expect(migrations.filter((name) => name.endsWith('.sql') && !names.has(`backend/migrations/${name}`))).toEqual([]);
    expect([...names].filter((name) => /\.test\.ts$|\/testing\/|node_modules|\.env/.test(name))).toEqual([]);
  });

  it('names nobody and no time of this machine, and is the same bytes each time', async () => {
    const again = await mkdtemp(path.join(folder, 'again-'));
    await pack(again, 'sidecar');
    expect(sha256(await readFile(path.join(again, path.basename(archive))))).toBe(sha256(await readFile(archive)));
    const owners = new Set<string>();
    await list({
      file: archive,
      onReadEntry: ({ uname, gname, uid, gid }) => owners.add([uname, gname, uid, gid].join()),
    });
    expect([...owners]).toEqual([',,,']);
  });
});

describe('the elements for an admin site', () => {
  it('are one file, with the hash that a page may name it by', async () => {
    const { stdout } = await pack(folder, 'embed');
    const content = await readFile(path.join(folder, `loadtests-embed-${await version()}.js`));
    const hash = createHash('sha384').update(content).digest('base64');
    expect(stdout).toContain(`integrity sha384-${hash}`);
    expect(content.toString()).toContain('load-test-banner');
    expect(content.toString()).not.toMatch(/^import /m);
  });
});

it('SHA256SUMS has a line of each file that is there, as sha256sum reads them', async () => {
  const sums = await readFile(path.join(folder, 'SHA256SUMS'), 'utf8');
  expect(
    sums
      .split('\n')
      .slice(0, -1)
      .map((line) => line.slice(66))
  ).toEqual([`loadtests-embed-${await version()}.js`, `loadtests-sidecar-image-${await version()}.tar.gz`]);
  await expect(run('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: folder })).resolves.toBeDefined();
});

it('refuses a part that there is not, and names those that there are', async () => {
  await expect(pack(folder, 'everything')).rejects.toMatchObject({
    stderr: expect.stringContaining('There is no part "everything", only plugin, sidecar, embed, cli'),
  });
});
