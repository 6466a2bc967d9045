import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { zipped } from '../../packaging/archive';
import { candidateOf } from '../../packaging/candidate';
import { checklist, type Candidate, type RuleName } from '../../packaging/checklist';
import { examplePanel } from './checklist/change';
import { counterExamples } from './checklist/counter-examples';
import { repository } from './host/once';
import { builtPlugin } from './host/plugin-build';

jest.setTimeout(180_000);

let folder: string;
let printed: string;
let archive: Uint8Array;
let candidate: Candidate;

const rules = Object.keys(checklist) as RuleName[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'package-'));
  printed = (await pack('--from', await builtPlugin(), '--out', folder)).stdout;
  const name = (await readdir(folder)).find((file) => file.endsWith('.zip')) ?? '';
  archive = await readFile(path.join(folder, name));
  candidate = await candidateOf(archive);
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

function pack(...options: readonly string[]) {
  return promisify(execFile)('npm', ['run', '--silent', 'package', '--', ...options], { cwd: repository });
}

describe.each(rules)('the rule "%s"', (rule) => {
  it('is kept', () => {
    expect(checklist[rule](candidate)).toEqual([]);
  });

  it('is kept with a panel in the app', () => {
    expect(checklist[rule](examplePanel(candidate))).toEqual([]);
  });

  it.each(counterExamples[rule])('bites: example %#', (change, problem) => {
    expect(checklist[rule](change(candidate)).join('\n')).toContain(problem);
  });
});

describe('npm run package', () => {
  it('names the archive by id and version, and prints what it is', async () => {
    const { version } = JSON.parse(await readFile(path.join(repository, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect((await readdir(folder)).sort()).toEqual(['SHA256SUMS', `blueclerk-loadtest-app-${version}.zip`]);
    expect(printed).toContain(`blueclerk-loadtest-app ${version}, Grafana >=12.3.0`);
    expect(printed).toContain(`SHA1    ${createHash('sha1').update(archive).digest('hex')}`);
    expect(printed).toContain(`SHA256  ${createHash('sha256').update(archive).digest('hex')}`);
  });

  it('says what to do next: every id where unsigned plugins are allowed, or sign the very files', async () => {
    const ids = [...candidate.archive]
      .filter(([file]) => file.endsWith('/plugin.json'))
      .map(([, json]) => /"id": "([^"]*)"/.exec(new TextDecoder().decode(json))?.[1] ?? '');
    const allowed = /GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS=(\S+)/.exec(printed)?.[1]?.split(',');
    expect(allowed?.sort()).toEqual(ids.sort());
    expect(printed).toMatch(/npx @grafana\/sign-plugin@latest --distDir \S+/);
    expect(printed).toContain('signed  no');
  });

  it('packs a signed build with its manifest, and says that it is signed', async () => {
    const signed = path.join(folder, 'signed');
    await cp(await builtPlugin(), signed, { recursive: true });
    await writeFile(path.join(signed, 'MANIFEST.txt'), 'signature');
    const { stdout } = await pack('--from', signed, '--out', path.join(folder, 'out'));
    expect(stdout).toContain('signed  yes');
    expect(stdout).not.toContain('sign-plugin');
  });

  it('packs nothing that breaks the checklist, and says what is wrong', async () => {
    const broken = path.join(folder, 'broken');
    await cp(await builtPlugin(), broken, { recursive: true });
    await rm(path.join(broken, 'LICENSE'));
    await expect(pack('--from', broken, '--out', path.join(folder, 'none'))).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('LICENSE is not the text of the Apache License 2.0'),
    });
    await expect(readdir(path.join(folder, 'none'))).rejects.toThrow('ENOENT');
  });

  it('says that a folder holds no build', async () => {
    await expect(pack('--from', path.join(folder, 'nothing'), '--out', folder)).rejects.toMatchObject({
      stderr: expect.stringContaining('there is no plugin.json in it'),
    });
  });
});

describe('the archive', () => {
  const files = new Map(['b.js', 'a.js', 'img/logo.svg'].map((name) => [name, new TextEncoder().encode(name)]));

  it('is the same bytes whatever the order of the files and the time zone', () => {
    const zone = process.env.TZ;
    const first = zipped('x', files, '2026-11-30');
    process.env.TZ = 'Pacific/Auckland';
    try {
      expect(zipped('x', new Map([...files].reverse()), '2026-11-30')).toEqual(first);
    } finally {
      process.env.TZ = zone;
    }
  });

  it('is dated by the build', () => {
    expect(zipped('x', files, '2026-11-29')).not.toEqual(zipped('x', files, '2026-11-30'));
  });
});
