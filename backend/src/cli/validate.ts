import { relative, resolve } from 'node:path';
import { CatalogueError, loadCatalogue } from '../catalogue';
import { inspectScript, type Inspection } from '../k6';
import type { LoadTest } from '../model/load-test';
import { catalogueArguments, runnerEnvironment } from '../runner';
import { exitCodes, type CliContext } from './context';
import { sayerOf, writeJson } from './output';

interface Problem {
  readonly file: string;
  /** Both from 1; null where only k6 knows, whose message says it. */
  readonly line: number | null;
  readonly column: number | null;
  readonly path: string;
  readonly message: string;
}

/**
 * `loadtests validate`: every problem of a catalogue with file and line, and what k6 says of each script. Asks no monitor.
 * Resolves to 0 where all is right, 1 where something is wrong, 127 where only k6 is missing.
 */
export async function validate(
  options: { readonly file: string; readonly k6Bin: string; readonly json: boolean },
  context: CliContext
): Promise<number> {
  const say = sayerOf(context);
  const shown = options.file;
  const file = resolve(context.cwd, shown);
  const { tests, problems } = await readCatalogue(file, shown, context);
  let k6Missing: string | null = null;
  for (const test of tests) {
    const answer: Failure | null = k6Missing === null ? await inspect(test, options.k6Bin, context) : null;
    if (answer?.kind === 'k6NotFound') {
      k6Missing = answer.message;
    } else if (answer !== null) {
      const script = relative(context.cwd, test.script);
      problems.push({ file: script, line: null, column: null, path: test.name, message: answer.message });
    }
  }
  problems.forEach(({ file: where, line, column, path, message }) =>
    context.stderr.write(
      `${[where, line, column].filter((part) => part !== null).join(':')}: ${path === '' ? '' : `${path}: `}${message}\n`
    )
  );
  if (k6Missing !== null) {
    say(`the scripts are not checked: ${k6Missing}`);
  }
  say(summaryOf(shown, tests.length, problems.length, k6Missing !== null));
  if (options.json) {
    const valid = problems.length === 0 && k6Missing === null;
    writeJson(context, { file: shown, valid, loadTests: tests.map(({ name }) => name), problems });
  }
  return problems.length > 0 ? exitCodes.notDone : k6Missing === null ? 0 : exitCodes.k6NotFound;
}

async function readCatalogue(
  file: string,
  shown: string,
  { environment }: CliContext
): Promise<{ tests: LoadTest[]; problems: Problem[] }> {
  const vercelDefaults = {
    projectId: environment.VERCEL_PROJECT_ID || null,
    teamId: environment.VERCEL_TEAM_ID || null,
  };
  try {
    return { tests: [...(await loadCatalogue(file, environment, vercelDefaults)).tests.values()], problems: [] };
  } catch (error) {
    if (error instanceof CatalogueError) {
      return { tests: [], problems: error.problems.map((problem) => ({ ...problem, file: shown })) };
    }
    throw error;
  }
}

type Failure = Extract<Inspection, { ok: false }>['failure'];

async function inspect(test: LoadTest, k6Bin: string, { environment, cwd }: CliContext): Promise<Failure | null> {
  const args = catalogueArguments(test);
  const inspection = await inspectScript({
    k6Bin,
    script: test.script,
    args,
    env: runnerEnvironment(environment),
    cwd,
  });
  return inspection.ok ? null : inspection.failure;
}

function summaryOf(file: string, tests: number, problems: number, unchecked: boolean): string {
  if (problems > 0) {
    return `${file}: ${problems} ${problems === 1 ? 'problem' : 'problems'}`;
  }
  const count = `${tests} ${tests === 1 ? 'load test' : 'load tests'}`;
  return `${file}: ${count}, all right${unchecked ? ' as far as it was checked' : ''}`;
}
