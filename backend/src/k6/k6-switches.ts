import { flagValues } from './k6-arguments';

/**
 * What a switch of k6 changes: `load` how much is sent (compared by the hash of the load profile), `measurement` what is
 * sent, counted or judged, `identity` which run, script or settings it is, `output` where figures and logs go; the rest
 * is `harmless`.
 */
type SwitchEffect = 'load' | 'measurement' | 'identity' | 'output' | 'harmless';

interface K6Switch {
  /** Without dashes; null where there is a variable only. */
  readonly flag: string | null;
  readonly short: string | null;
  /** Null where k6 reads none. */
  readonly variable: string | null;
  readonly effect: SwitchEffect;
  readonly majors: ReadonlyArray<1 | 2>;
  /** Name in k6's options, where `k6 inspect` and `exec.test.options` tell what it came to. */
  readonly option: string | null;
  /** Whether the flag takes a value. */
  readonly takesValue: boolean;
}

interface More {
  readonly short?: string;
  readonly variable?: string | null;
  readonly majors?: ReadonlyArray<1 | 2>;
  readonly option?: string;
  readonly takesValue?: boolean;
}

/** k6 names a flag's variable after it. */
function flag(name: string, effect: SwitchEffect, more: More = {}): K6Switch {
  const { short = null, variable = variableOf(name), majors = [1, 2], option = null, takesValue = true } = more;
  return { flag: name, short, variable, effect, majors, option, takesValue };
}

function variable(name: string, effect: SwitchEffect, more: More = {}): K6Switch {
  return { ...flag(name, effect, more), flag: null, variable: name };
}

function variableOf(name: string): string {
  return `K6_${name.toUpperCase().replaceAll('-', '_')}`;
}

const on = { takesValue: false } as const;

