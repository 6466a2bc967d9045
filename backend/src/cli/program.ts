import { Argument, Command } from 'commander';
import { catalogueJsonSchema } from '../catalogue';
import { version } from '../lib/version';
import { addBaseline, addIncidents, addRemediation } from './acting-commands';
import { rebuildAnnotations, sinceFrom } from './annotations';
import { catalogueDefaults } from './catalogue-defaults';
import { type Finish, jsonOption, urlOption } from './command-options';
import { compareRuns } from './compare-command';
import { completionScript, shells } from './completion';
import type { CliContext } from './context';
import { deployed } from './deployed';
import { doctor } from './doctor';
import { exportFeedback } from './feedback-command';
import { flush } from './flush';
import {
  deployedHelp,
  doctorHelp,
  hashHelp,
  readingHelp,
  rebuildHelp,
  rootHelp,
  runHelp,
  schemaHelp,
  startHelp,
  validateHelp,
  waitHelp,
  watchHelp,
} from './help';
import { run } from './run';
import { linkOf, listRuns, showRun } from './runs-command';
import { printScriptHash } from './script-hash';
import {
  connectionFrom,
  k6BinFrom,
  runSettings,
  webhookSecretFrom,
  wholeNumber,
  type ConnectionOptions,
  type RunOptions,
} from './settings';
import { discardSpool, listSpool } from './spool-command';
import { listTests, startTest } from './tests-command';
import { showTrend } from './trend-command';
import { validate } from './validate';
import { waitForRun } from './wait';
import { watch } from './watch';

const waitTimeoutOption = ['--wait-timeout <seconds>', 'how long to wait for it (default: 600)'] as const;
const k6Option = ['--k6 <path>', 'the k6 binary (env K6_BIN)'] as const;

type StartArguments = ConnectionOptions & Pick<RunOptions, 'wait' | 'waitTimeout'> & { readonly watch?: boolean };

function waitTimeoutOf({ waitTimeout = '600' }: Pick<RunOptions, 'waitTimeout'>): number {
  return wholeNumber(waitTimeout, '--wait-timeout', 1, 86_400);
}

/** The commands and their options; each hands its exit code to `finish`. */
export function program(context: CliContext, finish: Finish): Command {
  const { stderr, stdout } = context;
  const root = new Command('loadtests')
    .description('Runs k6 and reports the run to the load test monitor.')
    .version(version, '-V, --version', 'print the version')
    .addHelpText('after', rootHelp)
    .exitOverride()
    .showHelpAfterError('"loadtests --help", or --help of a command, tells what is right')
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  addRun(root, context, finish);
  addTests(root, context, finish);
  addRuns(root, context, finish);
  addDeployed(root, context, finish);
  addFollowing(root, context, finish);
  addIncidents(root, context, finish);
  addRemediation(root, context, finish);
  addBaseline(root, context, finish);
  addChecks(root, context, finish);
  addHash(root, context, finish);
  addSchema(root, context);
  addSpool(root, context, finish);
  addAnnotations(root, context, finish);
  root
    .command('completion')
    .description('print what lets a shell complete these commands')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText('after', '\nbash: eval "$(loadtests completion bash)"; fish: loadtests completion fish | source')
    .action((shell: (typeof shells)[number]) => {
      stdout.write(completionScript(shell, root));
    });
  return root;
}

function addRun(root: Command, context: CliContext, finish: Finish): void {
  const { environment } = context;
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
    .option(...k6Option)
    .option('--no-stream', 'do not let k6 stream its samples')
    .option('--wait', 'wait for the verdict and print it')
    .option('--strict', 'fail where the monitor could not be told of the run (--wait and --must-count imply it)')
    .option('--must-count', 'start nothing that would not count, and fail where the run does not count after all')
    .option(...waitTimeoutOption)
    .option('--json', "one line of JSON on standard output; k6's own screen then goes to standard error")
    .addHelpText('after', runHelp)
    .action(async (script: string, k6Args: string[], options: RunOptions) => {
      const defaults = await catalogueDefaults(k6Args, options, context);
      finish(await run(runSettings(script, k6Args, options, environment, context.now(), defaults), context));
    });
}

function addTests(root: Command, context: CliContext, finish: Finish): void {
  const { environment } = context;
  root
    .command('tests')
    .description("list the load tests of the monitor's catalogue")
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', readingHelp)
    .action(async (options: ConnectionOptions) =>
      finish(await listTests(connectionFrom(options, environment), context))
    );
  root
    .command('start')
    .description('have the monitor run a load test of its catalogue')
    .argument('<test>', 'its name in the catalogue')
    .option('--wait', 'wait for the verdict and print it')
    .option('--watch', 'show how the run goes until its verdict')
    .option(...waitTimeoutOption)
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', startHelp)
    .action(async (test: string, options: StartArguments) => {
      const { wait = false, watch: isWatched = false } = options;
      const waiting = { wait, watch: isWatched, waitTimeoutSeconds: waitTimeoutOf(options) };
      finish(await startTest(connectionFrom(options, environment), test, waiting, context));
    });
}

