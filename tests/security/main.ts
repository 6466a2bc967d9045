import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from '../generated-files';
import { startJest } from '../jest-process';
import { provideAll, testParts } from '../parts/all';
import { runCommand } from '../parts/command';
import { audit } from './audit';
import { fuzzIngest } from './fuzz/ingest';
import type { FuzzOutcome } from './fuzz/outcome';
import { fuzzLineProtocol, fuzzSummary } from './fuzz/parsers';
import { jestArguments, resultOf, resultsOf, type TestResult } from './matching';
import { threats } from './threats';

/**
 * `npm run test:security`: the tests of every line of the threat model, broken input at length, advisories and licences, as one
 * table. `--cases=<n>` is how many inputs each fuzzer tries, `--seed=<n>` draws the same ones again. The rest goes to
 * tests/security/out/security.json. Last line: "N passed, N failed".
 */
interface Line {
  readonly id: string;
  readonly what: string;
  readonly cases: number | null;
  readonly outcome: 'ok' | 'FAILED' | 'not checked';
  readonly problems: readonly string[];
}

const { values } = parseArgs({
  options: { cases: { type: 'string' }, seed: { type: 'string' }, examples: { type: 'string', default: '20' } },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
const cases = Number(values.cases ?? (process.env.FUZZ_CASES || 20_000));
/** By how much the heap may grow over all cases of a fuzzer: what is kept on purpose is bounded by less. */
const mostHeapGrowthMb = 64;
/** A request takes longer than a call. */
const casesPerRequest = 10;

async function main(): Promise<number> {
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(cases) || cases < 1) {
    throw new Error('--seed and --cases have to be whole numbers.');
  }
  console.log(`Seed ${seed}, ${cases} cases of each fuzzer\n`);
  const fuzzed = [
    await fuzzLineProtocol({ seed, cases }),
    await fuzzSummary({ seed, cases }),
    await fuzzIngest({ seed, cases: Math.ceil(cases / casesPerRequest) }),
  ].map(fuzzLine);
  const [results, advisories, licences] = [await testResults(), await auditLine(), await licencesLine()];
  const lines = [...threats.map((threat) => threatLine(threat, results)), ...fuzzed, advisories, licences];
  await write(lines);
  print(lines);
  const count = (outcome: Line['outcome']) => lines.filter((line) => line.outcome === outcome).length;
  if (count('not checked') > 0) {
    console.log(`\n${count('not checked')} not checked`);
  }
  console.log(`\n${count('ok')} passed, ${count('FAILED')} failed`);
  return count('FAILED') === 0 ? 0 : 1;
}

function threatLine({ id, threat, tests }: (typeof threats)[number], results: readonly TestResult[]): Line {
  const shown = tests.map((test) => resultOf(test, results));
  const problems = shown.flatMap(({ problem }) => problem ?? []);
  const passed = shown.reduce((sum, each) => sum + each.passed, 0);
  return { id, what: threat, cases: passed, outcome: problems.length === 0 ? 'ok' : 'FAILED', problems };
}

function fuzzLine({ target, tried, cases: number, findings, heapGrowthMb }: FuzzOutcome): Line {
  const grown = heapGrowthMb ?? 0;
  const problems = [
    ...findings,
    ...(grown > mostHeapGrowthMb ? [`the heap has grown by ${grown} MB, more than ${mostHeapGrowthMb}`] : []),
  ];
  const what = `${target}: ${tried}; heap ${grown < 0 ? '' : '+'}${grown} MB`;
  return { id: 'fuzz', what, cases: number, outcome: problems.length === 0 ? 'ok' : 'FAILED', problems };
}

/** Runs the tests of all threats, on real parts where they need them. */
async function testResults(): Promise<readonly TestResult[]> {
  const needed = testParts.filter(({ variables }) =>
    variables.some((name) => name === 'K6_BIN' || name === 'SCHEMATHESIS_BIN')
  );
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    API_FUZZ_EXAMPLES: values.examples,
    API_FUZZ_SEED: String(seed),
  };
  const provided = await provideAll(needed, (part, line) => console.log(`  ${part.name.padEnd(12)} ${line}`));
  for (const [part, outcome] of provided) {
    if ('missing' in outcome) {
      console.log(`  ${part.name.padEnd(12)} left out: ${outcome.missing}`);
    } else {
      Object.assign(env, (await part.start(outcome.path)).env);
    }
  }
  const tests = threats.flatMap((threat) => threat.tests);
  const { report } = await startJest(env, ['--maxWorkers=2', ...jestArguments(tests)]);
  return resultsOf(await report);
}

/** A registry that does not answer says nothing about this repository, so it is no failure of it: it is said. */
async function auditLine(): Promise<Line> {
  const { outcome, said, packages } = await audit();
  const what = `npm audit: ${said}`;
  const problems = outcome === 'found' ? [said] : [];
  const shown = { clean: 'ok', found: 'FAILED', 'not checked': 'not checked' } as const;
  return { id: 'advisories', what, cases: packages, outcome: shown[outcome], problems };
}

async function licencesLine(): Promise<Line> {
  const { exitCode, output } = await runCommand('npm', ['run', '--silent', 'licences'], { cwd: repository });
  const packages = [...output.matchAll(/^ *(\d+) +(\d+) {2}/gm)].reduce(
    (sum, [, a, b]) => sum + Number(a) + Number(b),
    0
  );
  const ok = exitCode === 0;
  const what = 'licences of all dependencies are permitted ones (npm run licences lists them)';
  return { id: 'licences', what, cases: packages, outcome: ok ? 'ok' : 'FAILED', problems: ok ? [] : [output] };
}

async function write(lines: readonly Line[]): Promise<void> {
  const folder = path.join(repository, 'tests/security/out');
  await mkdir(folder, { recursive: true });
  const content = { seed, cases, node: process.version, lines };
  await writeFile(path.join(folder, 'security.json'), `${JSON.stringify(content, null, 2)}\n`);
}

function print(lines: readonly Line[]): void {
  console.log(`\n${'result'.padEnd(12)}${'cases'.padStart(8)}  ${'line'.padEnd(16)}what was tried`);
  for (const { id, what, cases: number, outcome, problems } of lines) {
    console.log(`${outcome.padEnd(12)}${String(number ?? '-').padStart(8)}  ${id.padEnd(16)}${what}`);
    problems.forEach((problem) => console.log(`${' '.repeat(22)}${problem.slice(0, 2_000)}`));
  }
}

main()
  .then((exitCode) => process.exit(exitCode))
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
