import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { resolve } from 'node:path';
import { type ConfigProblem, readEnvironment } from './read-environment';
import { crossProblems, crossWarnings } from './rules';
import { isLoopback } from '../lib/loopback';
import { Secret } from '../lib/secret';
import { type Environment, environmentSchema, variableInfo, variableNames } from './variables';
import type { ApiKeyRecord } from '../model/api-key';

export { configurationHelp } from './help';
export type { ConfigProblem } from './read-environment';

/** The configuration by domain. Null: not configured, so that the part is off or embedded. */
export interface Config {
  readonly http: {
    readonly host: string;
    readonly port: number;
    /** True: only processes on this machine can reach the port. */
    readonly loopback: boolean;
    /** What a browser calls the sidecar; null: not said. */
    readonly publicUrl: string | null;
    /** Addresses of proxies whose X-Forwarded-For is believed; empty: none. */
    readonly trustedProxies: readonly string[];
    /** From `API_KEYS`, hashed. */
    readonly apiKeys: readonly ApiKeyRecord[];
  };
  readonly logLevel: Environment['LOG_LEVEL'];
  /** Absolute path. */
  readonly dataDir: string;
  /** Null: the embedded database under `dataDir`. */
  readonly database: { readonly url: Secret } | null;
  /** Null: the embedded metric store under `dataDir`. */
  readonly influx: {
    readonly url: string;
    /** Null with InfluxDB 1.13 without authentication. */
    readonly token: Secret | null;
    readonly org: string;
    readonly bucket: string;
    readonly resultsBucket: string;
  } | null;
  /** Absolute path of the catalogue. */
  readonly loadTestsFile: string;
  readonly k6Bin: string;
  readonly runner: {
    /** Resident memory that one k6 may have, in MB of 1024² bytes. */
    readonly maxMemoryMb: number;
  };
  readonly diagnosis: {
    readonly deadlineSeconds: number;
    /** Null: rules only. */
    readonly anthropic: { readonly apiKey: Secret; readonly baseUrl: string | null; readonly model: string } | null;
  };
  readonly vercel: {
    readonly token: Secret;
    readonly projectId: string | null;
    readonly teamId: string | null;
    readonly allowedProjectIds: readonly string[];
    readonly apiUrl: string;
  } | null;
  readonly remediation: { readonly mode: NonNullable<Environment['REMEDIATION_MODE']> };
  readonly slack:
    | { readonly kind: 'bot'; readonly token: Secret; readonly channel: string; readonly apiUrl: string }
    | { readonly kind: 'webhook'; readonly url: Secret }
    | null;
  readonly grafana: {
    /** Null: no annotations. */
    readonly api: { readonly url: string; readonly token: Secret } | null;
    /** For links; null: messages carry none. */
    readonly publicUrl: string | null;
  };
  readonly banner: { readonly public: boolean; readonly allowedOrigins: readonly string[] };
  /** Each secret is good; none: that webhook is off. */
  readonly webhooks: { readonly vercelSecrets: readonly Secret[]; readonly deploymentsSecrets: readonly Secret[] };
  readonly runAlerts: Environment['RUN_ALERTS'];
  /** Every secret that was set, for keeping them out of the log. */
  readonly secrets: readonly Secret[];
  /** What is allowed and probably not meant; the entry logs it. */
  readonly warnings: readonly ConfigProblem[];
}

/** Everything that is wrong with the environment, at once. The message is meant for the operator's terminal. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ name, what, right }) => `  ${name} ${what}. Right would be: ${right}.`);
    super(
      `The configuration has ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}:\n${lines.join('\n')}`
    );
    this.name = 'ConfigError';
  }
}

export interface LoadConfigOptions {
  /** Reads the file of a `NAME_FILE` variable; throws when it cannot. */
  readonly readFile?: (path: string) => string;
  /** What relative paths start from. */
  readonly cwd?: string;
}

/**
 * The configuration from environment variables.
 * @throws ConfigError that lists every problem
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  { readFile = (path) => readFileSync(path, 'utf8'), cwd = process.cwd() }: LoadConfigOptions = {}
): Config {
  const raw = readEnvironment(env, readFile);
  const result = environmentSchema.safeParse(raw.values);
  const ownProblems = (result.error?.issues ?? []).map((issue): ConfigProblem => {
    const name = variableNames.find((variable) => variable === issue.path[0]);
    const right = name && variableInfo.get(environmentSchema.shape[name])?.right;
    return { name: name ?? 'environment', what: issue.message, right: right ?? '' };
  });
  const variables = {
    set: new Set(variableNames.filter((name) => raw.values[name] !== undefined)),
    parsed: result.success ? result.data : parseEach(raw.values),
  };
  const problems = [...raw.problems, ...ownProblems, ...crossProblems(variables)];
  if (!result.success || problems.length > 0) {
    throw new ConfigError(problems);
  }
  return group(result.data, [...raw.warnings, ...crossWarnings(variables)], (path) => resolve(cwd, path));
}

/** Those values that are right in themselves, where not all are. */
function parseEach(values: Readonly<Record<string, string>>): Partial<Environment> {
  const parsed = variableNames.flatMap((name) => {
    const result = environmentSchema.shape[name].safeParse(values[name]);
    return result.success ? [[name, result.data] as const] : [];
  });
  return Object.fromEntries(parsed);
}

