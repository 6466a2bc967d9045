import { catalogueJsonSchema } from '../../backend/src/catalogue';
import { catalogueKeys, catalogueTable } from './catalogue-keys';

const keys = catalogueKeys(catalogueJsonSchema());

it('describes every key', () => {
  expect(keys.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['version', 'loadTests[].thresholds.endpoints[].name', 'loadTests[].secrets.*.file'])
  );
  expect(keys.filter(({ description }) => description === '')).toEqual([]);
});

it('has a row for each key of a load test in the table, with its default', () => {
  const table = catalogueTable(catalogueJsonSchema());
  const ofTest = keys.filter(({ path }) => path.startsWith('loadTests[].'));
  for (const { path, description } of ofTest) {
    expect(table).toContain(`| \`${path.slice('loadTests[].'.length)}\` | ${description} |`);
  }
  expect(table).toMatch(/^\| `deadlineSeconds` \| .* \| `3600` \|$/m);
  expect(table).toMatch(/^\| `target` \| .* \| required \|$/m);
  expect(table).toMatch(/^\| `remediation\.vercel\.triggers` \| .* \| `schedule, deployment, manual` \|$/m);
  expect(table).toMatch(/^\| `labels` \| .* \| {2}\|$/m);
});
