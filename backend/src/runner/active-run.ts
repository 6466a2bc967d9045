import type { RunningK6 } from '../k6';
import type { RunStage } from '../model/progress';

/** How it ended with a run: k6 ended by itself or on SIGINT, had to be killed, or was never started. */
export type Fate = 'ended' | 'killed' | 'neverStarted';

/** Since when k6 runs for what, and for how long it is planned, in s; null: nobody knows. */
export interface K6Phase {
  readonly of: Extract<RunStage, 'warmUp' | 'running'>;
  readonly startedAt: Date;
  readonly plannedSeconds: number | null;
}

/** A run that has left the queue: the k6 that runs for it, and what was asked of it meanwhile. */
export class ActiveRun {
  private k6: RunningK6 | null = null;
  private currentPhase: K6Phase | null = null;
  private k6WasTold = false;
  private wasKilled = false;
  private stopWasRequested = false;
  private wasStoppedByPerson = false;

  /** It is to start no k6 any more, or the one that runs has been told to end. */
  get stopRequested(): boolean {
    return this.stopWasRequested;
  }

  get stoppedByPerson(): boolean {
    return this.wasStoppedByPerson;
  }

  get fate(): Fate {
    return this.k6 === null ? 'neverStarted' : this.wasKilled ? 'killed' : 'ended';
  }

  /** Null: no k6 was started yet. */
  get phase(): K6Phase | null {
    return this.currentPhase;
  }

  /** The k6 that runs now was told to end. */
  get isEnding(): boolean {
    return this.k6WasTold;
  }

  enters(phase: K6Phase): void {
    this.currentPhase = phase;
  }

  /** `k6` runs for it from now on: first its warm-up, where it has one. */
  runs(k6: RunningK6): void {
    this.k6 = k6;
    this.wasKilled = false;
    this.k6WasTold = false;
  }

  /** The first request counts; a later one adds only that a person wants it too. */
  stop(by: { readonly byPerson: boolean }, graceMs: number): void {
    this.wasStoppedByPerson ||= by.byPerson;
    if (!this.stopWasRequested) {
      void this.shutDown(graceMs);
    }
  }

  /** As `stop` by the sidecar, whatever was asked before; resolves when its k6, if there is one, has ended. */
  async shutDown(graceMs: number): Promise<void> {
    this.stopWasRequested = true;
    await this.endK6(graceMs);
  }

  /** Ends its k6, which is killed when it has not ended after `graceMs`. */
  async endK6(graceMs: number): Promise<void> {
    if (this.k6 !== null) {
      this.k6WasTold = true;
      const outcome = await this.k6.stop(graceMs);
      this.wasKilled = outcome.kind === 'ended' && outcome.signal === 'SIGKILL';
    }
  }

  kill(): void {
    this.k6?.signal('SIGKILL');
  }
}
