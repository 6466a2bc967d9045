import type { Command } from 'commander';
import { pinBaseline } from './baseline-command';
import { type Finish, jsonOption, urlOption } from './command-options';
import type { CliContext } from './context';
import { actingHelp, readingHelp } from './help';
import {
  acknowledgeIncident,
  approveRedeploy,
  closeIncident,
  listIncidents,
  rejectRedeploy,
} from './incidents-command';
import { resetBreaker, setSwitch, showSwitch } from './remediation-command';
import { connectionFrom, type ConnectionOptions } from './settings';

/** What a person does about incidents. */
export function addIncidents(root: Command, context: CliContext, finish: Finish): void {
  const { environment } = context;
  root
    .command('incidents')
    .description('list the open incidents')
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', readingHelp)
    .action(async (options: ConnectionOptions) =>
      finish(await listIncidents(connectionFrom(options, environment), context))
    );
  root
    .command('acknowledge')
    .description('say that you have seen an incident; the banner stays')
    .argument('<incident>', 'its id')
    .option('--comment <text>', 'for its timeline')
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', actingHelp)
    .action(async (id: string, options: ConnectionOptions & { comment?: string }) =>
      finish(await acknowledgeIncident(connectionFrom(options, environment), id, options.comment, context))
    );
  root
    .command('approve')
    .description('have the monitor redeploy for an incident that waits for that')
    .argument('<incident>', 'its id')
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', actingHelp)
    .action(async (id: string, options: ConnectionOptions) =>
      finish(await approveRedeploy(connectionFrom(options, environment), id, context))
    );
  root
    .command('reject')
    .description('decide against a redeploy for an incident')
    .argument('<incident>', 'its id')
    .requiredOption('--reason <text>', 'why, for its timeline')
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', actingHelp)
    .action(async (id: string, options: ConnectionOptions & { reason: string }) =>
      finish(await rejectRedeploy(connectionFrom(options, environment), id, options.reason, context))
    );
  root
    .command('close')
    .description('close an incident that no run will resolve; the banner goes with it')
    .argument('<incident>', 'its id')
    .requiredOption('--reason <text>', 'why, for its timeline')
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', actingHelp)
    .action(async (id: string, options: ConnectionOptions & { reason: string }) =>
      finish(await closeIncident(connectionFrom(options, environment), id, options.reason, context))
    );
}

/** What a person says about redeploys. */
export function addRemediation(root: Command, context: CliContext, finish: Finish): void {
  const { environment } = context;
  const remediation = root.command('remediation').description('whether people have switched redeploys off');
  remediation
    .command('show', { isDefault: true })
    .description('whether it is off, since when and why')
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', readingHelp)
    .action(async (options: ConnectionOptions) =>
      finish(await showSwitch(connectionFrom(options, environment), context))
    );
  const turn = (name: 'off' | 'on', description: string) =>
    remediation
      .command(name)
      .description(description)
      .option(...urlOption)
      .option(...jsonOption)
      .addHelpText('after', actingHelp)
      .action(async ({ reason, ...options }: ConnectionOptions & { readonly reason: string }) =>
        finish(await setSwitch(connectionFrom(options, environment), { off: name === 'off', reason }, context))
      );
  turn('off', 'redeploy nothing, what is planned already neither').requiredOption(
    '--reason <text>',
    'why, for everybody'
  );
  turn('on', 'redeploy again what the rules permit').option(
    '--reason <text>',
    'why, for everybody',
    'switched on again'
  );
  root
    .command('breaker')
    .description('what keeps a failure from being redeployed again and again')
    .command('reset')
    .description('permit another redeploy for the same failure of a load test')
    .argument('<test>', 'its name in the catalogue')
    .requiredOption('--reason <text>', 'why, for the audit trail')
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', actingHelp)
    .action(async (test: string, { reason, ...options }: ConnectionOptions & { readonly reason: string }) =>
      finish(await resetBreaker(connectionFrom(options, environment), test, reason, context))
    );
}

/** What a person says about what runs are held against. */
export function addBaseline(root: Command, context: CliContext, finish: Finish): void {
  const { environment } = context;
  const baseline = root.command('baseline').description('the run that others of its load test are held against');
  baseline
    .command('pin')
    .description('hold the runs of a load test against this one, until it is unpinned')
    .argument('<test>', 'its name in the catalogue')
    .argument('<run>', 'id of a passed run')
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', actingHelp)
    .action(async (test: string, runId: string, options: ConnectionOptions) =>
      finish(await pinBaseline(connectionFrom(options, environment), { test, runId }, context))
    );
  baseline
    .command('unpin')
    .description('hold them against the last passed run that may be compared again')
    .argument('<test>', 'its name in the catalogue')
    .option(...urlOption)
    .option(...jsonOption)
    .addHelpText('after', actingHelp)
    .action(async (test: string, options: ConnectionOptions) =>
      finish(await pinBaseline(connectionFrom(options, environment), { test, runId: null }, context))
    );
}
