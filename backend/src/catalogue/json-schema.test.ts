import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { catalogueJsonSchema } from './json-schema';

const repository = resolve(__dirname, '../../..');
const contents = (file: string) => readFileSync(join(repository, file), 'utf8');
/** The schema as another program would understand it: its file, read back. */
const validator = z.fromJSONSchema(
  z.record(z.string(), z.json()).parse(JSON.parse(contents('k6/loadtests.schema.json')))
);
const allows = (catalogue: unknown) => validator.safeParse(catalogue).success;

const entry = { name: 'shop', script: 'shop.js', target: '${TARGET}', thresholds: { p95ResponseTimeMs: 500 } };
const allowsEntry = (more: object) => allows({ version: 1, loadTests: [{ ...entry, ...more }] });
const withLimits = (more: object) => allowsEntry({ thresholds: { p95ResponseTimeMs: 500, ...more } });
const withVercel = (more: object) => allowsEntry({ remediation: { vercel: more } });

it('is what the file beside the catalogue says', () => {
  expect(JSON.parse(contents('k6/loadtests.schema.json'))).toEqual(JSON.parse(JSON.stringify(catalogueJsonSchema())));
});

it.each([
  ['k6/loadtests.yaml', './loadtests.schema.json'],
  ['demo/k6/loadtests.yaml', '../../k6/loadtests.schema.json'],
])('allows %s, which names it', (file, schema) => {
  const text = contents(file);
  expect(allows(parse(text))).toBe(true);
  expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${schema}`);
  expect(resolve(repository, file, '..', schema)).toBe(join(repository, 'k6/loadtests.schema.json'));
});

it('allows all that k6/loadtests.yaml shows as an example in its comments', () => {
  const lines = contents('k6/loadtests.yaml').split('\n');
  const isYaml = (text: string) => /^(?:- )?\w+:(?: |$)/.test(text) && !/[a-z] [a-z]+ [a-z]/.test(text);
  const shown = lines.map((line) => {
    const [, indent = '', spaces = '', text = ''] = /^( *)# ( *)(\S.*)$/.exec(line) ?? [];
    return isYaml(text) ? `${indent}${spaces}${text}` : line;
  });
  const examples = parse(shown.join('\n')) as unknown;
  expect(JSON.stringify(examples)).toMatch(/"secrets":.*"endpoints":.*"warmUp":.*"remediation":/);
  expect(allows(examples)).toBe(true);
});

it('allows variables where they are put in, and numbers where they are taken as written', () => {
  expect(withVercel({ projectId: '${VERCEL_PROJECT_ID}', teamId: 'team_1' })).toBe(true);
  expect(allowsEntry({ deployments: { projectId: '${VERCEL_PROJECT_ID}' } })).toBe(true);
  expect(allowsEntry({ env: { ITEMS: 20, FAST: true, NAME: 'x' }, labels: { version: 1.1 } })).toBe(true);
  expect(allows({ version: 1, loadTests: null, maintenanceWindows: [] })).toBe(true);
});

it.each([
  ['another version', allows({ version: 2 })],
  ['no version', allows({ loadTests: [] })],
  ['an unknown key', allowsEntry({ colour: 'red' })],
  ['an unknown limit', withLimits({ p99: 3 })],
  ['a name with a space', allowsEntry({ name: 'my shop' })],
  ['no script', allowsEntry({ script: undefined })],
  ['no p95', allowsEntry({ thresholds: {} })],
  ['an error rate in %', withLimits({ errorRate: 5 })],
  ['an endpoint without a name', withLimits({ endpoints: [{ errorRate: 0 }] })],
  ['a secret in plain text', allowsEntry({ secrets: { TOKEN: 'abc' } })],
  ['a secret from two places', allowsEntry({ secrets: { TOKEN: { env: 'A', file: '/a' } } })],
  ['a variable with a dash', allowsEntry({ env: { 'MY-ITEMS': '1' } })],
  ['a deadline of 5 s', allowsEntry({ deadlineSeconds: 5 })],
  ['an unknown trigger', allowsEntry({ triggers: ['cron'] })],
  ['an external trigger of a redeploy', withVercel({ projectId: 'prj_1', triggers: ['external'] })],
  ['a project that is an address', withVercel({ projectId: 'https://vercel.com/a' })],
  ['deployments of a project that is an address', allowsEntry({ deployments: { projectId: 'https://vercel.com/a' } })],
  ['a window without an end', allowsEntry({ maintenanceWindows: [{ cron: '0 2 * * *', reason: 'x' }] })],
  ['an unknown overlap', allowsEntry({ schedule: { cron: '0 2 * * *', overlap: 'parallel' } })],
])('refuses %s', (_what, allowed) => {
  expect(allowed).toBe(false);
});

it('refuses an endpoint without a limit, in words that zod itself does not read back', () => {
  expect(JSON.stringify(catalogueJsonSchema())).toContain(
    '"anyOf":[{"required":["p95ResponseTimeMs"]},{"required":["avgResponseTimeMs"]},{"required":["errorRate"]}]'
  );
});
