import { resolve } from 'node:path';
import { CatalogueError, loadCatalogue } from '../catalogue';
import { inspectScript, scriptProblem, shownPath, type Inspection } from '../k6';
import type { LoadTest } from '../model/load-test';
import { catalogueArguments, entryWarning, runnerEnvironment } from '../runner';
import { exitCodes, type CliContext } from './context';
import { sayerOf, writeJson } from './output';

interface Problem {
  readonly file: string;
  /** Both from 1; null where neither the catalogue nor k6 names a place. */
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
  const scripts = await checkScripts(tests, options.k6Bin, context);
  problems.push(...scripts.problems);
  const { k6Missing } = scripts;
  problems.forEach(({ file: where, line, column, path, message }) =>
    context.stderr.write(
      `${[where, line, column].filter((part) => part !== null).join(':')}: ${path === '' ? '' : `${path}: `}${message}\n`
    )
  );
  if (k6Missing !== null) {
    say(`the scripts are not checked: ${k6Missing}`);
  }
  scripts.warnings.forEach(({ test, message }) => say(`${test}: ${message}`));
  say(summaryOf(shown, tests.length, problems.length, k6Missing !== null));
  if (options.json) {
    const valid = problems.length === 0 && k6Missing === null;
    writeJson(context, {
      file: shown,
      valid,
      loadTests: tests.map(({ name }) => name),
      problems,
      warnings: scripts.warnings,
    });
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

interface CheckedScripts {
  readonly problems: readonly Problem[];
  /** What is allowed and probably not meant. */
  readonly warnings: ReadonlyArray<{ readonly test: string; readonly message: string }>;
  readonly k6Missing: string | null;
}

async function checkScripts(tests: readonly LoadTest[], k6Bin: string, context: CliContext): Promise<CheckedScripts> {
  const problems: Problem[] = [];
  const warnings: Array<{ test: string; message: string }> = [];
  for (const test of tests) {
    const inspection = await inspect(test, k6Bin, context);
    if (inspection.ok) {
      const message = entryWarning(test, inspection);
      warnings.push(...(message === null ? [] : [{ test: test.name, message }]));
    } else if (inspection.failure.kind === 'k6NotFound') {
      return { problems, warnings, k6Missing: inspection.failure.message };
    } else {
      const problem = scriptProblem(test.script, inspection.failure);
      problems.push({ ...problem, file: shownPath(problem.file, context.cwd), path: test.name });
    }
  }
  return { problems, warnings, k6Missing: null };
}

function inspect(test: LoadTest, k6Bin: string, { environment, cwd }: CliContext): Promise<Inspection> {
  return inspectScript({
    k6Bin,
    script: test.script,
    args: catalogueArguments(test),
    env: runnerEnvironment(environment),
    cwd,
  });
}

function summaryOf(file: string, tests: number, problems: number, unchecked: boolean): string {
  if (problems > 0) {
    return `${file}: ${problems} ${problems === 1 ? 'problem' : 'problems'}`;
  }
  const count = `${tests} ${tests === 1 ? 'load test' : 'load tests'}`;
  return `${file}: ${count}, all right${unchecked ? ' as far as it was checked' : ''}`;
}