interface DeployedArguments extends ConnectionOptions, Pick<RunOptions, 'wait' | 'waitTimeout'> {
  readonly commit: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly message?: string;
  readonly target: string;
  readonly environment: string;
  readonly project?: string;
  readonly label: readonly string[];
  readonly at?: string;
}

function addDeployed(root: Command, context: CliContext, finish: Finish): void {
  const { environment } = context;
  root
    .command('deployed')
    .description('tell the monitor of a deployment, which starts the load tests that ask for it')
    .argument('<deployment>', 'its id; the same one again starts nothing twice')
    .requiredOption('--commit <hash>', 'that was deployed')
    .option('--branch <name>', 'its branch, such as main')
    .option('--tag <name>', 'its tag, such as v2.0.0')
    .option('--message <text>', 'the commit message')
    .option('--target <name>', 'what it was deployed to', 'production')
    .option('--environment <name>', 'of the load tests that it concerns', 'production')
    .option('--project <id>', 'of Vercel, where it is deployed there')
    .option('--label <text>', 'what rules of load tests may ask for; may be repeated', collect, [])
    .option('--at <time>', 'when it was deployed, such as 2026-11-30T12:00:00Z (default: now)')
    .option('--wait', 'wait for the verdicts of the runs that it starts')
    .option(...waitTimeoutOption)
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', deployedHelp)
    .action(async (deploymentId: string, options: DeployedArguments) => {
      const { commit, branch, tag, message, target, project, label: labels, at } = options;
      const event = {
        deploymentId,
        target,
        environment: options.environment,
        ...(project !== undefined && { projectId: project }),
        commit: {
          id: commit,
          ...(branch !== undefined && { branch }),
          ...(tag !== undefined && { tag }),
          ...(message !== undefined && { message }),
        },
        labels,
        createdAt: at ?? context.now().toISOString(),
      };
      const { wait = false } = options;
      const secret = webhookSecretFrom(environment);
      const telling = { event, secret, wait, waitTimeoutSeconds: waitTimeoutOf(options) };
      finish(await deployed(connectionFrom(options, environment), telling, context));
    });
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function addFollowing(root: Command, context: CliContext, finish: Finish): void {
  const { environment } = context;
  root
    .command('watch')
    .description('follow a run until its verdict')
    .argument('[run or test]', 'id of a run, or a load test: its newest (default: what runs)')
    .option('--stop-on-interrupt', 'Ctrl-C stops the run, not only the watching')
    .option(...urlOption)
    .option('--json', 'a line of JSON for each news on standard output')
    .addHelpText('after', watchHelp)
    .action(async (which: string | undefined, options: ConnectionOptions & { stopOnInterrupt?: boolean }) => {
      const watching = { which: which ?? null, stopOnInterrupt: options.stopOnInterrupt === true };
      finish(await watch(connectionFrom(options, environment), watching, context));
    });
  root
    .command('wait')
    .description('wait for the verdict of a run and print it')
    .argument('<run>', 'its id')
    .option(...waitTimeoutOption)
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', waitHelp)
    .action(async (id: string, options: ConnectionOptions & Pick<RunOptions, 'waitTimeout'>) =>
      finish(await waitForRun(connectionFrom(options, environment), id, waitTimeoutOf(options), context))
    );
}

function addRuns(root: Command, context: CliContext, finish: Finish): void {
  const { environment } = context;
  root
    .command('runs')
    .description('list the newest runs')
    .option('--test <names>', 'only of these load tests, comma separated')
    .option('--verdict <verdicts>', 'only with these verdicts, comma separated')
    .option('--limit <n>', 'how many (default: 20)')
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', readingHelp)
    .action(async (options: ConnectionOptions & { test?: string; verdict?: string; limit?: string }) => {
      const { test, verdict } = options;
      const limit = wholeNumber(options.limit ?? '20', '--limit', 1, 200);
      finish(await listRuns(connectionFrom(options, environment), { test, verdict, limit }, context));
    });
  root
    .command('trend')
    .description('how the figures of a load test went from run to run: baseline, spike, another level or a drift')
    .argument('<load test>', 'its name')
    .option('--limit <n>', 'how many of the newest runs (default: 20)')
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', readingHelp)
    .action(async (test: string, options: ConnectionOptions & { limit?: string }) => {
      const limit = wholeNumber(options.limit ?? '20', '--limit', 1, 100);
      finish(await showTrend(connectionFrom(options, environment), { test, limit }, context));
    });
  root
    .command('compare')
    .description('two runs side by side, with what of their differences is noise')
    .argument('<base>', 'id of the run that the other one is held against')
    .argument('<run>', 'id of the run')
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', readingHelp)
    .action(async (base: string, run: string, options: ConnectionOptions) =>
      finish(await compareRuns(connectionFrom(options, environment), { base, run }, context))
    );
  root
    .command('feedback')
    .description('export what people said of diagnoses, a case to measure them by on each line of JSON')
    .option('--limit <n>', 'how many, the ones spoken of last (default: 50)')
    .option(...urlOption)
    .addHelpText('after', readingHelp)
    .action(async (options: ConnectionOptions & { limit?: string }) => {
      const limit = wholeNumber(options.limit ?? '50', '--limit', 1, 200);
      finish(await exportFeedback(connectionFrom(options, environment), { limit }, context));
    });
  const ofOneRun = [
    ['show', 'show a run: its verdict and why, figures, diagnosis', showRun],
    ['open', "print the link to a run's page", linkOf],
  ] as const;
  ofOneRun.forEach(([name, description, action]) =>
    root
      .command(name)
      .description(description)
      .argument('<run>', 'its id')
      .option(...urlOption)
      .option(...jsonOption)
      .addHelpText('after', readingHelp)
      .action(async (id: string, options: ConnectionOptions) =>
        finish(await action(connectionFrom(options, environment), id, context))
      )
  );
}

function addChecks(root: Command, context: CliContext, finish: Finish): void {
  const { environment } = context;
  root
    .command('doctor')
    .description('look whether everything is there that a run needs: k6, address, key, scopes, spool')
    .option(...urlOption)
    .option(...k6Option)
    .option(...jsonOption)
    .addHelpText('after', doctorHelp)
    .action(async (options: ConnectionOptions & Pick<RunOptions, 'k6'>) =>
      finish(await doctor(connectionFrom(options, environment), k6BinFrom(options, environment), context))
    );
  root
    .command('validate')
    .description('check a catalogue and its scripts')
    .argument('[file]', 'the catalogue (default: LOADTESTS_FILE, else k6/loadtests.yaml)')
    .option(...k6Option)
    .option(...jsonOption)
    .addHelpText('after', validateHelp)
    .action(async (given: string | undefined, options: { readonly k6?: string; readonly json?: boolean }) => {
      const file = given ?? (environment.LOADTESTS_FILE || 'k6/loadtests.yaml');
      const k6Bin = k6BinFrom(options, environment);
      finish(await validate({ file, k6Bin, json: options.json === true }, context));
    });
}

function addHash(root: Command, context: CliContext, finish: Finish): void {
  root
    .command('hash')
    .description('print the SHA-256 of a script, by which the monitor knows it')
    .argument('<script>', 'k6 script or archive')
    .option(...jsonOption)
    .addHelpText('after', hashHelp)
    .action(async (script: string, { json }: { readonly json?: boolean }) =>
      finish(await printScriptHash(script, json === true, context))
    );
}

function addSchema(root: Command, { stdout }: CliContext): void {
  root
    .command('schema')
    .description('print the JSON Schema of a catalogue, for editors')
    .addHelpText('after', schemaHelp)
    .action(() => {
      stdout.write(`${JSON.stringify(catalogueJsonSchema(), null, 2)}\n`);
    });
}

function addSpool(root: Command, context: CliContext, finish: Finish): void {
  const { environment } = context;
  root
    .command('flush')
    .description('deliver what earlier runs could not report')
    .option(...urlOption)
    .option(...jsonOption)
    .action(async (options: ConnectionOptions) => finish(await flush(connectionFrom(options, environment), context)));
  const spool = root.command('spool').description('the reports that are kept on disk');
  spool
    .command('list', { isDefault: true })
    .description('what waits, and what a monitor has refused')
    .option(...jsonOption)
    .action(async (options: ConnectionOptions) =>
      finish(await listSpool(connectionFrom(options, environment), context))
    );
  spool
    .command('discard')
    .description('delete reports for good')
    .argument('[runs...]', 'ids of the runs whose reports to delete')
    .option('--all', 'all of them')
    .option(...jsonOption)
    .action(async (runIds: string[], options: ConnectionOptions & { readonly all?: boolean }) => {
      const which = { runIds, all: options.all === true };
      finish(await discardSpool(connectionFrom(options, environment), which, context));
    });
}

function addAnnotations(root: Command, context: CliContext, finish: Finish): void {
  const { environment } = context;
  root
    .command('annotations')
    .description('the annotations of runs in Grafana')
    .command('rebuild')
    .description("make them again from the monitor's records")
    .option('--since <time>', 'only of runs of the last 30d, 12h or 90m (default: of all runs)')
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', rebuildHelp)
    .action(async ({ since, ...options }: ConnectionOptions & { readonly since?: string }) =>
      finish(await rebuildAnnotations(connectionFrom(options, environment), sinceFrom(since, context.now()), context))
    );
}