function group(env: Environment, warnings: readonly ConfigProblem[], absolute: (path: string) => string): Config {
  return {
    http: {
      host: env.HOST,
      port: env.PORT,
      loopback: isLoopback(env.HOST),
      publicUrl: env.PUBLIC_URL ?? null,
      trustedProxies: env.TRUST_PROXY ?? [],
      apiKeys: env.API_KEYS?.records ?? [],
    },
    logLevel: env.LOG_LEVEL,
    dataDir: absolute(env.DATA_DIR),
    database: env.DATABASE_URL ? { url: env.DATABASE_URL } : null,
    influx: env.INFLUX_URL
      ? {
          url: env.INFLUX_URL,
          token: env.INFLUX_TOKEN ?? null,
          org: env.INFLUX_ORG,
          bucket: env.INFLUX_BUCKET,
          resultsBucket: env.INFLUX_RESULTS_BUCKET,
        }
      : null,
    loadTestsFile: absolute(env.LOADTESTS_FILE),
    k6Bin: env.K6_BIN,
    runner: { maxMemoryMb: env.RUNNER_MAX_MEMORY_MB ?? defaultMaxMemoryMb() },
    diagnosis: {
      deadlineSeconds: env.DIAGNOSIS_DEADLINE_SECONDS,
      anthropic: env.ANTHROPIC_API_KEY
        ? { apiKey: env.ANTHROPIC_API_KEY, baseUrl: env.ANTHROPIC_BASE_URL ?? null, model: env.ANTHROPIC_MODEL }
        : null,
    },
    vercel: env.VERCEL_TOKEN ? vercelOf(env, env.VERCEL_TOKEN) : null,
    remediation: { mode: env.REMEDIATION_MODE ?? (env.VERCEL_TOKEN ? 'auto' : 'off') },
    slack: slackOf(env),
    grafana: {
      api: env.GRAFANA_URL && env.GRAFANA_TOKEN ? { url: env.GRAFANA_URL, token: env.GRAFANA_TOKEN } : null,
      publicUrl: env.GRAFANA_PUBLIC_URL ?? env.GRAFANA_URL ?? null,
    },
    banner: { public: env.BANNER_PUBLIC, allowedOrigins: env.BANNER_ALLOWED_ORIGINS ?? [] },
    webhooks: {
      vercelSecrets: env.WEBHOOK_VERCEL_SECRET ?? [],
      deploymentsSecrets: env.WEBHOOK_DEPLOYMENTS_SECRET ?? [],
    },
    runAlerts: env.RUN_ALERTS,
    secrets: [
      ...Object.values(env).filter((value) => value instanceof Secret),
      ...(env.WEBHOOK_VERCEL_SECRET ?? []),
      ...(env.WEBHOOK_DEPLOYMENTS_SECRET ?? []),
      ...(env.API_KEYS?.secrets ?? []),
      ...(env.DATABASE_URL ? passwordOf(env.DATABASE_URL) : []),
    ],
    warnings,
  };
}

function vercelOf(env: Environment, token: Secret): NonNullable<Config['vercel']> {
  const allowed = env.VERCEL_ALLOWED_PROJECT_IDS ?? [];
  const own = env.VERCEL_PROJECT_ID ? [env.VERCEL_PROJECT_ID] : [];
  return {
    token,
    projectId: env.VERCEL_PROJECT_ID ?? null,
    teamId: env.VERCEL_TEAM_ID ?? null,
    allowedProjectIds: allowed.length > 0 ? allowed : own,
    apiUrl: env.VERCEL_API_URL,
  };
}

function slackOf(env: Environment): Config['slack'] {
  if (env.SLACK_BOT_TOKEN && env.SLACK_CHANNEL) {
    return { kind: 'bot', token: env.SLACK_BOT_TOKEN, channel: env.SLACK_CHANNEL, apiUrl: env.SLACK_API_URL };
  }
  return env.SLACK_WEBHOOK_URL ? { kind: 'webhook', url: env.SLACK_WEBHOOK_URL } : null;
}

/**
 * Three quarters of what there is. A fixed number would forbid large tests on large machines; without a limit the system
 * kills whatever it chooses when memory runs out, the sidecar or the database among it.
 */
function defaultMaxMemoryMb(): number {
  // Without a limit of a container, a number beyond all memory, or 0.
  const constrained = process.constrainedMemory();
  const bytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.floor((bytes * 0.75) / 1024 ** 2);
}

/** The password as written and percent-decoded: a driver's error may name it without the rest of the URL. */
function passwordOf(url: Secret): Secret[] {
  const { password } = new URL(url.reveal());
  const plain = new URLSearchParams(`p=${password.replaceAll('+', '%2B')}`).get('p') ?? '';
  return [...new Set([password, plain])].filter((value) => value !== '').map((value) => new Secret(value));
}
