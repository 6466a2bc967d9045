import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planK6Run, type InfluxOutput, startK6, type K6Outcome, type RunningK6, type InspectedScript } from '../k6';
import type { CliContext } from './context';
import { targetArgument, type RunSettings } from './settings';
import { createTerminalLog } from './terminal-log';

/** How the person's signals reach k6 while it runs, and what is remembered of them. */
export interface SignalDesk {
  /** Hands the signals on to this k6 from now on. */
  attach(k6: RunningK6): void;
  /** Ctrl-C was pressed. */
  interruptedByPerson(): boolean;
  /** The signal that came first, if any. */
  received(): NodeJS.Signals | null;
  /** Aborted by a signal after k6 has ended: whoever waits for the network should stop. */
  readonly afterK6: AbortSignal;
  detach(): void;
  close(): void;
}

const handled: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * The first signal asks k6 to finish what runs and to report, the second one ends it at once, as without us. k6 cannot
 * hear anything while it waits for a metric store that never answers, so then it is killed.
 */
export function createSignalDesk(context: CliContext, say: (line: string) => void): SignalDesk {
  const afterK6 = new AbortController();
  let k6: RunningK6 | null = null;
  let ended = false;
  let first: NodeJS.Signals | null = null;
  let byPerson = false;
  let killTimer: NodeJS.Timeout | undefined;

  const listener = (name: NodeJS.Signals): void => {
    const again = first !== null;
    first ??= name;
    if (ended) {
      afterK6.abort();
      return;
    }
    byPerson ||= name === 'SIGINT';
    if (k6 === null) {
      return;
    }
    // k6 would die of SIGHUP without a summary.
    k6.signal(name === 'SIGHUP' ? 'SIGTERM' : name);
    if (again) {
      const running = k6;
      killTimer ??= setTimeout(() => running.signal('SIGKILL'), context.times.kill);
    } else {
      say(
        `${name}: k6 finishes its iterations and reports${name === 'SIGINT' ? '; Ctrl-C again ends it at once' : ''}`
      );
    }
  };
  handled.forEach((name) => context.signals.on(name, listener));

  return {
    attach: (running) => {
      k6 = running;
    },
    interruptedByPerson: () => byPerson,
    received: () => first,
    afterK6: afterK6.signal,
    detach() {
      clearTimeout(killTimer);
      k6 = null;
      ended = true;
    },
    close() {
      clearTimeout(killTimer);
      handled.forEach((name) => context.signals.off(name, listener));
    },
  };
}

/**
 * The arguments for k6 that come from our own options as well as from the user. Ours stand last and win, so that no
 * spelling of `-e TARGET` makes k6 load another system than the one that is recorded.
 */
export function k6ArgumentsOf(
  { k6Args, target }: Pick<RunSettings, 'k6Args' | 'target'>,
  environment: CliContext['environment']
): string[] {
  const scriptTarget = targetArgument(k6Args, environment) ?? target;
  return [...k6Args, '-e', `TARGET=${scriptTarget}`, '-e', 'LOADTESTS_REPORTER=cli'];
}

/** What k6 inherits: everything but the key to the monitor, which is no business of a script's. */
export function k6Environment(environment: CliContext['environment']): Record<string, string | undefined> {
  const { LOADTESTS_KEY: _key, LOADTESTS_KEY_FILE: _file, ...rest } = environment;
  return rest;
}

/** Runs k6 to its end, with its own output where the person expects it. */
export async function runK6(
  settings: RunSettings,
  script: Pick<InspectedScript, 'tags' | 'summaryTrendStats'>,
  output: InfluxOutput | null,
  desk: SignalDesk,
  context: CliContext,
  say: (line: string) => void
): Promise<K6Outcome> {
  const { environment, cwd, stderr, now } = context;
  const folder = await mkdtemp(join(tmpdir(), 'loadtests-'));
  try {
    const plan = planK6Run({
      script: settings.script,
      runId: settings.runId,
      instance: settings.instance,
      userArgs: k6ArgumentsOf(settings, environment),
      environment: k6Environment(environment),
      scriptTags: script.tags,
      scriptTrendStats: script.summaryTrendStats,
      output,
      summaryPath: join(folder, 'summary.json'),
    });
    if (plan.summaryPath === null) {
      say('you have switched k6’s summary off, so the monitor gets only its exit code and cannot pass the run');
    }
    if (!plan.logReadable) {
      say(
        'k6’s log goes elsewhere (--log-output or K6_LOG_OUTPUT), so the monitor cannot see exceptions and lost samples'
      );
    }
    const begun = now().getTime();
    const write = (text: string): void => void stderr.write(text);
    const colours = environment.NO_COLOR === undefined && !settings.k6Args.includes('--no-color');
    const terminal = stderr.isTTY
      ? createTerminalLog(write, { colours, elapsedSeconds: () => (now().getTime() - begun) / 1000 })
      : null;
    const secrets = [settings.key, output?.password, settings.influxToken].filter((value) => typeof value === 'string');
    const k6 = startK6(
      { k6Bin: settings.k6Bin, cwd, secrets, ...plan },
      {
        stdout: settings.json && context.k6Stdout === 'inherit' ? 'stderr' : context.k6Stdout,
        onLog: terminal ? terminal.push : write,
      },
      now
    );
    desk.attach(k6);
    const outcome = await k6.ended;
    desk.detach();
    terminal?.end();
    return outcome;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
