import { createClient } from './client';
import { sayCounting } from './conclude';
import { exitCodes, type CliContext } from './context';
import { sayerOf, writeJson } from './output';
import { createRetryNotice } from './retry-notice';
import type { Connection } from './settings';
import type { Sidecar } from './sidecar';
import { sayVerdict, waitForVerdict } from './verdict';

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
  const { sleep, now } = context;
  const notice = createRetryNotice(context, 'Ctrl-C stops waiting, not the run');
  const waited = await waitForVerdict({ sidecar, runId, forMs: waitTimeoutSeconds * 1000, sleep, now, notice });
  const { reasons, runUrl } = waited.verdict === null ? { reasons: [], runUrl: null } : waited;
  sayVerdict(waited, say);
  sayCounting(waited, false, say);
  if (runUrl !== null) {
    say(`see ${runUrl}`);
  }
  const exitCode = waited.verdict === null ? waited.exitCode : waited.verdict === 'passed' ? 0 : exitCodes.notPassed;
  if (connection.json) {
    const { verdict, counts, countsReason } = waited;
    writeJson(context, { runId, url: runUrl, verdict, reasons, counts, countsReason, exitCode });
  }
  return exitCode;
}
