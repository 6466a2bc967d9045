import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import { normalisedTarget } from '../model/target';
import { systemErrorCode } from '../lib/error-code';
import { addressProblem } from '../lib/address';
import { isWebhookSecret } from '../lib/standard-webhooks';
import { flagValues } from '../k6';
import { instanceSchema, runIdSchema, testNameSchema } from '../model/protocol';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Options as commander hands them over; all optional, everything still text. */
export interface ConnectionOptions {
  readonly url?: string;
  readonly json?: boolean;
}
export interface RunOptions extends ConnectionOptions {
  readonly test?: string;
  readonly target?: string;
  readonly environment?: string;
  readonly runId?: string;
  readonly instance?: string;
  readonly instances?: string;
  readonly k6?: string;
  /** False: `--no-stream`. */
  readonly stream?: boolean;
  readonly wait?: boolean;
  readonly waitTimeout?: string;
  readonly strict?: boolean;
  readonly mustCount?: boolean;
}

/** What the catalogue says of a load test, for what nobody else says; null: it does not. */
export interface CatalogueDefaults {
  readonly target: string | null;
  readonly environment: string | null;
}

export interface Connection {
  /** Base URL of the sidecar, without a slash at the end. */
  readonly url: string;
  readonly key: string | null;
  readonly spoolDirectory: string;
  readonly json: boolean;
}

export interface RunSettings extends Connection {
  readonly script: string;
  readonly k6Args: readonly string[];
  readonly test: string;
  readonly target: string;
  readonly environment: string;
  readonly runId: string;
  readonly instance: string;
  readonly instances: number;
  readonly k6Bin: string;
  readonly stream: boolean;
  readonly influxToken: string | null;
  readonly wait: boolean;
  readonly waitTimeoutSeconds: number;
  /** A run that the monitor has not been told of is a failure. */
  readonly strict: boolean;
  /** So is one that does not count. */
  readonly mustCount: boolean;
}

/** What is wrong with the command line or the environment, for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const defaultPort = 8090;

/** Earlier names of variables that now begin with LOADTESTS_. TARGET is also what the script sees. */
const earlierNames = {
  TEST: 'LOADTEST',
  TARGET: 'TARGET',
  ENVIRONMENT: 'LOADTEST_ENVIRONMENT',
  INSTANCES: 'LOADTEST_INSTANCES',
} as const;

/** The variable `LOADTESTS_<name>` or, where that is not set, its earlier name; null without either. */
function variable(environment: Environment, name: keyof typeof earlierNames): string | null {
  return environment[`LOADTESTS_${name}`] || environment[earlierNames[name]] || null;
}

/**
 * The load test that is named, not only guessed from the script's file name; null where none is.
 * @throws UsageError for what is no name
 */
export function namedTest(options: Pick<RunOptions, 'test'>, environment: Environment): string | null {
  const name = options.test ?? variable(environment, 'TEST');
  return name === null ? null : check(testNameSchema, name, '--test');
}

/** Which of target and environment the command line and the variables leave to the catalogue. */
export function leftToCatalogue(
  k6Args: readonly string[],
  options: Pick<RunOptions, 'target' | 'environment'>,
  variables: Environment
): { readonly target: boolean; readonly environment: boolean } {
  return {
    target: (options.target ?? targetArgument(k6Args, variables) ?? variable(variables, 'TARGET')) === null,
    environment: (options.environment ?? variable(variables, 'ENVIRONMENT')) === null,
  };
}

function check<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value);
  if (!result.success) {
    const right = result.error.issues.map((issue) => issue.message).join('; ');
    throw new UsageError(`${name} is ${JSON.stringify(value)}; right would be: ${right}`);
  }
  return result.data;
}

/**
 * An address as it was given, where nothing in it could be a secret: it gets into announcements, messages and the spool.
 * A refused one is not repeated, since a terminal's text ends up in the log of a CI.
 */
function address(value: string, name: string, instead: string): string {
  const problem = addressProblem(value);
  if (problem !== null) {
    throw new UsageError(`${name} ${problem}; right would be: ${instead}`);
  }
  return value;
}

/** A secret from its variable or from the file that `NAME_FILE` names; never from an argument, which `ps` would show. */
function secret(environment: Environment, name: string): string | null {
  const file = environment[`${name}_FILE`];
  if (environment[name] || !file) {
    return environment[name]?.trim() || null;
  }
  try {
    return readFileSync(file, 'utf8').trim() || null;
  } catch (error) {
    throw new UsageError(
      `${name}_FILE names ${file}, which cannot be read (${systemErrorCode(error) ?? 'unknown error'})`
    );
  }
}

/**
 * The secret with which a CI signs deployment events, which is the sidecar's WEBHOOK_DEPLOYMENTS_SECRET.
 * @throws UsageError without it, and for what is no such secret.
 */
export function webhookSecretFrom(environment: Environment): string {
  const given = secret(environment, 'LOADTESTS_WEBHOOK_SECRET');
  if (given === null || !isWebhookSecret(given)) {
    throw new UsageError(
      `LOADTESTS_WEBHOOK_SECRET ${given === null ? 'is missing' : 'is no secret of a webhook'}; right would be: what the ` +
        'monitor has in WEBHOOK_DEPLOYMENTS_SECRET, whsec_ and 24 to 64 bytes in base64'
    );
  }
  return given;
}

