import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { pathText, readDocument, type CatalogueProblem, type Path } from './document';
import type { Catalogue, LoadTest, MaintenanceWindow, PermittedTrigger } from '../model/load-test';
import { catalogueSchema, knownKeys } from './schema';
import { deploymentsProblem } from './deployments-schema';
import { triggerProblem } from './schedule-schema';
import { findScript, type FoundScript } from './script-file';
import { systemErrorCode } from '../lib/error-code';
import { suggestion } from '../lib/suggestion';
import { substituteVariables } from './variables';

/** The catalogue cannot be used. The message lists every problem, one a line, as `file:line:column path: message`. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';

  constructor(readonly problems: readonly CatalogueProblem[]) {
    super(
      problems
        .map(
          ({ file, line, column, path, message }) =>
            `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`
        )
        .join('\n')
    );
  }
}

/**
 * Reads `k6/loadtests.yaml`: defaults filled in, variables put in, scripts found and hashed. An empty list of load tests
 * is a valid catalogue.
 *
 * @param env for `${NAME}` in target, environment, env, projectId and teamId.
 * @param vercelDefaults for entries with `remediation.vercel` that name no project or team (`VERCEL_PROJECT_ID`,
 * `VERCEL_TEAM_ID`).
 * @throws CatalogueError with every problem at once.
 */
export async function loadCatalogue(
  file: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  vercelDefaults: VercelDefaults = { projectId: null, teamId: null }
): Promise<Catalogue> {
  const problems: CatalogueProblem[] = [];
  const report = (at: { line: number; column: number }, path: Path, message: string) => {
    problems.push({ file, line: at.line, column: at.column, path: pathText(path), message });
  };
  const text = await readText(file);
  const refused = new Set<string>();
  const waiting: Array<{ path: Path; message: string }> = [];

  const mapScalar = (value: unknown, path: Path, source: string): unknown => {
    // `env` and `labels` are texts: 0644 and 1.10 stay as they are written.
    const written = isText(path) && value !== null && typeof value !== 'string' ? source : value;
    if (typeof written !== 'string' || !takesVariables(path)) {
      return written;
    }
    const substituted = substituteVariables(written, env);
    if (substituted.kind === 'refused') {
      refused.add(pathText(path));
      waiting.push({ path, message: substituted.message });
      return written;
    }
    return substituted.text;
  };
  const document = readDocument(text, mapScalar, (at, message) => report(at, [], message));
  for (const { path, message } of waiting) {
    report(document.position(path), path, message);
  }
  if (problems.length > waiting.length) {
    throw new CatalogueError(problems);
  }

  const parsed = catalogueSchema.safeParse(document.value);
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        report(document.keyPosition([...path, key]), [...path, key], unknownKey(key, path));
      }
    } else if (!refused.has(pathText(path))) {
      const position = issue.code === 'invalid_key' ? document.keyPosition(path) : document.position(path);
      report(position, path, messageOf(issue));
    }
  }
  const entries = scriptEntries(document.value);
  const scripts = await Promise.all(entries.map(({ script }) => findScript(dirname(file), script)));
  scripts.forEach((found, index) => {
    const path = ['loadTests', entries[index]?.index ?? 0, 'script'];
    if (found.kind === 'refused') {
      report(document.position(path), path, found.problem);
    }
  });
  const names = new Map<string, number>();
  for (const { index, name } of namedEntries(document.value)) {
    const path = ['loadTests', index, 'name'];
    const first = names.get(name);
    if (first === undefined) {
      names.set(name, document.position(path).line);
    } else {
      report(
        document.position(path),
        path,
        `"${name}" is already the name of the load test in line ${first}; names are unique`
      );
    }
  }
  (parsed.data?.loadTests ?? []).forEach((entry, index) => {
    if (entry.remediation?.vercel?.projectId === null && vercelDefaults.projectId === null) {
      const path = ['loadTests', index, 'remediation', 'vercel'];
      report(document.position(path), path, 'expected a projectId, here or in VERCEL_PROJECT_ID');
    }
  });
  (parsed.data?.loadTests ?? []).forEach((entry, index) => {
    const problem = triggerProblem(entry) ?? deploymentsProblem(entry);
    if (problem !== null) {
      const path = ['loadTests', index, 'triggers'];
      report(document.position(path), path, problem);
    }
  });
  if (!parsed.success || problems.length > 0) {
    throw new CatalogueError(problems.sort((a, b) => a.line - b.line || a.column - b.column));
  }
  const windows = parsed.data.maintenanceWindows ?? [];
  const tests = (parsed.data.loadTests ?? []).map((entry, index): [string, LoadTest] => {
    const found = scripts[index];
    if (found?.kind !== 'found') {
      throw new Error(`the script of ${entry.name} was not looked for`);
    }
    return [entry.name, toLoadTest(entry, found, vercelDefaults, windows)];
  });
  return { file, tests: new Map(tests) };
}

