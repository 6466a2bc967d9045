import type { CliContext } from './context';
import { sayerOf, withoutControls, writeJson } from './output';
import { plainLine, stageOf, terminalLine, type Followed } from './progress-text';

/** Where a run that is followed is shown. */
export interface ProgressScreen {
  show(run: Followed & { readonly id: string; readonly test: string }): void;
  /** Takes the line that is redrawn away, so that something else can be said. */
  clear(): void;
}

/** In a log, between two lines of the same stage. */
const plainEveryMs = 10_000;
const usualColumns = 80;

/** A line that is redrawn in a terminal; else a line on each stage and every 10 s; with `json` an object for each news. */
export function createProgressScreen(
  context: Pick<CliContext, 'environment' | 'stderr' | 'stdout' | 'now'>,
  json: boolean
): ProgressScreen {
  const { environment, stderr, now } = context;
  const isTerminal = stderr.isTTY === true && environment.TERM !== 'dumb' && !json;
  const colours = environment.NO_COLOR === undefined || environment.NO_COLOR === '';
  const say = sayerOf(context);
  let drawn = false;
  let last: { readonly stage: string; readonly atMs: number } | null = null;

  function plain(run: Followed): void {
    const stage = stageOf(run);
    const atMs = now().getTime();
    if (last?.stage !== stage || atMs - last.atMs >= plainEveryMs) {
      last = { stage, atMs };
      say(plainLine(run));
    }
  }

  return {
    show(run) {
      if (json) {
        const { id, test, status, progress } = run;
        writeJson(context, { event: 'progress', runId: id, test, status, progress });
      } else if (isTerminal) {
        // The last column stays free: a full line would wrap, and then be drawn twice.
        const columns = Math.max(1, (stderr.columns ?? usualColumns) - 1);
        stderr.write(`\r\u001b[K${terminalLine(withWords(run), columns, colours)}`);
        drawn = true;
      } else {
        plain(run);
      }
    },
    clear() {
      if (drawn) {
        stderr.write('\r\u001b[K');
        drawn = false;
      }
    },
  };
}

/** A newer monitor's words are not ours: none of them may steer the terminal. */
function withWords({ status, progress }: Followed): Followed {
  return {
    status: withoutControls(status),
    progress: progress === null ? null : { ...progress, stage: withoutControls(progress.stage) },
  };
}
