import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { version } from '../../packaging/build';
import { releasedChangelog, sectionOf } from '../../packaging/release/changelog';
import { setVersion, versionsIn } from '../../packaging/release/versions';
import { repository } from '../generated-files';

const changelog = '# Changelog\n\n## Unreleased\n\n- More.\n\n## 0.1.0\n\nFirst.\n';

describe('the changelog of a release', () => {
  it('is what was unreleased, dated, below an empty section for what comes next', () => {
    const released = releasedChangelog(changelog, '0.2.0', '2026-11-30');
    expect(released).toBe('# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-11-30)\n\n- More.\n\n## 0.1.0\n\nFirst.\n');
    expect(sectionOf(released, '0.2.0')).toBe('- More.');
    expect(sectionOf(released, 'Unreleased')).toBe('');
  });

  it('takes no version for the beginning of another one', () => {
    expect(sectionOf('## 0.1.10\n\nTen.\n\n## 0.1.1\n\nOne.\n', '0.1.1')).toBe('One.');
    expect(sectionOf(changelog, '0.1')).toBeNull();
  });

  it.each([
    ['a version that it has', changelog, '0.1.0', 'has a section of 0.1.0 already'],
    [
      'nothing that is unreleased',
      '# Changelog\n\n## Unreleased\n\n## 0.1.0\n\nFirst.\n',
      '0.2.0',
      'nothing to release',
    ],
    ['no section for it', '# Changelog\n\n## 0.1.0\n', '0.2.0', 'no section "## Unreleased"'],
  ])('is refused with %s', (_what, text, next, problem) => {
    expect(() => releasedChangelog(text, next, '2026-11-30')).toThrow(problem);
  });
});

describe('the version', () => {
  it('is the same in all places, and the contract of the API says it', async () => {
    const found = [...(await versionsIn(repository)).values()];
    expect(new Set(found)).toEqual(new Set([await version()]));
    expect(await readFile(path.join(repository, 'openapi.json'), 'utf8')).toContain(`"version": "${await version()}"`);
  });

  it('is set in all places, and nothing else changes', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'versions-'));
    try {
      const files = ['package.json', 'backend/package.json', 'admin/package.json', 'package-lock.json'];
      for (const file of files) {
        await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
        await cp(path.join(repository, file), path.join(folder, file));
      }
      const before = await version();
      await setVersion(folder, '9.8.7');
      expect(new Set((await versionsIn(folder)).values())).toEqual(new Set(['9.8.7']));
      await setVersion(folder, before);
      for (const file of files) {
        expect(await readFile(path.join(folder, file), 'utf8')).toBe(
          await readFile(path.join(repository, file), 'utf8')
        );
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('npm run release', () => {
  const release = (...args: readonly string[]) =>
    promisify(execFile)('npm', ['run', '--silent', 'release', '--', ...args], { cwd: repository });

  it('prints what the changelog says of the version that is checked', async () => {
    const text = await readFile(path.join(repository, 'CHANGELOG.md'), 'utf8');
    const { stdout } = await release('--check', await version());
    expect(stdout.trim()).toBe(sectionOf(text, await version()));
  });

  it.each([
    ['a tag of another version', ['--check', '9.9.9'], /Not everything says 9\.9\.9[^]*backend\/package\.json/],
    ['a version that is not newer', ['0.0.1'], /0\.0\.1 is not newer than/],
    ['what is no version', ['v1'], /A version such as 0\.2\.0 is needed/],
  ])('refuses %s, and writes nothing', async (_what, args, problem) => {
    const before = await versionsIn(repository);
    const stderr = await release(...args).then(
      () => 'it went through',
      (error: { readonly stderr: string }) => error.stderr
    );
    expect(stderr).toMatch(problem);
    expect(await versionsIn(repository)).toEqual(before);
  });
});
