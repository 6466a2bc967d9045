import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deploymentStates } from '../../backend/src/model/remediation';
import { reasonCodes } from '../../backend/src/model/verdict';

const repository = join(__dirname, '../..');
const contents = (file: string) => readFile(join(repository, file), 'utf8');

/** Codes in the first column of the table below a heading of the runbook. */
async function codesOf(heading: string): Promise<string[]> {
  const [, section = ''] = (await contents('docs/runbook.md')).split(`## ${heading}\n`);
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `(\w+)`/gm)].map(([, code = '']) => code);
}

/** Guards as the code names them, where they refuse. */
async function guards(): Promise<string[]> {
  const files = [
    'remediation/decision.ts',
    'remediation/memory.ts',
    'loop/stages/redeploy.ts',
    'remediation/vercel/redeploy.ts',
  ];
  const texts = await Promise.all(files.map((file) => contents(`backend/src/${file}`)));
  const named = texts.flatMap((text) => [...text.matchAll(/refuse\(\s*'(\w+)'|code: '(\w+)'/g)]);
  // What is in doubt is no guard, and is told below the table.
  const inDoubt = ['notFound', 'lookupFailed'];
  return [...new Set(named.map(([, one, other]) => one ?? other ?? ''))].filter((code) => !inDoubt.includes(code));
}

/** Titles of the alert rules in a file of `provisioning/alerting`. */
async function alertsOf(file: string): Promise<string[]> {
  return [...(await contents(`provisioning/alerting/${file}`)).matchAll(/^ +title: (.*)$/gm)].map(
    ([, title = '']) => title
  );
}

describe('the tables of alerts', () => {
  it.each([
    ['The alerts about the monitoring', 'monitor-rules.yaml'],
    ['The alerts about runs', 'run-rules.yaml'],
  ])('%s: a row for each rule of %s, and what to do first', async (heading, file) => {
    const [, section = ''] = (await contents('docs/grafana-provisioning.md')).split(`## ${heading}\n`);
    const rows = (section.split('\n## ')[0] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(2)
      .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));
    expect(rows.map(([title]) => title).sort()).toEqual((await alertsOf(file)).sort());
    expect(rows.map((cells) => cells.filter((cell) => cell !== '').length)).toEqual(rows.map(() => 3));
  });
});

describe('the runbook', () => {
  it('has a row for every reason of a verdict, and none that no run can have', async () => {
    expect((await codesOf('Why a run got its verdict')).sort()).toEqual([...reasonCodes].sort());
  });

  it('has a row for every guard of a redeploy, and none that nothing refuses by', async () => {
    const found = await guards();
    expect(found.length).toBeGreaterThan(25);
    expect((await codesOf('Why a failure was not redeployed')).sort()).toEqual(found.sort());
  });

  it('has a row for everything that may become of a deployment', async () => {
    expect((await codesOf("How a redeploy's deployment ended")).sort()).toEqual([...deploymentStates].sort());
  });
});
