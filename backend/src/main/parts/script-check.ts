import { dirname } from 'node:path';
import { scriptProblem, scriptProblemText, type InspectedScript, type Inspection } from '../../k6';
import type { Catalogue, LoadTest } from '../../model/load-test';
import { entryWarning } from '../../runner';
import { scriptVersion } from './profiles';

/** Two processors are few, and a k6 that measures may be at work beside them. */
const atOnce = 2;
/** A script that k6 refuses may be mended in a file that it imports, which its own hash does not show. */
const askAgainAfterMs = 60_000;
/** One that takes long to be refused, such as one that never ends, is asked about less often. */
const restPerWork = 10;

/** As much of k6's answer as decides here. */
type Answer =
  | { readonly ok: true; readonly planned: Pick<InspectedScript['planned'], 'durationSeconds'> }
  | Extract<Inspection, { ok: false }>;

export interface ScriptCheckOptions {
  readonly catalogue: () => Catalogue;
  /** What k6 says of a script; null while nobody can ask it. Never rejects. */
  readonly inspectionOf: (test: LoadTest) => Promise<Answer | null>;
  readonly logger: { info(fields: object, line: string): void; warn(fields: object, line: string): void };
  readonly now: () => Date;
}

/** Whether k6 can read the scripts of the catalogue. */
export interface ScriptCheck {
  /** Asks k6 about the scripts that are new or have changed, and says what is wrong. Never rejects. */
  look(): Promise<void>;
  /** Why this load test cannot be run, with file and line; null where nothing is known against it. */
  problemOf(test: LoadTest): string | null;
  /** All that `problemOf` says of the catalogue, one a line; null where nothing is wrong. */
  problem(): string | null;
  /** k6 is ended with the sidecar; what it leaves unsaid of a script is not told. */
  stop(): void;
}

interface Checked {
  readonly problem: string | null;
  readonly warning: string | null;
  /** In ms; Infinity where the answer stays. */
  readonly askAgainAt: number;
}

export function createScriptCheck({ catalogue, inspectionOf, logger, now }: ScriptCheckOptions): ScriptCheck {
  const checked = new Map<string, Checked>();
  /** What has been logged of a load test, by its name. */
  const told = new Map<string, string>();
  let looking: Promise<void> | null = null;
  let stopped = false;

  const tests = () => [...catalogue().tests.values()];
  const problemOf = (test: LoadTest) => checked.get(versionOf(test))?.problem ?? null;

  const tell = ({ name }: LoadTest, { problem, warning }: Checked): void => {
    const before = told.get(name);
    const line = problem ?? warning;
    if (line === (before ?? null)) {
      return;
    }
    if (line === null) {
      told.delete(name);
      logger.info({ test: name }, `the load test "${name}" can be run as it is now`);
      return;
    }
    told.set(name, line);
    logger.warn(
      { test: name },
      problem === null ? `the load test "${name}": ${line}` : `the load test "${name}" cannot be run: ${line}`
    );
  };

  /** @returns false where k6 cannot be asked about any script. */
  const ask = async (test: LoadTest, folder: string): Promise<boolean> => {
    const startedAt = now().getTime();
    const inspection = await inspectionOf(test);
    if (stopped || inspection === null || (!inspection.ok && inspection.failure.kind === 'k6NotFound')) {
      return false;
    }
    const endedAt = now().getTime();
    const rest = Math.max(askAgainAfterMs, restPerWork * (endedAt - startedAt));
    const found: Checked = inspection.ok
      ? { problem: null, warning: entryWarning(test, inspection), askAgainAt: Infinity }
      : {
          problem: scriptProblemText(scriptProblem(test.script, inspection.failure), folder),
          warning: null,
          askAgainAt: endedAt + rest,
        };
    checked.set(versionOf(test), found);
    tell(test, found);
    return true;
  };

  const look = async (): Promise<void> => {
    const current = tests();
    forget(current);
    const folder = dirname(catalogue().file);
    const at = now().getTime();
    const due = current.filter((test) => (checked.get(versionOf(test))?.askAgainAt ?? 0) <= at);
    const worker = async (): Promise<void> => {
      for (let next = due.shift(); next !== undefined; next = due.shift()) {
        if (!(await ask(next, folder))) {
          due.length = 0;
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  };

  const forget = (current: readonly LoadTest[]): void => {
    const versions = new Set(current.map(versionOf));
    const names = new Set(current.map(({ name }) => name));
    [...checked.keys()].filter((version) => !versions.has(version)).forEach((version) => checked.delete(version));
    [...told.keys()].filter((name) => !names.has(name)).forEach((name) => told.delete(name));
  };

  return {
    look: () => (looking ??= look().finally(() => (looking = null))),
    problemOf,
    problem: () => {
      const lines = tests().flatMap((test) => problemOf(test) ?? []);
      return lines.length === 0 ? null : [...new Set(lines)].join('\n');
    },
    stop: () => {
      stopped = true;
    },
  };
}

/** The name too: each load test is told of by its own. */
function versionOf(test: LoadTest): string {
  return JSON.stringify([test.name, scriptVersion(test), test.deadlineSeconds]);
}
