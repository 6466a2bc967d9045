import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { PlannedLoad, ScriptThreshold } from '../model/run';
import { readMeasuredOptions, readThresholds } from './inspected-measurement';
import { flagValues } from './k6-arguments';
import { measuredArguments } from './k6-switches';
import { cleanLogLine } from './log-line';
import { parseLogLine } from './k6-log';
import { loadProfileHash, readScenarios } from './load-profile';
import { plannedLoad } from './planned-load';
import { removedArguments, removedFromScript } from './removed-in-k6-2';
import type { Scenarios } from './scenarios';
import { positionIn, type ScriptPosition } from './script-problem';
import { versionIn } from './version';

export interface InspectRequest {
  readonly k6Bin: string;
  readonly script: string;
  /** Arguments that `k6 run` will get, without the script. */
  readonly args: readonly string[];
  /** The whole environment that `k6 run` will get. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** For each k6 process; a script may do anything in its init code. */
  readonly timeoutMs?: number;
  /** Ends the k6 processes. */
  readonly signal?: AbortSignal;
}

/** What k6 says a script will do, with the arguments and environment of the run. */
export interface InspectedScript {
  readonly scenarios: Scenarios;
  readonly planned: PlannedLoad;
  readonly loadProfileHash: string;
  readonly thresholds: readonly ScriptThreshold[];
  /** Options that change what is measured, such as `noSetup`; only those that are set. */
  readonly measuredOptions: Readonly<Record<string, unknown>>;
  /** k6's default list where the script sets none. */
  readonly summaryTrendStats: readonly string[];
  /** The script's own `options.tags`, which `--tag` replaces. */
  readonly tags: Readonly<Record<string, string>>;
  /** Such as `1.8.1`; null when k6 did not say. */
  readonly k6Version: string | null;
}

export interface InspectFailure {
  /**
   * `scriptError`: syntax or init code (k6 exits 107); `invalidConfiguration`: options or arguments (104);
   * `removedFromK6`: what this k6 no longer has.
   */
  readonly kind: 'k6NotFound' | 'removedFromK6' | 'timedOut' | 'scriptError' | 'invalidConfiguration' | 'unexpected';
  /** For people: what k6 said, without its stack trace. */
  readonly message: string;
  /** Where in the script, or in a file that it imports; undefined where k6 does not say. */
  readonly position?: ScriptPosition | undefined;
}

export type Inspection =
  ({ readonly ok: true } & InspectedScript) | { readonly ok: false; readonly failure: InspectFailure };

const inspectedSchema = z.looseObject({
  scenarios: z.unknown(),
  thresholds: z.unknown().optional(),
  summaryTrendStats: z.array(z.string()).nullish(),
  tags: z.record(z.string(), z.string()).nullish(),
});

/**
 * Asks k6 itself how it resolves the script's scenarios. `k6 inspect` knows neither `--vus` nor the other flags that
 * shape a load, but `k6 archive` does, so an archive is made with them first and then inspected. k6 runs the script's
 * init code for it (three times), never its default function, and sends nothing. Never rejects.
 */
export async function inspectScript(request: InspectRequest): Promise<Inspection> {
  try {
    return await askK6(request);
  } catch (error) {
    // A full disk, no file descriptors left, an argument that no process can be given.
    const reason = error instanceof Error ? error.message : String(error);
    return failure('unexpected', `k6 could not be asked about ${request.script}: ${reason}`);
  }
}

async function askK6(request: InspectRequest): Promise<Inspection> {
  const [version, options] = await Promise.all([runK6(request, ['version'], request.env), inspectArchive(request)]);
  const k6Version = version.ok ? versionIn(version.stdout) : null;
  const removed = removedArguments(k6Version, request.args, request.env);
  if (removed !== null) {
    return failure('removedFromK6', removed);
  }
  if (!options.ok) {
    return options;
  }
  try {
    const inspected = inspectedSchema.parse(JSON.parse(options.stdout));
    const scenarios = readScenarios(inspected.scenarios);
    return {
      ok: true,
      scenarios,
      planned: plannedLoad(scenarios),
      loadProfileHash: loadProfileHash(scenarios),
      thresholds: readThresholds(inspected.thresholds),
      measuredOptions: readMeasuredOptions(inspected),
      summaryTrendStats: inspected.summaryTrendStats ?? [],
      tags: inspected.tags ?? {},
      k6Version,
    };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : 'the answer is not JSON';
    return failure('unexpected', `k6 inspect answered in a form that is not known here: ${reason}`);
  }
}

type K6Answer =
  { readonly ok: true; readonly stdout: string } | { readonly ok: false; readonly failure: InspectFailure };

/** The flags that change a scenario or what init code sees; `--out`, `--tag` and the like do not. */
function relevantFlags(args: readonly string[]): {
  readonly init: readonly string[];
  readonly options: readonly string[];
} {
  const take = (long: string, short?: string) => flagValues(args, long, short).flatMap((value) => [`--${long}`, value]);
  const systemVariables = args.filter((arg) => arg.startsWith('--include-system-env-vars'));
  return {
    init: [
      ...take('env', 'e'),
      ...take('compatibility-mode'),
      ...take('secret-source'),
      // On by default in `k6 run` only; init code may build its options from these variables.
      ...(systemVariables.length > 0 ? systemVariables : ['--include-system-env-vars']),
    ],
    options: [
      ...take('config', 'c'),
      ...take('vus', 'u'),
      ...take('duration', 'd'),
      ...take('iterations', 'i'),
      ...take('stage', 's'),
      ...take('summary-trend-stats'),
      ...measuredArguments(args),
    ],
  };
}

