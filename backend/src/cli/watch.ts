import { z } from 'zod';
import { exitCodeOfSignal } from '../k6';
import { createClient, type Client } from './client';
import { sayCounting } from './conclude';
import { exitCodes, type CliContext } from './context';
import { followRun, followedRunSchema, type FollowedRun } from './follow';
import { MonitorError } from './monitor-error';
import { sayerOf, writeJson } from './output';
import { createProgressScreen, type ProgressScreen } from './progress-screen';
import { createRetryNotice } from './retry-notice';
import type { Connection } from './settings';

export interface WatchOptions {
  /** The id of a run or the name of a load test; null: whatever runs. */
  readonly which: string | null;
  /** Ctrl-C stops the run, not only the watching. */
  readonly stopOnInterrupt: boolean;
}

const idsSchema = z.looseObject({
  runs: z.array(z.looseObject({ id: z.string(), status: z.string(), verdict: z.string().nullable() })),
});
const stoppingSchema = z.looseObject({ status: z.string() });

/** `loadtests watch`: follows a run to its verdict, which decides the exit code. */
export async function watch(connection: Connection, options: WatchOptions, context: CliContext): Promise<number> {
  const client = createClient(connection, context, 'read');
  const runId = await idOf(client, options.which);
  const say = sayerOf(context);
  const screen = createProgressScreen(context, connection.json);
  const desk = interrupts(context, options.stopOnInterrupt, () =>
    stopRun(createClient(connection, context, 'operate'), runId, screen, say)
  );
  say(`watching run ${runId}; Ctrl-C ${options.stopOnInterrupt ? 'stops the run' : 'stops watching, the run goes on'}`);
  try {
    const judged = await followRun({
      connection,
      context,
      sidecar: client.sidecar,
      runId,
      show: (run) => screen.show(run),
      notice: createRetryNotice(context, 'Ctrl-C stops watching'),
      leaving: desk.leaving,
    });
    screen.clear();
    return judged === null ? left(runId, desk.by(), say) : conclude(connection, judged, context);
  } finally {
    screen.clear();
    desk.close();
  }
}

function left(runId: string, by: NodeJS.Signals, say: (line: string) => void): number {
  say(`no longer watched; the run goes on, and "loadtests watch ${runId}" follows it again`);
  return exitCodeOfSignal(by);
}

function conclude(connection: Connection, run: FollowedRun, context: CliContext): number {
  const say = sayerOf(context);
  const { id, test, verdict, counts, countsReason, runUrl } = run;
  const reasons = run.reasons.map(({ text }) => text);
  say([`verdict: ${verdict ?? 'none'}`, ...reasons].join('\nloadtests:   '));
  sayCounting({ counts, countsReason }, false, say);
  if (runUrl !== null) {
    say(`see ${runUrl}`);
  }
  const exitCode = verdict === 'passed' ? 0 : exitCodes.notPassed;
  if (connection.json) {
    writeJson(context, {
      event: 'verdict',
      runId: id,
      test,
      url: runUrl,
      verdict,
      reasons,
      counts,
      countsReason,
      exitCode,
    });
  }
  return exitCode;
}

/** @throws MonitorError where there is no such run, or none at all. */
async function idOf({ sidecar, read }: Client, which: string | null): Promise<string> {
  if (which === null) {
    const { runs } = await read('/api/v1/runs?limit=200', idsSchema, 'the runs cannot be listed');
    const open = runs.filter(({ verdict }) => verdict === null);
    const found = open.find(({ status }) => status === 'running') ?? open[0];
    if (found === undefined) {
      throw new MonitorError('nothing runs; "loadtests start <test> --watch" starts something', exitCodes.usage);
    }
    return found.id;
  }
  const answer = await sidecar.ask(`/api/v1/runs/${encodeURIComponent(which)}`);
  if (answer.kind === 'taken' && followedRunSchema.safeParse(answer.body).success) {
    return which;
  }
  // A name that can be no run's id is refused with 400; it may be a load test's all the same.
  const path = `/api/v1/runs?test=${encodeURIComponent(which)}&limit=1`;
  const { runs } = await read(path, idsSchema, `${which} cannot be watched`);
  const [newest] = runs;
  if (newest === undefined) {
    throw new MonitorError(`there is no run "${which}", and no run of a load test of that name`, exitCodes.usage);
  }
  return newest.id;
}

/** Never rejects: the run is still watched. */
async function stopRun(
  { request }: Client,
  runId: string,
  screen: ProgressScreen,
  say: (line: string) => void
): Promise<void> {
  const path = `/api/v1/runs/${encodeURIComponent(runId)}/stop`;
  const line = await request(path, stoppingSchema, 'the run is not stopped').then(
    () => 'the run is told to stop; Ctrl-C again stops watching',
    (error: unknown) => (error instanceof Error ? error.message : String(error))
  );
  screen.clear();
  say(line);
}

/** What Ctrl-C does: it leaves, or stops the run first and leaves the second time. */
function interrupts(context: CliContext, stopOnInterrupt: boolean, stop: () => Promise<void>) {
  const leaving = new AbortController();
  const names: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];
  let mayStop = stopOnInterrupt;
  let by: NodeJS.Signals = 'SIGINT';
  const listener = (name: NodeJS.Signals): void => {
    by = name;
    if (mayStop && name === 'SIGINT') {
      mayStop = false;
      void stop();
    } else {
      leaving.abort();
    }
  };
  names.forEach((name) => context.signals.on(name, listener));
  return {
    leaving: leaving.signal,
    by: () => by,
    close: () => names.forEach((name) => context.signals.off(name, listener)),
  };
}
