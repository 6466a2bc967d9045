import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalogue } from '.';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'catalogue-test-'));
  writeFileSync(join(folder, 'a.js'), 'export default function () {}\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An entry with these fields, in JSON, which is YAML, beside the needed ones. */
async function load(fields: string) {
  const file = join(folder, 'loadtests.yaml');
  writeFileSync(
    file,
    `version: 1
loadTests:
  - name: checkout
    script: a.js
    target: https://shop.example.com
    thresholds: { p95ResponseTimeMs: 800 }
    ${fields}
`
  );
  const test = (await loadCatalogue(file, { TEAM: 'not put in' })).tests.get('checkout');
  if (test === undefined) {
    throw new Error('there is no checkout');
  }
  return test;
}
const problems = async (fields: string) => {
  const error: unknown = await load(fields).catch((reason: unknown) => reason);
  return error instanceof Error
    ? error.message.split('\n').map((line) => line.slice(line.indexOf('loadTests[')))
    : 'the catalogue was taken';
};

describe('labels', () => {
  it('are texts as they are written', async () => {
    expect((await load('labels: { team: payments, tier: 1.10, app.kubernetes.io-name: "${TEAM}" }')).labels).toEqual({
      team: 'payments',
      tier: '1.10',
      'app.kubernetes.io-name': '${TEAM}',
    });
    expect((await load('labels:')).labels).toEqual({});
  });

  it('have names, texts and a number of them that can be shown', async () => {
    const text = 'expected a text of at most 100 characters in one line';
    expect(await problems(`labels: { "a b": x, long: ${'x'.repeat(101)}, none: , lines: "a\\nb", empty: "" }`)).toEqual(
      [
        'loadTests[0].labels.a b: expected a label of letters, digits, "_", "-" and ".", at most 100',
        `loadTests[0].labels.long: ${text}`,
        `loadTests[0].labels.none: ${text}`,
        `loadTests[0].labels.lines: ${text}`,
        `loadTests[0].labels.empty: ${text}`,
      ]
    );
    const many = Array.from({ length: 21 }, (_, index) => `l${index}: x`);
    expect(await problems(`labels: { ${many.join(', ')} }`)).toEqual([
      'loadTests[0].labels: expected at most 20 labels',
    ]);
  });
});
