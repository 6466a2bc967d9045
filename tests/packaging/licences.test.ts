import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isPermitted, packagesOf } from '../../packaging/licences/licences';
import { repository } from '../generated-files';

const one = (licence: string | null, isForDevelopment = false) =>
  isPermitted({ folder: 'node_modules/one', licence, isForDevelopment });

describe('a licence', () => {
  it.each(['MIT', 'Apache-2.0', '(MPL-2.0 OR Apache-2.0)', 'MIT AND BSD-3-Clause', '(MIT AND Zlib)'])(
    'of what is handed on may be %s',
    (licence) => expect(one(licence)).toBe(true)
  );

  it.each([
    'GPL-3.0-only',
    'AGPL-3.0',
    'LGPL-3.0-or-later',
    'MPL-2.0',
    'MIT AND GPL-2.0',
    'SEE LICENSE IN LICENSE',
    null,
  ])('of what is handed on may not be %s', (licence) => expect(one(licence)).toBe(false));

  it('may ask for more where the package stays with who develops', () => {
    expect([one('LGPL-3.0-or-later', true), one('MPL-2.0', true), one('GPL-3.0-only', true)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

it("takes the lock file's word, and the package's own where that has none; the repository's own are left out", () => {
  const lock = {
    packages: {
      '': { license: 'Apache-2.0' },
      backend: { license: 'Apache-2.0' },
      'node_modules/load-test-admin': { link: true },
      'node_modules/pg': { license: 'MIT' },
      'node_modules/jest': { license: 'MIT', dev: true },
      'node_modules/old': {},
    },
  };
  expect(packagesOf(lock, (folder) => (folder === 'node_modules/old' ? 'Unlicense' : null))).toEqual([
    { folder: 'node_modules/pg', licence: 'MIT', isForDevelopment: false },
    { folder: 'node_modules/jest', licence: 'MIT', isForDevelopment: true },
    { folder: 'node_modules/old', licence: 'Unlicense', isForDevelopment: false },
  ]);
});

it('finds every package of this repository permitted, and lists how many have which licence', async () => {
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'licences'], { cwd: repository });
  expect(stdout).toMatch(/^handed on {2}development {2}licence\n +\d{3} +\d{3} {2}MIT$/m);
  expect(stdout).not.toContain('Not permitted');
});
