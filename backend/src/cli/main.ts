import { Command, CommanderError } from 'commander';
import { rebuildAnnotations, sinceFrom } from './annotations';
import { catalogueDefaults } from './catalogue-defaults';
import { exitCodes, usualTimes, type CliContext } from './context';
import { flush } from './flush';
import { MonitorError } from './monitor-error';
import { run } from './run';
import { connectionFrom, runSettings, UsageError, type ConnectionOptions, type RunOptions } from './settings';
import { sleepFor } from './sidecar';

const runHelp = `
Everything after -- goes to k6 as it is. The script is not changed; k6's screen and exit code stay its own.

Examples:
  $ LOADTESTS_KEY=… loadtests run checkout.js --target https://shop.example.com -- --vus 20 --duration 1m
  $ loadtests run checkout.js --test checkout --must-count --wait    # target and environment of the catalogue

Environment:
  LOADTESTS_URL            base URL of the monitor (default http://127.0.0.1:8090)
  LOADTESTS_KEY            API key with the scope ingest (and read, for --wait); or LOADTESTS_KEY_FILE
  LOADTESTS_TEST, LOADTESTS_TARGET, LOADTESTS_ENVIRONMENT, LOADTESTS_INSTANCES
                           as --test, --target, --environment and --instances (earlier LOADTEST, TARGET,
                           LOADTEST_ENVIRONMENT and LOADTEST_INSTANCES, which are still read)
  LOADTESTS_SPOOL_DIR      where undelivered reports wait (default ~/.cache/loadtests/spool)
  K6_BIN                   the k6 binary (default k6 on PATH)
  INFLUX_URL, INFLUX_BUCKET, INFLUX_TOKEN
                           where samples go when the monitor reads an InfluxDB

Exit codes:
  k6's own, or 128 + n when signal n ended it; where that is 0:
  0    all is well; with --wait: the verdict is passed
  1    --wait: the verdict is not passed or did not come; --must-count: the run does not count
  69   --strict, --wait, --must-count: the monitor could not be told (not reachable, no monitor, key refused)
  and where nothing was started:
  2    wrong usage, the monitor refused the run, or it would not count (--must-count)
  69   the monitor could not be asked for what was needed before
  70   an error of our own, such as a full disk
  127  k6 not found`;

const rebuildHelp = `
Writes missing annotations, corrects those that say something else, and removes further ones of the same run and those whose
run the monitor does not know. May be run again at any time: nothing is doubled, and nobody is told anything.

Environment:
  LOADTESTS_URL            base URL of the monitor (default http://127.0.0.1:8090)
  LOADTESTS_KEY            API key with the scope operate; or LOADTESTS_KEY_FILE

Exit codes:
  0    the monitor is at it
  1    it is not, but may be later: the monitor or Grafana cannot be reached, or refuses the key
  2    wrong usage, or the monitor has no Grafana`;

function program(context: CliContext, finish: (exitCode: number) => void): Command {
  const { environment, stderr, stdout } = context;
  const root = new Command('loadtests')
    .description('Runs k6 and reports the run to the load test monitor.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  const urlOption = ['--url <url>', 'base URL of the monitor (env LOADTESTS_URL)'] as const;
  root
    .command('run')
    .description('run a k6 script and report the run')
    .argument('<script>', 'k6 script or archive')
    .argument('[k6 args...]', "k6's own options, after --")
    .option(
      '--target <url>',
      'base URL of the system under test (default: TARGET from the environment or -- -e TARGET=…)'
    )
    .option('--test <name>', "name of the load test in the catalogue (default: the script's file name)")
    .option('--environment <name>', "environment of the target (default: the catalogue's with --test, else production)")
    .option('--run-id <id>', 'id of the run, the k6 tag testid (default: made from name, time and chance)')
    .option('--instance <id>', 'which of several k6 processes of the run this is (default: 0)')
    .option('--instances <n>', 'how many k6 processes make up the run (default: 1)')
    .option(...urlOption)
    .option('--k6 <path>', 'the k6 binary (env K6_BIN)')
    .option('--no-stream', 'do not let k6 stream its samples')
    .option('--wait', 'wait for the verdict and print it')
    .option('--strict', 'fail where the monitor could not be told of the run (--wait and --must-count imply it)')
    .option('--must-count', 'start nothing that would not count, and fail where the run does not count after all')
    .option('--wait-timeout <seconds>', 'how long to wait for it (default: 600)')
    .option('--json', "one line of JSON on standard output; k6's own screen then goes to standard error")
    .addHelpText('after', runHelp)
    .action(async (script: string, k6Args: string[], options: RunOptions) => {
      const defaults = await catalogueDefaults(k6Args, options, context);
      finish(await run(runSettings(script, k6Args, options, environment, context.now(), defaults), context));
    });
  root
    .command('flush')
    .description('deliver what earlier runs could not report')
    .option(...urlOption)
    .option('--json', 'one line of JSON on standard output')
    .action(async (options: ConnectionOptions) => finish(await flush(connectionFrom(options, environment), context)));
  root
    .command('annotations')
    .description('the annotations of runs in Grafana')
    .command('rebuild')
    .description("make them again from the monitor's records")
    .option('--since <time>', 'only of runs of the last 30d, 12h or 90m (default: of all runs)')
    .option(...urlOption)
    .option('--json', 'one line of JSON on standard output')
    .addHelpText('after', rebuildHelp)
    .action(async ({ since, ...options }: ConnectionOptions & { readonly since?: string }) =>
      finish(await rebuildAnnotations(connectionFrom(options, environment), sinceFrom(since, context.now()), context))
    );
  return root;
}

function processContext(): CliContext {
  // A closed terminal must not end us before the report is on disk.
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', () => undefined);
  return {
    environment: process.env,
    cwd: process.cwd(),
    fetch: globalThis.fetch,
    sleep: sleepFor,
    now: () => new Date(),
    stderr: process.stderr,
    stdout: process.stdout,
    k6Stdout: 'inherit',
    signals: process,
    times: usualTimes,
  };
}

/**
 * The command line `loadtests`.
 * @param args without the interpreter and the script's own name.
 * @returns the exit code; never rejects.
 */
export async function main(args: readonly string[], context: CliContext = processContext()): Promise<number> {
  let exitCode = 0;
  try {
    await program(context, (code) => {
      exitCode = code;
    }).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed its message already; asking for help is no mistake.
      if (error.code === 'commander.unknownOption') {
        context.stderr.write("k6's own options go after --: loadtests run script.js -- --vus 20\n");
      }
      return error.exitCode === 0 ? 0 : exitCodes.usage;
    }
    const message = error instanceof Error ? error.message : String(error);
    context.stderr.write(`loadtests: ${message}\n`);
    if (error instanceof MonitorError) {
      return error.exitCode;
    }
    return error instanceof UsageError ? exitCodes.usage : exitCodes.internal;
  }
}
