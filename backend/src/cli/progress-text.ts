import { z } from 'zod';
import { formatCount, formatCountOf, formatElapsed, formatMs, formatPercent } from '../lib/figures';
import { liveFiguresSchema } from '../model/progress';

const figures = liveFiguresSchema.shape;
/** How a run stands, as any version of the monitor says it: a word may be new, and a figure may be missing. */
export const progressSchema = z.looseObject({
  stage: z.string(),
  elapsedSeconds: z.number().nullable().default(null),
  plannedSeconds: z.number().nullable().default(null),
  virtualUsers: figures.virtualUsers.default(null),
  iterations: figures.iterations.default(null),
  requests: figures.requests.default(null),
  p95ResponseTimeMs: figures.p95ResponseTimeMs.default(null),
  errorRate: figures.errorRate.default(null),
});
export type Progress = z.infer<typeof progressSchema>;

/** What is told of a run that is followed. */
export interface Followed {
  /** Of the run, such as `awaitingParts`. */
  readonly status: string;
  /** Null: nobody knows. */
  readonly progress: Progress | null;
}

const stageWords: Readonly<Record<string, string>> = {
  queued: 'queued',
  warmUp: 'warming up',
  running: 'running',
  ending: 'ending',
  awaitingParts: 'waiting for reports',
  judging: 'being judged',
  judged: 'being judged',
};

/** Where it stands: the stage of its k6, or what it waits for afterwards. */
export function stageOf({ status, progress }: Followed): string {
  const stage = progress?.stage ?? status;
  return stageWords[stage] ?? stage;
}

function timeOf({ elapsedSeconds, plannedSeconds }: Progress): string | null {
  return elapsedSeconds === null ? null : formatElapsed(elapsedSeconds, plannedSeconds);
}

/** Figures that are known; the ones to leave out first stand last. */
function figuresOf(progress: Progress, isShort = false): string[] {
  const { virtualUsers, iterations, requests, p95ResponseTimeMs, errorRate } = progress;
  return [
    p95ResponseTimeMs === null ? null : `p95 ${formatMs(p95ResponseTimeMs)}`,
    errorRate === null ? null : `errors ${formatPercent(errorRate)}`,
    requests === null ? null : isShort ? `${formatCount(requests)} req` : formatCountOf(requests, 'request'),
    virtualUsers === null ? null : formatCountOf(virtualUsers, 'VU'),
    iterations === null ? null : formatCountOf(iterations, 'iteration'),
  ].filter((text) => text !== null);
}

/** A line for a log: `running, 45 s of 1 min, p95 213 ms, errors 0 %, 1,234 requests, 10 VUs, 60 iterations`. */
export function plainLine(followed: Followed): string {
  const { progress } = followed;
  const known = progress === null ? [] : [timeOf(progress), ...figuresOf(progress)];
  return [stageOf(followed), ...known].filter((text) => text !== null).join(', ');
}

const widestBar = 24;
const narrowestBar = 8;

/** A line for a terminal, with a bar where there is room; what does not fit is left out, never wrapped. */
export function terminalLine(followed: Followed, columns: number, colours: boolean): string {
  const { progress } = followed;
  const time = progress === null ? null : timeOf(progress);
  const shareDone = progress === null ? null : shareOf(progress);
  const head = stageOf(followed);
  const parts = [...(time === null ? [] : [time]), ...(progress === null ? [] : figuresOf(progress, true))];
  const lengthOf = (texts: readonly string[]): number => [head, ...texts].join('  ').length;
  const barNeeds = shareDone === null ? 0 : narrowestBar + 4;
  while (parts.length > 0 && lengthOf(parts) + barNeeds > columns) {
    parts.pop();
  }
  const room = Math.min(widestBar, columns - lengthOf(parts) - 4);
  const drawn = shareDone === null || room < narrowestBar ? [] : [bar(shareDone, room, colours)];
  const line = [head, ...drawn, ...parts].join('  ');
  return drawn.length === 0 ? line.slice(0, columns) : line;
}

/** Of the time that was planned; null where nobody knows. */
function shareOf({ elapsedSeconds, plannedSeconds }: Progress): number | null {
  return elapsedSeconds === null || plannedSeconds === null || plannedSeconds <= 0
    ? null
    : Math.min(1, Math.max(0, elapsedSeconds / plannedSeconds));
}

function bar(share: number, width: number, colours: boolean): string {
  const done = Math.floor(share * width);
  const filled = '#'.repeat(done);
  return `[${colours && done > 0 ? `\u001b[36m${filled}\u001b[39m` : filled}${'-'.repeat(width - done)}]`;
}