async function inspectArchive(request: InspectRequest): Promise<K6Answer> {
  const { init, options: loadFlags } = relevantFlags(request.args);
  const log = ['--log-format', 'json', '--log-output', 'stderr'];
  const folder = await mkdtemp(join(tmpdir(), 'loadtests-inspect-'));
  try {
    const archive = join(folder, 'script.tar');
    // Without the variables, which may be secret: `k6 inspect` is given them again.
    const archiveFlags = ['--exclude-env-vars', '--archive-out', archive];
    const made = await runK6(
      request,
      ['archive', ...archiveFlags, ...log, ...init, ...loadFlags, request.script],
      request.env
    );
    if (!made.ok) {
      return made;
    }
    // The archive holds what arguments, K6_* variables, configuration and script came to; K6_* would win again over it,
    // and so would a configuration file of the user's, which is why an empty one is given.
    const withoutK6 = Object.fromEntries(Object.entries(request.env).filter(([name]) => !name.startsWith('K6_')));
    const config = join(folder, 'config.json');
    const inspect = async (configuration: string, ...flags: readonly string[]) => {
      await writeFile(config, configuration);
      return runK6(request, ['inspect', ...flags, '--config', config, ...log, ...init, archive], withoutK6);
    };
    const options = await inspect('{}');
    return options.ok ? await inspect(missingDefaults(options.stdout), '--execution-requirements') : options;
  } finally {
    // What cannot be removed is no reason to throw away the answer.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

const stated = z
  .unknown()
  .optional()
  .transform((value) => (value ?? null) !== null);
const statedLoadSchema = z.looseObject({
  scenarios: stated,
  vus: stated,
  duration: stated,
  iterations: stated,
  stages: stated,
});

/**
 * `k6 run` has one user by default where `k6 inspect` has none and refuses `{ duration: '1s' }`. The configuration file
 * may say so only where nothing else does: k6 2 lets its `vus` win over the script's scenarios, k6 1 did not.
 */
function missingDefaults(options: string): string {
  const { scenarios, vus, duration, iterations, stages } = statedLoadSchema.parse(JSON.parse(options));
  return !scenarios && !vus && (duration || iterations || stages) ? '{"vus":1}' : '{}';
}

function runK6(
  { k6Bin, cwd, script, timeoutMs = 30_000, signal }: InspectRequest,
  args: readonly string[],
  env: InspectRequest['env']
): Promise<K6Answer> {
  return new Promise((resolve) => {
    const options = {
      cwd,
      env: { ...env },
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: 16 * 1024 * 1024,
      signal,
    } as const;
    execFile(k6Bin, args, options, (error, stdout, stderr) => {
      if (error === null) {
        resolve({ ok: true, stdout });
      } else if (error.code === 'ENOENT' || error.code === 'EACCES') {
        // ENOENT also says that the working directory is missing; both are named.
        resolve(
          failure(
            'k6NotFound',
            `k6 could not be started: ${k6Bin} in ${cwd} (${error.code}); set K6_BIN to a k6 binary`
          )
        );
      } else if (signal?.aborted) {
        resolve(failure('unexpected', `k6 was stopped while it read ${script}`));
      } else if (error.killed === true && error.signal === 'SIGKILL') {
        resolve(failure('timedOut', `k6 did not finish reading ${script} within ${timeoutMs / 1000} s`));
      } else {
        const kind = { 104: 'invalidConfiguration', 107: 'scriptError' } as const;
        const errors = k6Errors(stderr);
        const said = plainText(errors);
        const removed = removedFromScript(said);
        const message = said || `k6 exited with ${String(error.code ?? error.signal)}`;
        resolve(
          removed === null
            ? failure(
                error.code === 104 || error.code === 107 ? kind[error.code] : 'unexpected',
                message,
                positionIn(errors.join('\n').slice(0, 20_000))
              )
            : failure('removedFromK6', removed)
        );
      }
    });
  });
}

function failure(
  kind: InspectFailure['kind'],
  message: string,
  position?: ScriptPosition
): { ok: false; failure: InspectFailure } {
  return { ok: false, failure: { kind, message, ...(position && { position }) } };
}

/** What k6's log has of level error; a refused argument is logged before k6 knows that it is to be JSON. */
function k6Errors(stderr: string): string[] {
  return stderr.split('\n').flatMap((line) => {
    const entry = parseLogLine(line);
    if (entry === null) {
      return [line];
    }
    return entry.level === 'error' || entry.level === 'fatal' ? [entry.message] : [];
  });
}

/** Without stack traces and what else no terminal should get. */
function plainText(errors: readonly string[]): string {
  return errors
    .map((message) => message.replace(/\n\s*at [^\n]*/g, ''))
    .flatMap((message) => message.split('\n').map((line) => cleanLogLine(line).trim()))
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, 2000);
}
