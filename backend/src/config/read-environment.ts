import { isSecretVariable, type VariableName, variableNames } from './variables';
import { editDistance } from '../lib/edit-distance';
import { systemErrorCode } from '../lib/error-code';

/** One thing to put right. Never holds the value: it may be a secret in the wrong place. */
export interface ConfigProblem {
  /** The variable. */
  readonly name: string;
  readonly what: string;
  /** What a right value looks like. */
  readonly right: string;
}

export interface RawEnvironment {
  /** Values as text; unset and empty variables are absent. */
  readonly values: Partial<Record<VariableName, string>>;
  readonly problems: readonly ConfigProblem[];
  /** Variables that look like misspelt ones of ours, and have no effect. */
  readonly warnings: readonly ConfigProblem[];
}

/** Collects our variables, reading those given as `NAME_FILE` from their files. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string
): RawEnvironment {
  const values: Partial<Record<VariableName, string>> = {};
  const problems: ConfigProblem[] = [];
  for (const name of variableNames) {
    const value = env[name]?.trim();
    const path = isSecretVariable(name) ? env[`${name}_FILE`] : undefined;
    if (value && path) {
      problems.push({ name, what: `is set, and ${name}_FILE as well`, right: 'only one of the two' });
    } else if (value) {
      values[name] = value;
    } else if (path) {
      const content = readSecret(name, path, readFile);
      if (typeof content === 'string') {
        values[name] = content;
      } else {
        problems.push(content);
      }
    }
  }
  return { values, problems, warnings: misspelt(env) };
}

function readSecret(name: VariableName, path: string, readFile: (path: string) => string): string | ConfigProblem {
  const right = 'the path of a readable file that holds the value';
  let content: string;
  try {
    content = readFile(path).replace(/[\r\n]+$/, '');
  } catch (error) {
    const code = systemErrorCode(error);
    return {
      name: `${name}_FILE`,
      what: `names a file that cannot be read${code === null ? '' : ` (${code})`}`,
      right,
    };
  }
  return content === '' ? { name: `${name}_FILE`, what: 'names an empty file', right } : content;
}

function misspelt(env: Readonly<Record<string, string | undefined>>): ConfigProblem[] {
  const known = new Set<string>(
    variableNames.flatMap((name) => (isSecretVariable(name) ? [name, `${name}_FILE`] : name))
  );
  const plainFiles = new Set<string>(
    variableNames.filter((name) => !isSecretVariable(name)).map((name) => `${name}_FILE`)
  );
  const warnings: ConfigProblem[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (!value || known.has(name)) {
      continue;
    }
    if (plainFiles.has(name)) {
      const plain = name.replace(/_FILE$/, '');
      warnings.push({ name, what: 'has no effect: only secrets are read from files', right: plain });
      continue;
    }
    const meant = [...known].find((candidate) => isNearMiss(name, candidate));
    if (meant !== undefined) {
      warnings.push({ name, what: 'has no effect: there is no such variable', right: `${meant}, if that was meant` });
    }
  }
  return warnings;
}

/** Short names are left alone: HOST and POST, PORT and SORT are near by chance. */
function isNearMiss(name: string, candidate: string): boolean {
  const tolerance = candidate.length >= 10 ? 2 : 1;
  return candidate.length >= 6 && Math.abs(name.length - candidate.length) <= tolerance
    ? editDistance(name.toUpperCase(), candidate) <= tolerance
    : false;
}
