import { fitsGlob, globProblem } from './glob';

it.each([
  ['main', 'main'],
  ['*', 'main'],
  ['release/*', 'release/2'],
  ['release/*', 'release/'],
  ['**', 'feature/a/b'],
  ['feature/**', 'feature/a/b'],
  ['**/b', 'feature/a/b'],
  ['v*.0.0', 'v12.0.0'],
  ['v?.*', 'v2.1.0'],
  ['*.*', 'v2.1.0'],
  ['é?', 'é👍'],
])('%s stands for %s', (glob, text) => {
  expect(fitsGlob(glob, text)).toBe(true);
});

it.each([
  ['main', 'maintenance'],
  ['main', 'Main'],
  ['*', 'feature/a'],
  ['release/*', 'release/2/fix'],
  ['release/?', 'release//'],
  ['v*.0.0', 'v2.0.1'],
  ['v2.0', 'v2x0'],
  ['**/b', 'b'],
  ['?', ''],
])('%s does not stand for %s', (glob, text) => {
  expect(fitsGlob(glob, text)).toBe(false);
});

it('takes no time over a pattern that would make a regular expression try for ever', () => {
  const glob = `${'*a'.repeat(60)}b`;
  const began = performance.now();
  expect(fitsGlob(glob, 'a'.repeat(250))).toBe(false);
  expect(performance.now() - began).toBeLessThan(1000);
});

it.each(['', 'two words', 'v[0-9]', '{main,dev}', '!main', '^v2$', 'a***', 'x'.repeat(201)])(
  '%j is no glob',
  (glob) => {
    expect(globProblem(glob)).not.toBeNull();
  }
);
