/** Where k6's samples go. Credentials travel in the environment, never in the URL or the arguments. */
export interface InfluxOutput {
  /** With the database (bucket) as its path: `http://127.0.0.1:8086/k6`. */
  readonly url: string;
  readonly username: string | null;
  readonly password: string | null;
}

export interface K6RunRequest {
  readonly script: string;
  readonly runId: string;
  readonly instance: string;
  /** k6's own arguments as the user gave them, without the script. */
  readonly userArgs: readonly string[];
  /** The environment the user's k6 would have had. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `options.tags` of the script, as resolved by `k6 inspect`. */
  readonly scriptTags: Readonly<Record<string, string>>;
  /** `options.summaryTrendStats` of the script; empty where it sets none. */
  readonly scriptTrendStats: readonly string[];
  readonly output: InfluxOutput | null;
  /** For the credentials of `output` where the script sees k6's environment; null: they go there. */
  readonly configPath?: string | null;
  /** Where k6 may write its summary, unless the user asked for a file of their own. */
  readonly summaryPath: string;
}

export interface K6RunPlan {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** k6's configuration, which must be written before it starts and holds credentials; null: there is none. */
  readonly config: { readonly path: string; readonly content: string } | null;
  /** Null: k6 will write no summary, because the user switched it off. */
  readonly summaryPath: string | null;
  /** False: k6's log goes somewhere else than stderr, so nothing can be read from it. */
  readonly logReadable: boolean;
}

/**
 * k6's default, without which a run has no average or p95 to be judged by, and `count`, which alone says whether the
 * metric of a threshold has samples.
 */
const neededTrendStats = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'count'];

/**
 * The values a flag was given, in every form k6's flag parser takes: `--tag a=b`, `--tag=a=b`, `-o x`, `-ox`.
 * @param short single letter of the short form, where there is one.
 */
export function flagValues(args: readonly string[], long: string, short?: string): string[] {
  const values: string[] = [];
  args.forEach((arg, index) => {
    if (arg === `--${long}` || (short !== undefined && arg === `-${short}`)) {
      const next = args[index + 1];
      values.push(...(next === undefined ? [] : [next]));
    } else if (arg.startsWith(`--${long}=`)) {
      values.push(arg.slice(long.length + 3));
    } else if (short !== undefined && arg.startsWith(`-${short}`) && !arg.startsWith('--')) {
      values.push(arg.slice(2).replace(/^=/, ''));
    }
  });
  return values;
}

/** Whether a switch is on: `--no-summary`, `--no-summary=true`. The last one counts, as in k6. */
function switchedOn(args: readonly string[], name: string): boolean {
  const last = args.filter((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)).at(-1);
  return last !== undefined && !/=(?:false|f|0)$/i.test(last);
}

function isTrue(value: string | undefined): boolean {
  return /^(?:true|t|1)$/i.test(value ?? '');
}

function splitTag(tag: string, separator: string): [string, string] {
  const at = tag.indexOf(separator);
  return at < 0 ? ['', ''] : [tag.slice(0, at), tag.slice(at + 1)];
}

/**
 * All tags of the run as `--tag` arguments. k6 lets `--tag` replace the script's `options.tags` and `K6_TAGS` instead
 * of adding to them (grafana/k6 lib/options.go), so the ones that our two would push out are given again.
 */
function tagArguments(request: K6RunRequest): string[] {
  const fromEnvironment = (request.environment.K6_TAGS ?? '').split(',').map((tag) => splitTag(tag, ':'));
  const fromUser = flagValues(request.userArgs, 'tag').map((tag) => splitTag(tag, '='));
  const tags = new Map<string, string>([
    ...[...Object.entries(request.scriptTags), ...fromEnvironment, ...fromUser].filter(
      // k6 refuses a tag without a name or value; where it is the user's, it does so for the argument itself.
      ([name, value]) => name !== '' && value !== ''
    ),
    ['testid', request.runId],
    ['instance', request.instance],
  ]);
  return [...tags].flatMap(([name, value]) => ['--tag', `${name}=${value}`]);
}

