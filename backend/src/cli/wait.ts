import { createClient } from './client';
import { sayCounting } from './conclude';
import { exitCodes, type CliContext } from './context';
import { sayerOf, writeJson } from './output';
import { createRetryNotice } from './retry-notice';
import type { Connection } from './settings';
import type { Sidecar } from './sidecar';
import { sayVerdict, waitForVerdict, type WaitedVerdict } from './verdict';

/** `loadtests wait`: the verdict of a run, which decides the exit code. */
export function waitForRun(
  connection: Connection,
  runId: string,
  waitTimeoutSeconds: number,
  context: CliContext
): Promise<number> {
  const { sidecar } = createClient(connection, context, 'read');
  return waitAndTell(connection, sidecar, runId, waitTimeoutSeconds, context);
}

/** Waits for a verdict and says it: with its reasons, whether it counts, and where the run is shown. */
export async function waitAndSay(
  sidecar: Sidecar,
  runId: string,
  forMs: number,
  context: CliContext
): Promise<WaitedVerdict> {
  const say = sayerOf(context);
  const { sleep, now } = context;
  const notice = createRetryNotice(context, 'Ctrl-C stops waiting, not the run');
  const waited = await waitForVerdict({ sidecar, runId, forMs, sleep, now, notice });
  sayVerdict(waited, say);
  sayCounting(waited, false, say);
  if (waited.verdict !== null && waited.runUrl !== null) {
    say(`see ${waited.runUrl}`);
  }
  return waited;
}

/** Waits for a verdict and tells it. @returns the exit code. */
export async function waitAndTell(
  connection: Connection,
  sidecar: Sidecar,
  runId: string,
  waitTimeoutSeconds: number,
  context: CliContext
): Promise<number> {
  const say = sayerOf(context);
  say(`waiting for the verdict, for ${waitTimeoutSeconds} s at most`);
  const waited = await waitAndSay(sidecar, runId, waitTimeoutSeconds * 1000, context);
  const { reasons, runUrl } = waited.verdict === null ? { reasons: [], runUrl: null } : waited;
  const exitCode = waited.verdict === null ? waited.exitCode : waited.verdict === 'passed' ? 0 : exitCodes.notPassed;
  if (connection.json) {
    const { verdict, counts, countsReason } = waited;
    writeJson(context, { runId, url: runUrl, verdict, reasons, counts, countsReason, exitCode });
  }
  return exitCode;
}
