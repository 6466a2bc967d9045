import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { z } from 'zod';
import { version } from '../../backend/src/lib/version';
import { filesIn } from '../../packaging/archive';
import { thirdPartyLicences } from '../../packaging/cli/licences';
import { repository } from '../generated-files';
import { installCommand, packCommand, type Installed } from './installed';

let installed: Installed;
beforeAll(async () => void (installed = await installCommand()), 120_000);
afterAll(() => installed.remove());

const inPackage = (file: string) => readFile(join(installed.packageFolder, file), 'utf8');

describe('the package of the command loadtests', () => {
  it('holds what it needs and nothing more, below 2 MB', async () => {
    const files = await filesIn(installed.packageFolder);
    expect([...files.keys()].sort()).toEqual([
      'LICENSE',
      'README.md',
      'THIRD-PARTY-LICENSES',
      'bin/loadtests.js',
      'dist/cli/main.js',
      'k6/lib/load-profile.js',
      'k6/lib/monitor.js',
      'package.json',
    ]);
    expect([...files.values()].reduce((sum, { length }) => sum + length, 0)).toBeLessThan(2_000_000);
  });

  it('may be published, has no dependencies, and takes its version from one place', async () => {
    const manifest = z.looseObject({ name: z.string() }).parse(JSON.parse(await inPackage('package.json')));
    expect(manifest).toMatchObject({
      name: '@blueclerk/loadtests',
      version,
      license: 'Apache-2.0',
      bin: { loadtests: 'bin/loadtests.js' },
    });
    expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining(['private']));
    expect(Object.keys(manifest).filter((key) => /dependencies|scripts/i.test(key))).toEqual([]);
    expect(installed.archive).toMatch(new RegExp(`blueclerk-loadtests-${version.replaceAll('.', '\\.')}\\.tgz$`));
  });

  it('is the same bytes each time', async () => {
    const again = await mkdtemp(join(tmpdir(), 'cli-again-'));
    try {
      const hash = async (file: string) =>
        createHash('sha256')
          .update(await readFile(file))
          .digest('hex');
      expect(await hash(await packCommand(again))).toBe(await hash(installed.archive));
    } finally {
      await rm(again, { recursive: true });
    }
  });

  it('names no folder of the machine that made it', async () => {
    for (const file of ['dist/cli/main.js', 'THIRD-PARTY-LICENSES', 'package.json']) {
      expect(await inPackage(file)).not.toContain(repository);
    }
  });

  it('hands on the licence of every package of which something was bundled', async () => {
    // Not minified, esbuild writes the path of each file above what it takes of it.
    const { outputFiles } = await build({
      entryPoints: [join(repository, 'backend/src/cli/main.ts')],
      absWorkingDir: repository,
      external: ['@duckdb/*'],
      write: false,
      bundle: true,
      platform: 'node',
      logLevel: 'error',
    });
    const paths = outputFiles[0]?.text.matchAll(/^ *\/\/ (.*node_modules\/((?:@[^/\n]+\/)?[^/\n]+))\//gm) ?? [];
    const packages = new Map([...paths].map(([, folder = '', name = '']) => [name, folder]));
    expect([...packages.keys()]).toEqual(expect.arrayContaining(['commander', 'yaml', 'zod']));
    const licences = await inPackage('THIRD-PARTY-LICENSES');
    for (const [name, folder] of packages) {
      const licence = await readFile(join(repository, folder, 'LICENSE'), 'utf8');
      expect(licences).toContain(licence.replaceAll('\r\n', '\n').trim());
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    }
    expect(licences.match(/^-{80}$/gm)).toHaveLength(packages.size);
  });

  it('is not made where a package has no licence file, or with its notice alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'no-licence-'));
    try {
      const manifest = JSON.stringify({ name: 'left-out', version: '1.0.0', license: 'MIT' });
      await Promise.all([
        writeFile(join(folder, 'package.json'), manifest),
        writeFile(join(folder, 'NOTICE'), 'Made by somebody.'),
      ]);
      await expect(thirdPartyLicences([folder])).rejects.toThrow('left-out 1.0.0 (MIT) is to be bundled');
      await writeFile(join(folder, 'LICENSE.md'), 'Do what you like.');
      expect(await thirdPartyLicences([folder])).toMatch(/left-out 1\.0\.0 \(MIT\)\n\nDo what you like\.\n\nMade by/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('knows every command that its README lists, and its README every command', async () => {
    const { stdout } = await installed.run(['--help']);
    const known = stdout.slice(stdout.indexOf('Commands:'), stdout.indexOf('First steps:'));
    const ours = [...known.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name).filter((name) => name !== 'help');
    const readme = await inPackage('README.md');
    const table = readme.slice(readme.indexOf('| command'), readme.indexOf('Results go to'));
    const listed = [...table.matchAll(/`(\w+)[^`]*`/g)].map(([, name]) => name);
    expect(ours.length).toBeGreaterThan(10);
    expect(listed).toEqual(expect.arrayContaining(ours));
  });
});

describe('loadtests from the package', () => {
  it('prints its version in well below 300 ms of CPU', async () => {
    const usage = join(installed.folder, 'usage.js');
    await writeFile(
      usage,
      "process.on('exit', () => { const { user, system } = process.cpuUsage(); console.error((user + system) / 1000); });"
    );
    const { code, stdout, stderr } = await installed.run(['--version'], { NODE_OPTIONS: `--require ${usage}` });
    expect([code, stdout]).toEqual([0, `${version}\n`]);
    expect(Number(stderr)).toBeLessThan(300);
  });

  it.each(['18.20.8', '20.18.3'])('tells Node %s plainly that it is too old', async (old) => {
    const preload = join(installed.folder, 'old-node.js');
    await writeFile(preload, `Object.defineProperty(process.versions, 'node', { value: '${old}' });`);
    const ended = await installed.run(['--version'], { NODE_OPTIONS: `--require ${preload}` });
    expect(ended).toMatchObject({ code: 70, stdout: '' });
    expect(ended.stderr).toMatch(
      new RegExp(`^loadtests: this is Node ${old} \\(.*\\), and it takes 20\\.19 or newer\n$`)
    );
  });

  it('prints the hash of a script, as JSON too, and says where it cannot', async () => {
    const bytes = Buffer.from('export default function () {}\r\n');
    await writeFile(join(installed.folder, 'shop.js'), bytes);
    const hash = createHash('sha256').update(bytes).digest('hex');
    expect(await installed.run(['hash', 'shop.js'])).toEqual({ code: 0, stdout: `${hash}\n`, stderr: '' });
    const { stdout } = await installed.run(['hash', 'shop.js', '--json']);
    expect(JSON.parse(stdout)).toEqual({ script: 'shop.js', scriptHash: hash });
    const missing = await installed.run(['hash', 'nowhere.js']);
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toBe('loadtests: the script nowhere.js cannot be read (ENOENT)\n');
  });

  it.each([
    '',
    'run',
    'start',
    'watch',
    'wait',
    'show',
    'close',
    'doctor',
    'validate',
    'spool',
    'hash',
    'annotations rebuild',
  ])('keeps the help of "%s" within 80 columns', async (command) => {
    const { code, stdout } = await installed.run([...command.split(' ').filter(Boolean), '--help']);
    expect(code).toBe(0);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it.each([
    [['rnu'], "unknown command 'rnu'"],
    [['hash'], "missing required argument 'script'"],
    [['run', 'shop.js', '--vus', '2'], "unknown option '--vus'"],
  ])('says of %j what is wrong and where to look, and ends with 2', async (args, problem) => {
    const { code, stdout, stderr } = await installed.run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`error: ${problem}`);
    expect(stderr).toContain('--help of a command, tells what is right');
  });

  it('completes in bash', async () => {
    expect((await installed.run(['completion', 'bash'])).stdout).toContain(
      'complete -o default -F _loadtests loadtests'
    );
  });
});