function trendStatArguments({ userArgs, environment, scriptTrendStats }: K6RunRequest): string[] {
  const list = (text: string): string[] => text.split(',').map((stat) => stat.trim());
  const fromUser = flagValues(userArgs, 'summary-trend-stats').at(-1) ?? environment.K6_SUMMARY_TREND_STATS;
  const wanted = (fromUser === undefined ? [...scriptTrendStats] : list(fromUser)).filter((stat) => stat !== '');
  const missing = neededTrendStats.filter((stat) => !wanted.includes(stat));
  return missing.length === 0 ? [] : ['--summary-trend-stats', [...wanted, ...missing].join(',')];
}

/** The user's own `--out`s and, since any `--out` replaces it, what `K6_OUT` names. */
export function userOutputs(
  userArgs: readonly string[],
  environment: Readonly<Record<string, string | undefined>>
): string[] {
  const fromArguments = flagValues(userArgs, 'out', 'o');
  return fromArguments.length > 0
    ? fromArguments
    : (environment.K6_OUT ?? '').split(',').filter((output) => output !== '');
}

function outputArguments({ userArgs, environment, output }: K6RunRequest): string[] {
  if (!output) {
    return [];
  }
  const fromEnvironment = flagValues(userArgs, 'out', 'o').length === 0 ? userOutputs([], environment) : [];
  return [...fromEnvironment, `influxdb=${output.url}`].flatMap((value) => ['--out', value]);
}

/** Settings of the user that would send our stream elsewhere, thin it out (any precision but ns) or change its shape. */
const streamSettings = [
  'ADDR',
  'DB',
  'PRECISION',
  'RETENTION',
  'CONSISTENCY',
  'TAGS_AS_FIELDS',
  'USERNAME',
  'PASSWORD',
];

/** As k6 reads it: `collectors` are the settings of its outputs by their names. */
function configFile({ output, configPath = null }: K6RunRequest): K6RunPlan['config'] {
  if (configPath === null || !output?.password) {
    return null;
  }
  const { username, password } = output;
  const influxdb = { ...(username !== null && { username }), password };
  return { path: configPath, content: JSON.stringify({ collectors: { influxdb } }) };
}

function childEnvironment({ environment, output, configPath = null }: K6RunRequest): Record<string, string> {
  const child: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    const replaced = output !== null && streamSettings.some((setting) => name === `K6_INFLUXDB_${setting}`);
    if (value !== undefined && !replaced) {
      child[name] = value;
    }
  }
  if (configPath !== null) {
    return child;
  }
  if (output?.username) {
    child.K6_INFLUXDB_USERNAME = output.username;
  }
  if (output?.password) {
    child.K6_INFLUXDB_PASSWORD = output.password;
  }
  return child;
}

function summaryFile({ userArgs, environment, summaryPath }: K6RunRequest): { path: string | null; own: boolean } {
  const mode = flagValues(userArgs, 'summary-mode').at(-1) ?? environment.K6_SUMMARY_MODE;
  if (switchedOn(userArgs, 'no-summary') || isTrue(environment.K6_NO_SUMMARY) || mode === 'disabled') {
    return { path: null, own: false };
  }
  // k6 writes one file only, so a file of the user's is read instead of taking it away.
  const theirs = flagValues(userArgs, 'summary-export').at(-1) ?? environment.K6_SUMMARY_EXPORT;
  return theirs ? { path: theirs, own: false } : { path: summaryPath, own: true };
}

/** The command line and environment of one k6 process of a run. Pure. */
export function planK6Run(request: K6RunRequest): K6RunPlan {
  const { userArgs, environment } = request;
  const summary = summaryFile(request);
  const logOutput = flagValues(userArgs, 'log-output').at(-1) ?? environment.K6_LOG_OUTPUT ?? 'stderr';
  const config = configFile(request);
  // k6's REST API listens on one fixed port; without an address, parallel runs do not fight over it.
  const address = flagValues(userArgs, 'address', 'a').length > 0 || environment.K6_ADDRESS ? [] : ['--address', ''];
  return {
    args: [
      'run',
      ...userArgs,
      ...tagArguments(request),
      ...address,
      ...(config === null ? [] : ['--config', config.path]),
      ...trendStatArguments(request),
      ...outputArguments(request),
      ...(summary.own && summary.path !== null ? ['--summary-export', summary.path] : []),
      request.script,
    ],
    environment: childEnvironment(request),
    config,
    summaryPath: summary.path,
    logReadable: logOutput === 'stderr' || logOutput === '',
  };
}