/** Every flag of `k6 run` in both majors, and the variables that k6 reads beside them. */
export const k6Switches: readonly K6Switch[] = [
  flag('vus', 'load', { short: 'u' }),
  flag('duration', 'load', { short: 'd' }),
  flag('iterations', 'load', { short: 'i' }),
  flag('stage', 'load', { short: 's', variable: 'K6_STAGES' }),

  flag('no-thresholds', 'measurement', on),
  flag('no-setup', 'measurement', { ...on, option: 'noSetup' }),
  flag('no-teardown', 'measurement', { ...on, option: 'noTeardown' }),
  // Of one k6 alone it is a smaller load; several instances share the plan by it.
  flag('execution-segment', 'measurement', { option: 'executionSegment' }),
  flag('rps', 'measurement', { option: 'rps' }),
  flag('min-iteration-duration', 'measurement', { option: 'minIterationDuration' }),
  flag('max-redirects', 'measurement', { option: 'maxRedirects' }),
  flag('batch', 'measurement', { option: 'batch' }),
  flag('batch-per-host', 'measurement', { option: 'batchPerHost' }),
  flag('user-agent', 'measurement', { option: 'userAgent' }),
  flag('insecure-skip-tls-verify', 'measurement', { ...on, option: 'insecureSkipTLSVerify' }),
  flag('no-connection-reuse', 'measurement', { ...on, option: 'noConnectionReuse' }),
  flag('no-vu-connection-reuse', 'measurement', { ...on, option: 'noVUConnectionReuse' }),
  flag('throw', 'measurement', { ...on, short: 'w', option: 'throw' }),
  flag('blacklist-ip', 'measurement', { variable: 'K6_BLACKLIST_IPS', option: 'blacklistIPs' }),
  flag('block-hostnames', 'measurement', { option: 'blockHostnames' }),
  flag('discard-response-bodies', 'measurement', { ...on, option: 'discardResponseBodies' }),
  variable('K6_HOSTS', 'measurement', { option: 'hosts' }),
  variable('K6_NO_COOKIES_RESET', 'measurement', { option: 'noCookiesReset' }),

  flag('env', 'identity', { short: 'e', variable: null }),
  flag('tag', 'identity', { variable: 'K6_TAGS' }),
  flag('config', 'identity', { short: 'c' }),
  flag('type', 'identity', { short: 't' }),
  flag('include-system-env-vars', 'identity', on),
  flag('secret-source', 'identity'),
  variable('K6_INSTANCE_SCENARIOS', 'identity'),

  flag('out', 'output', { short: 'o' }),
  flag('summary-trend-stats', 'output'),
  flag('summary-time-unit', 'output'),
  flag('summary-mode', 'output'),
  flag('summary-export', 'output'),
  flag('new-machine-readable-summary', 'output', on),
  // Hidden from the help of k6 1, gone from k6 2.
  flag('no-summary', 'output', { ...on, majors: [1] }),
  flag('system-tags', 'output'),
  flag('console-output', 'output'),
  flag('traces-output', 'output'),
  flag('http-debug', 'output', on),
  flag('log-format', 'output'),
  flag('log-output', 'output'),
  flag('no-color', 'output', on),
  flag('quiet', 'output', { ...on, short: 'q' }),
  flag('verbose', 'output', { ...on, short: 'v' }),
  variable('K6_INFLUXDB_*', 'output'),
  variable('K6_CSV_*', 'output'),
  variable('K6_OTEL_*', 'output'),
  variable('K6_PROMETHEUS_RW_*', 'output'),
  variable('K6_STATSD_*', 'output'),
  variable('K6_CLOUD_*', 'output'),
  variable('K6_WEB_DASHBOARD*', 'output'),

  // Only tells which part of the plan an execution segment stands for.
  flag('execution-segment-sequence', 'harmless'),
  flag('paused', 'harmless', { ...on, short: 'p' }),
  // Ways from this machine to the target, which differ between a laptop, a CI and the sidecar.
  flag('dns', 'harmless'),
  flag('local-ips', 'harmless'),
  flag('compatibility-mode', 'harmless'),
  flag('features', 'harmless', { majors: [2] }),
  flag('linger', 'harmless', { ...on, short: 'l' }),
  flag('no-usage-report', 'harmless', on),
  flag('address', 'harmless', { short: 'a' }),
  flag('profiling-enabled', 'harmless', on),
  flag('help', 'harmless', { ...on, short: 'h', variable: null }),
  variable('K6_BROWSER_*', 'harmless'),
  variable('K6_SETUP_TIMEOUT', 'harmless'),
  variable('K6_TEARDOWN_TIMEOUT', 'harmless'),
  variable('K6_HANDLE_SUMMARY_TIMEOUT', 'harmless', { majors: [2] }),
  variable('K6_METRIC_SAMPLES_BUFFER_SIZE', 'harmless'),
];

const measured = k6Switches.filter((each) => each.effect === 'measurement');

/** Names of k6's options that change what is measured; k6/lib/monitor.js has the same list. */
export const measuredOptions: readonly string[] = measured.flatMap(({ option }) => (option === null ? [] : [option]));

/** The arguments whose effect on the measurement k6 tells among its options, as they were given. */
export function measuredArguments(args: readonly string[]): string[] {
  return measured.flatMap(({ flag: long, short, option, takesValue }) => {
    if (long === null || option === null) {
      return [];
    }
    return takesValue
      ? flagValues(args, long, short ?? undefined).flatMap((value) => [`--${long}`, value])
      : args.filter(
          (arg) => arg === `--${long}` || arg.startsWith(`--${long}=`) || (short !== null && arg === `-${short}`)
        );
  });
}

/**
 * The switches that change what is measured and that k6 tells nowhere among its options, as a person would write them.
 * An argument wins over its variable, as in k6.
 */
export function contradictingSwitches(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>
): string[] {
  return measured.flatMap((each) => {
    if (each.flag === null || each.option !== null) {
      return [];
    }
    const given = args.filter((arg) => arg === `--${each.flag}` || arg.startsWith(`--${each.flag}=`)).at(-1);
    if (given !== undefined) {
      return isOff(given.split('=')[1] ?? 'true') ? [] : [`--${each.flag}`];
    }
    const value = each.variable === null ? undefined : environment[each.variable];
    return value === undefined || value === '' || isOff(value) ? [] : [each.variable ?? each.flag];
  });
}

function isOff(value: string): boolean {
  return /^(?:false|f|0)$/i.test(value);
}
