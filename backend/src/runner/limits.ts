import type { ExceededLimit } from '../model/protocol';

/** What one k6 may take. */
export interface K6Limits {
  /** `deadlineSeconds` of the entry. */
  readonly seconds: number;
  /** Resident memory in MB. */
  readonly memoryMb: number;
}

/** Ends k6 when it exceeds a limit; only the first one counts. */
export interface LimitWatch {
  /** To be told k6's resident memory, again and again. */
  onMemory(memoryMb: number): void;
  /** The limit for which k6 was ended; null: none. */
  exceeded(): ExceededLimit | null;
  /** k6 has ended. */
  stop(): void;
}

/**
 * The time counts from this call on.
 *
 * @param end ends k6, which goes on until it has heard of it.
 */
export function watchLimits(limits: K6Limits, end: (exceeded: ExceededLimit) => void): LimitWatch {
  let exceeded: ExceededLimit | null = null;
  const exceed = (limit: ExceededLimit): void => {
    if (exceeded === null) {
      exceeded = limit;
      end(limit);
    }
  };
  const deadline = setTimeout(
    () => exceed({ limit: 'deadlineSeconds', value: limits.seconds }),
    Math.round(limits.seconds * 1000)
  );
  return {
    onMemory(memoryMb) {
      if (memoryMb > limits.memoryMb) {
        exceed({ limit: 'memoryMb', value: limits.memoryMb });
      }
    },
    exceeded: () => exceeded,
    stop: () => clearTimeout(deadline),
  };
}
