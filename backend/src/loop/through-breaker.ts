import type { Breaker } from '../lib/outbound/breaker';
import { MetricsStoreError, type MetricsStore } from '../model/figures';

/** Something asked of the metric store, or why it was not answered. */
type Asked<Answer> = { readonly answer: Answer } | { readonly error: MetricsStoreError };

/**
 * Asks the store through its breaker.
 *
 * @throws MetricsStoreError as the store itself, and a retryable one at once while the store is paused
 */
export async function askThrough<Answer>(breaker: Breaker, ask: () => Promise<Answer>): Promise<Answer> {
  const asked = await breaker.call(
    () =>
      ask().then(
        (answer): Asked<Answer> => ({ answer }),
        (error: unknown): Asked<Answer> => {
          if (error instanceof MetricsStoreError) {
            return { error };
          }
          throw error;
        }
      ),
    (outcome) => 'error' in outcome && outcome.error.retryable
  );
  if ('kind' in asked) {
    throw new MetricsStoreError(
      `The metric store has not answered for a while and is asked again in ${asked.resumesInSeconds} s`,
      true
    );
  }
  if ('error' in asked) {
    throw asked.error;
  }
  return asked.answer;
}

/** The calls that callers make one at a time, each through the breaker. */
export function withBreaker(store: MetricsStore, breaker: Breaker): Pick<MetricsStore, 'series' | 'writeResult'> {
  return {
    series: (selection) => askThrough(breaker, () => store.series(selection)),
    writeResult: (point) => askThrough(breaker, () => store.writeResult(point)),
  };
}