/** What every command needs to reach the sidecar. */
export function connectionFrom(options: ConnectionOptions, environment: Environment): Connection {
  const url = options.url ?? (environment.LOADTESTS_URL || `http://127.0.0.1:${environment.PORT || defaultPort}`);
  const cache = environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), '.cache');
  return {
    url: address(
      url,
      options.url === undefined ? 'LOADTESTS_URL' : '--url',
      'the base URL of the monitor alone, such as https://loadtests.example.com; the key goes into LOADTESTS_KEY'
    ).replace(/\/+$/, ''),
    key: secret(environment, 'LOADTESTS_KEY'),
    spoolDirectory: resolve(environment.LOADTESTS_SPOOL_DIR || join(cache, 'loadtests', 'spool')),
    json: options.json === true,
  };
}

/** `checkout-20261123-024500-3f9a`, in UTC: sorts by time, and says in any log what it belongs to. */
export function newRunId(test: string, at: Date, random: string = randomBytes(2).toString('hex')): string {
  const stamp = at.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${test.slice(0, 70)}-${stamp}-${random}`;
}

/** The script's file name, made into a name that a load test may have. */
function nameOf(script: string): string {
  return basename(script, extname(script))
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 100);
}

/** The k6 that is meant: an option, K6_BIN, or what PATH has. */
export function k6BinFrom({ k6 }: Pick<RunOptions, 'k6'>, environment: Environment): string {
  return k6 ?? (environment.K6_BIN || 'k6');
}

/** @throws UsageError for anything but a whole number in the range */
export function wholeNumber(value: string, name: string, least: number, most: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (!(number >= least && number <= most)) {
    throw new UsageError(
      `${name} is ${JSON.stringify(value)}; right would be: a whole number from ${least} to ${most}`
    );
  }
  return number;
}

/** What k6 will give the script as `__ENV.TARGET` by `-e`; null where the arguments do not say. The last one counts. */
export function targetArgument(k6Args: readonly string[], environment: Environment): string | null {
  const given = flagValues(k6Args, 'env', 'e').findLast((value) => value === 'TARGET' || value.startsWith('TARGET='));
  // Without a value k6 takes it from the environment.
  return given === undefined ? null : given === 'TARGET' ? (environment.TARGET ?? '') : given.slice('TARGET='.length);
}

function baseAddress(value: string, name: string): string {
  return address(
    value,
    name,
    'the base URL alone, such as https://shop.example.com; what the script needs to sign in goes into a variable of its own'
  );
}

function targetFrom(
  options: RunOptions,
  k6Args: readonly string[],
  environment: Environment,
  defaults: CatalogueDefaults
): string {
  const fromArgs = targetArgument(k6Args, environment);
  const target = options.target ?? fromArgs ?? variable(environment, 'TARGET') ?? defaults.target;
  if (!target) {
    throw new UsageError(
      'which system does the script load? Give its base URL with --target https://shop.example.com, ' +
        'as TARGET in the environment, or to the script with -- -e TARGET=…; or name a load test of the catalogue ' +
        'with --test, whose target it then is'
    );
  }
  const checked = baseAddress(target, 'the target');
  if (fromArgs) {
    baseAddress(fromArgs, '-e TARGET');
  }
  if (fromArgs !== null && (normalisedTarget(fromArgs) ?? fromArgs) !== (normalisedTarget(checked) ?? checked)) {
    throw new UsageError(
      `--target says ${checked} and -e TARGET says ${fromArgs || 'nothing'}; the run would be recorded for a system ` +
        'that it does not load. Give one of them'
    );
  }
  return checked;
}

/**
 * The settings of one run from the command line, the environment and, where these say nothing, the catalogue.
 * @throws UsageError that says what is wrong and what would be right
 */
export function runSettings(
  script: string,
  k6Args: readonly string[],
  options: RunOptions,
  environment: Environment,
  now: Date,
  defaults: CatalogueDefaults = { target: null, environment: null }
): RunSettings {
  if (script === '-') {
    throw new UsageError('the script must be a file: one from standard input has no hash to be recognised by');
  }
  const test = namedTest(options, environment) ?? check(testNameSchema, nameOf(script), '--test');
  const instances = wholeNumber(options.instances ?? variable(environment, 'INSTANCES') ?? '1', '--instances', 1, 1000);
  if (instances > 1 && (options.runId === undefined || options.instance === undefined)) {
    throw new UsageError('with --instances, every k6 needs the same --run-id and an --instance of its own');
  }
  return {
    ...connectionFrom(options, environment),
    script,
    k6Args,
    test,
    target: targetFrom(options, k6Args, environment, defaults),
    environment: check(
      z.string().min(1, 'at least 1 character').max(100, 'at most 100 characters'),
      options.environment ?? variable(environment, 'ENVIRONMENT') ?? defaults.environment ?? 'production',
      '--environment'
    ),
    runId: check(runIdSchema, options.runId ?? newRunId(test, now), '--run-id'),
    instance: check(instanceSchema, options.instance ?? '0', '--instance'),
    instances,
    k6Bin: k6BinFrom(options, environment),
    stream: options.stream !== false,
    influxToken: secret(environment, 'INFLUX_TOKEN'),
    wait: options.wait === true,
    waitTimeoutSeconds: wholeNumber(options.waitTimeout ?? '600', '--wait-timeout', 1, 86_400),
    strict: options.strict === true,
    mustCount: options.mustCount === true,
  };
}
