import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCatalogueSource, loadCatalogue } from '.';

let folder = '';
const logged: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'catalogue-source-'));
  logged.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (p95: number | string, script = 'export default function () {}\n') => {
  writeFileSync(join(folder, 'a.js'), script);
  writeFileSync(
    join(folder, 'loadtests.yaml'),
    `version: 1
loadTests:
  - name: checkout
    script: a.js
    target: https://shop.example.com
    thresholds: { p95ResponseTimeMs: ${p95} }
`
  );
};

async function source() {
  const load = () => loadCatalogue(join(folder, 'loadtests.yaml'), {});
  const tell = (fields: object, line: string) => void logged.push(`${line} ${JSON.stringify(fields)}`);
  return createCatalogueSource(await load(), load, { info: tell, warn: tell });
}
const limitOf = ({ current }: Awaited<ReturnType<typeof source>>) =>
  current().tests.get('checkout')?.limits.p95ResponseTimeMs;

it('takes an edited entry and an edited script at the next look, and says which load test it is', async () => {
  write(800);
  const catalogue = await source();
  const before = catalogue.current().tests.get('checkout')?.scriptHash;
  write(500);
  await catalogue.look();
  expect(limitOf(catalogue)).toBe(500);
  write(500, 'export default function () { /* another one */ }\n');
  await catalogue.look();
  expect(catalogue.current().tests.get('checkout')?.scriptHash).not.toBe(before);
  expect(logged).toEqual(Array(2).fill('the catalogue was read again {"changed":["checkout"]}'));
});

it('stays the same object while nothing has changed', async () => {
  write(800);
  const catalogue = await source();
  const first = catalogue.current();
  write(800);
  await Promise.all([catalogue.look(), catalogue.look()]);
  expect(catalogue.current()).toBe(first);
  expect(logged).toEqual([]);
});

it('goes on with the last good one, and tells a problem once and when it is over', async () => {
  write(800);
  const catalogue = await source();
  write('fast');
  await catalogue.look();
  await catalogue.look();
  expect(limitOf(catalogue)).toBe(800);
  expect(catalogue.problem()).toMatch(/loadtests\.yaml:6:\d+ loadTests\[0\]\.thresholds\.p95ResponseTimeMs: /);
  expect(logged).toHaveLength(1);
  rmSync(join(folder, 'a.js'));
  await catalogue.look();
  expect(catalogue.problem()).toMatch(/a\.js/);
  write(800);
  await catalogue.look();
  expect(catalogue.problem()).toBeNull();
  expect(logged.at(-1)).toBe('the catalogue was read again {"changed":[]}');
});
