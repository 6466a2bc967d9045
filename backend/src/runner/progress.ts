import { type LiveFigures, liveWindowMs, noLiveFigures, progressEveryMs, type RunProgress } from '../model/progress';
import type { RunSelection } from '../model/figures';
import { sleepFor, type Sleep } from './report';
import type { Standing } from './standing';

/** The progress of a run, as listeners are told it. */
export interface ToldProgress extends RunProgress {
  readonly runId: string;
  readonly test: string;
}

type Listener = (progress: readonly ToldProgress[]) => void;

/** How the runs of this sidecar's own runner stand. The store is asked only where somebody looks. */
export interface ProgressWatch {
  /** At most once a second and run, and only what has changed. @returns stops listening. */
  listen(listener: Listener): () => void;
  /** Null: no run of this runner, or it is over. Waits a second at most for the first figures. */
  of(runId: string): Promise<RunProgress | null>;
  stop(): void;
}

export interface ProgressOptions {
  readonly standings: () => readonly Standing[];
  /** Of the metric store. Whatever goes wrong with it costs figures alone. */
  readonly live: (run: RunSelection, recent: Date) => Promise<LiveFigures>;
  readonly now: () => Date;
  readonly sleep?: Sleep;
}

/** Between two questions about the same run, in ms. */
const lookEveryMs = 2000;
/** A store that takes long is left in peace for so many times as long. */
const restFactor = 4;
/** Older figures say nothing about how the run stands. */
const staleAfterMs = 15_000;
const firstFiguresMs = 1000;
/** Samples may bear the clock of k6's machine, and are on their way for a while. */
const clockSlackMs = 5000;

/** What the store was asked about one run. */
interface Looked {
  figures: LiveFigures;
  /** Null: it has not answered yet. */
  answeredAtMs: number | null;
  nextAtMs: number;
  looking: Promise<void> | null;
}

export function createProgressWatch({ standings, live, now, sleep = sleepFor }: ProgressOptions): ProgressWatch {
  const listeners = new Set<Listener>();
  const looked = new Map<string, Looked>();
  const told = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;

  /** Asks the store, unless it was asked just now. Never rejects. */
  function look({ runId, figuresFrom }: Standing): Looked | null {
    if (figuresFrom === null) {
      return null;
    }
    const atMs = now().getTime();
    const known = looked.get(runId) ?? { figures: noLiveFigures, answeredAtMs: null, nextAtMs: 0, looking: null };
    looked.set(runId, known);
    if (known.looking === null && atMs >= known.nextAtMs) {
      const from = new Date(figuresFrom.getTime() - clockSlackMs);
      const recent = new Date(Math.max(from.getTime(), atMs - liveWindowMs));
      known.looking = live({ runId, from, to: new Date(atMs + clockSlackMs) }, recent)
        .then((figures) => {
          known.figures = figures;
          known.answeredAtMs = now().getTime();
        })
        .catch(() => undefined)
        .finally(() => {
          const tookMs = now().getTime() - atMs;
          known.nextAtMs = atMs + Math.max(lookEveryMs, tookMs * (1 + restFactor));
          known.looking = null;
        });
    }
    return known;
  }

  function forgetOthers(all: readonly Standing[]): void {
    const ids = new Set(all.map(({ runId }) => runId));
    for (const map of [looked, told]) {
      [...map.keys()].filter((id) => !ids.has(id)).forEach((id) => map.delete(id));
    }
  }

  function progressOf(standing: Standing, known: Looked | null): RunProgress {
    const at = now();
    const isFresh = known !== null && at.getTime() - (known.answeredAtMs ?? 0) <= staleAfterMs;
    const { stage, startedAt, plannedSeconds } = standing;
    return {
      stage,
      elapsedSeconds: startedAt === null ? null : Math.max(0, (at.getTime() - startedAt.getTime()) / 1000),
      plannedSeconds,
      ...(isFresh ? known.figures : noLiveFigures),
      at: at.toISOString(),
    };
  }

  function tell(): void {
    const all = standings();
    forgetOthers(all);
    const changed = all.flatMap((standing): ToldProgress[] => {
      const progress = progressOf(standing, look(standing));
      const { at: _at, ...state } = progress;
      const text = JSON.stringify(state);
      const isNew = told.get(standing.runId) !== text;
      told.set(standing.runId, text);
      return isNew ? [{ runId: standing.runId, test: standing.test, ...progress }] : [];
    });
    if (changed.length > 0) {
      [...listeners].forEach((listener) => listener(changed));
    }
  }

  function stopTelling(): void {
    clearInterval(timer);
    timer = undefined;
    told.clear();
  }

  return {
    listen(listener) {
      listeners.add(listener);
      timer ??= setInterval(tell, progressEveryMs).unref();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) {
          stopTelling();
        }
      };
    },
    async of(runId) {
      const all = standings();
      forgetOthers(all);
      const standing = all.find((one) => one.runId === runId);
      if (standing === undefined) {
        return null;
      }
      const known = look(standing);
      if (known !== null && known.answeredAtMs === null && known.looking !== null) {
        const enough = new AbortController();
        await Promise.race([known.looking, sleep(firstFiguresMs, enough.signal)]);
        enough.abort();
      }
      return progressOf(standing, known);
    },
    stop: stopTelling,
  };
}
