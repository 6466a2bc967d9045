import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../generated-files';
import type { JestReport } from '../report';
import type { ThreatTest } from './threats';

/** One test of Jest's report: https://jestjs.io/docs/configuration#testresultsprocessor-string */
export interface TestResult {
  /** From the root of the repository on. */
  readonly file: string;
  readonly title: string;
  readonly status: string;
}

export interface Shown {
  readonly passed: number;
  /** Why the test shows nothing; null: it does. */
  readonly problem: string | null;
}

/** None where Jest ended without a report. */
export function resultsOf(report: JestReport | null): readonly TestResult[] {
  return (report?.testResults ?? []).flatMap(({ name = '', assertionResults }) =>
    assertionResults.map(({ title = '', status }) => ({ file: path.relative(repository, name), title, status }))
  );
}

/** Has Jest run these tests and no other ones. */
export function jestArguments(tests: readonly ThreatTest[]): readonly string[] {
  const titles = [...new Set(tests.map(({ title }) => titlePattern(title).source.replace(/^\^/, '')))];
  const files = [...new Set(tests.map(({ file }) => path.join(repository, file)))];
  return [`--testNamePattern=(?:${titles.join('|')})`, '--runTestsByPath', ...files];
}

/** Fits what Jest makes of a title: `%s` and `$name` are filled in by `it.each`. */
export function titlePattern(title: string): RegExp {
  const parts = title.split(/%[sjdp]|\$\w+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

/** One that is gone, has another name, was left out or failed shows nothing. */
export function resultOf({ file, title }: ThreatTest, results: readonly TestResult[]): Shown {
  const pattern = titlePattern(title);
  const own = results.filter((result) => result.file === file && pattern.test(result.title));
  const failed = own.filter(({ status }) => status === 'failed').length;
  const passed = own.filter(({ status }) => status === 'passed').length;
  const problem =
    failed > 0 ? `${failed} failed` : own.length === 0 ? 'there is no such test' : passed === 0 ? 'did not run' : null;
  return { passed, problem: problem === null ? null : `${file}: "${title}" ${problem}` };
}

/** Tests that several files run stand in this one. */
const shared: Readonly<Record<string, string>> = {
  'backend/src/metrics/embedded/embedded-store.test.ts': 'backend/src/metrics/testing/contract.ts',
};

/** What is wrong with the name of a test, without running it; null: it stands in its file and is not left out there. */
export function nameProblem({ file, title }: ThreatTest): string | null {
  const place = path.join(repository, shared[file] ?? file);
  if (!existsSync(place)) {
    return `${file} is not there`;
  }
  const source = readFileSync(place, 'utf8');
  const written = [`'${title}'`, `"${title}"`, `\`${title}\``].find((text) => source.includes(text));
  return written === undefined ? `${file} has no test "${title}"` : null;
}
