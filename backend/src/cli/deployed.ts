import { z } from 'zod';
import { standardSignature } from '../lib/standard-webhooks';
import { countingOf } from './announce';
import { createClient, understood } from './client';
import { exitCodes, type CliContext } from './context';
import { bodyOf } from './monitor-error';
import { sayerOf, writeJson } from './output';
import { createRetryNotice, tryAgain } from './retry-notice';
import type { Connection } from './settings';
import { createSidecar, type Answer } from './sidecar';
import type { WaitedVerdict } from './verdict';
import { waitAndSay } from './wait';

/** What a CI says of a deployment; the monitor checks it. */
export interface DeploymentEvent {
  readonly deploymentId: string;
  readonly target: string;
  readonly environment: string;
  readonly projectId?: string;
  readonly commit: { readonly id: string; readonly message?: string; readonly branch?: string; readonly tag?: string };
  readonly labels: readonly string[];
  /** ISO 8601. */
  readonly createdAt: string;
}

export interface DeployedOptions {
  readonly event: DeploymentEvent;
  /** Of Standard Webhooks. */
  readonly secret: string;
  readonly wait: boolean;
  readonly waitTimeoutSeconds: number;
}

const takenSchema = z.looseObject({
  test: z.string(),
  outcome: z.enum(['waiting', 'started', 'none']),
  // Monitors before 0.2 do not send it.
  code: z.string().nullish(),
  reason: z.string().nullable(),
  runId: z.string().nullable(),
});
const answerSchema = z.looseObject({ reason: z.string().nullable(), loadTests: z.array(takenSchema) });
type Taken = z.infer<typeof takenSchema>;

/**
 * `loadtests deployed`: tells the monitor of a deployment, which starts the load tests whose rule asks for that. With `wait`
 * their verdicts decide the exit code: only where each of them has passed, or its rule asks for no run, it is 0.
 */
export async function deployed(connection: Connection, options: DeployedOptions, context: CliContext): Promise<number> {
  const say = sayerOf(context);
  const { deploymentId } = options.event;
  const answer = await tell(connection, options, context);
  const what = `deployment ${deploymentId} is not taken`;
  const { reason, loadTests } = understood(connection.url, bodyOf(answer, what), answerSchema, what);
  loadTests.forEach((taken) => say(takenText(taken)));
  if (loadTests.length === 0) {
    say(`deployment ${deploymentId} starts nothing${reason === null ? '' : `: ${reason}`}`);
  }
  const verdicts = options.wait ? await waitForAll(connection, options, loadTests, context) : [];
  const exitCode = options.wait ? exitCodeOf(loadTests, verdicts) : 0;
  if (connection.json) {
    const runs = verdicts.map(({ runId, waited }) => ({
      runId,
      verdict: waited.verdict,
      reasons: waited.verdict === null ? [waited.reason] : waited.reasons,
      ...countingOf(waited),
    }));
    writeJson(context, { deploymentId, reason, loadTests, runs, exitCode });
  }
  return exitCode;
}

/** Each try is signed anew, because a signature is good for five minutes only. */
async function tell({ url }: Connection, { event, secret }: DeployedOptions, context: CliContext): Promise<Answer> {
  const { fetch, times, now } = context;
  const sidecar = createSidecar({
    url,
    key: null,
    fetch,
    timeoutMs: times.request,
    unknownSenderHint: 'check LOADTESTS_WEBHOOK_SECRET: what the monitor has in WEBHOOK_DEPLOYMENTS_SECRET',
  });
  const notice = createRetryNotice(context, 'Ctrl-C gives up');
  return tryAgain({ ...context, notice, forMs: times.deliver }, async () => {
    const timestamp = String(Math.floor(now().getTime() / 1000));
    const id = event.deploymentId;
    const signature = standardSignature(secret, { id, timestamp, body: JSON.stringify(event) }).toString('base64');
    const answer = await sidecar.post('/webhooks/deployments', event, undefined, {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    });
    return { value: answer, again: answer.kind === 'later' ? answer : null };
  });
}

function takenText({ test, outcome, reason, runId }: Taken): string {
  if (outcome === 'none' || runId === null) {
    return `${test}: no run, because ${reason ?? 'the monitor starts none'}`;
  }
  return outcome === 'started'
    ? `${test}: run ${runId} is started`
    : `${test}: run ${runId} will be started; ${reason ?? 'it waits until the deployment serves'}`;
}

interface Waited {
  readonly runId: string;
  readonly waited: WaitedVerdict;
}

/** One after the other, within the same time. */
async function waitForAll(
  connection: Connection,
  { waitTimeoutSeconds }: DeployedOptions,
  loadTests: readonly Taken[],
  context: CliContext
): Promise<readonly Waited[]> {
  const { now } = context;
  const say = sayerOf(context);
  const { sidecar } = createClient(connection, context, 'read');
  const giveUpAt = now().getTime() + waitTimeoutSeconds * 1000;
  const all: Waited[] = [];
  for (const { runId } of loadTests) {
    if (runId !== null) {
      const forMs = giveUpAt - now().getTime();
      say(`waiting for the verdict of ${runId}, for ${Math.ceil(forMs / 1000)} s at most`);
      all.push({ runId, waited: await waitAndSay(sidecar, runId, forMs, context) });
    }
  }
  return all;
}

/** A gate opens only for what is known: a deployment that concerns no load test is no deployment that has passed one. */
function exitCodeOf(loadTests: readonly Taken[], all: readonly Waited[]): number {
  const untold = all.find(({ waited }) => waited.verdict === null && waited.exitCode !== exitCodes.notPassed);
  if (untold !== undefined && untold.waited.verdict === null) {
    return untold.waited.exitCode;
  }
  const isGood =
    loadTests.length > 0 &&
    loadTests.every(({ code, runId }) =>
      runId === null
        ? code === 'notMajor'
        : all.some((each) => each.runId === runId && each.waited.verdict === 'passed')
    );
  return isGood ? 0 : exitCodes.notPassed;
}