type Entry = NonNullable<z.infer<typeof catalogueSchema>['loadTests']>[number];

/** What the configuration says about Vercel, for entries that say less. */
export interface VercelDefaults {
  readonly projectId: string | null;
  readonly teamId: string | null;
}

function toLoadTest(
  entry: Entry,
  script: FoundScript,
  defaults: VercelDefaults,
  windows: readonly MaintenanceWindow[]
): LoadTest {
  const vercel = entry.remediation?.vercel ?? null;
  const projectId = vercel?.projectId ?? defaults.projectId;
  return {
    name: entry.name,
    description: entry.description,
    script: script.path,
    scriptHash: script.hash,
    target: entry.target,
    environment: entry.environment,
    env: entry.env ?? {},
    ignoredEnv: entry.ignoredEnv ?? [],
    secrets: entry.secrets ?? {},
    labels: entry.labels ?? {},
    limits: entry.thresholds,
    deadlineSeconds: entry.deadlineSeconds,
    warmUp: entry.warmUp,
    schedule: entry.schedule,
    triggers: entry.triggers ?? usualTriggers(entry),
    deployments: {
      ...(entry.deployments ?? everyDeployment),
      projectId: entry.deployments?.projectId ?? projectId,
    },
    maintenanceWindows: [...windows, ...(entry.maintenanceWindows ?? [])],
    remediation: {
      vercel:
        vercel === null || projectId === null
          ? null
          : { projectId, teamId: vercel.teamId ?? defaults.teamId, triggers: vercel.triggers },
    },
  };
}

function usualTriggers({ schedule, deployments }: Entry): readonly PermittedTrigger[] {
  return [
    ...(schedule === null ? [] : ['schedule' as const]),
    ...(deployments === null ? [] : ['deployment' as const]),
    'manual',
  ];
}

/** To production. */
const everyDeployment = { target: 'production', branches: [], tags: [], commitMessage: [], labels: [] };

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > 1_000_000) {
      throw new CatalogueError([atStart(file, `${size} bytes; a catalogue has at most 1 MB`)]);
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof CatalogueError) {
      throw error;
    }
    const code = systemErrorCode(error) ?? 'unknown error';
    const message = code === 'ENOENT' ? 'not found; set LOADTESTS_FILE to the catalogue' : `cannot be read (${code})`;
    throw new CatalogueError([atStart(file, message)]);
  }
}

function atStart(file: string, message: string): CatalogueProblem {
  return { file, line: 1, column: 1, path: '', message };
}

function unknownKey(key: string, around: Path): string {
  const known = knownKeys(around);
  const meant = suggestion(key, known);
  return meant === null ? `unknown key; known are ${known.join(', ')}` : `unknown key; did you mean "${meant}"?`;
}

function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_key' ? issue.issues.map(({ message }) => message).join('; ') : issue.message;
}

function isVariable(path: Path): boolean {
  return path.length === 4 && path[0] === 'loadTests' && path[2] === 'env';
}

function isText(path: Path): boolean {
  return isVariable(path) || (path.length === 4 && path[0] === 'loadTests' && path[2] === 'labels');
}

function takesVariables(path: Path): boolean {
  const field = path.filter((step) => typeof step === 'string').join('.');
  const fields = [
    'target',
    'environment',
    'deployments.projectId',
    'remediation.vercel.projectId',
    'remediation.vercel.teamId',
  ];
  return isVariable(path) || fields.some((name) => field === `loadTests.${name}`);
}

/** Entries as written, so that their scripts and names are checked also where something else is wrong. */
function rawEntries(value: unknown): Array<{ index: number; entry: Record<string, unknown> }> {
  const list: unknown = typeof value === 'object' && value !== null && 'loadTests' in value ? value.loadTests : [];
  return (Array.isArray(list) ? list : []).flatMap((entry: unknown, index) =>
    typeof entry === 'object' && entry !== null ? [{ index, entry: { ...entry } }] : []
  );
}

function scriptEntries(value: unknown): Array<{ index: number; script: string }> {
  return rawEntries(value).flatMap(({ index, entry }) =>
    typeof entry.script === 'string' && entry.script.trim() !== '' ? [{ index, script: entry.script.trim() }] : []
  );
}

function namedEntries(value: unknown): Array<{ index: number; name: string }> {
  return rawEntries(value).flatMap(({ index, entry }) =>
    typeof entry.name === 'string' ? [{ index, name: entry.name }] : []
  );
}
