import type { Breaker } from '../lib/outbound/breaker';
import { MetricsStoreError, type MetricsStore } from '../model/figures';
import { betweenFaultPoints } from '../lib/fault-point';

/** Something asked of the metric store, or why it was not answered. */
type Asked<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly error: MetricsStoreError };

/**
 * Asks the store through its breaker.
 *
 * @throws MetricsStoreError as the store itself, and a retryable one at once while the store is paused
 */
export async function askThrough<Answer>(breaker: Breaker, ask: () => Promise<Answer>): Promise<Answer> {
  const asked = await breaker.call(
    () =>
      betweenFaultPoints(breaker.peer, ask).then(
        (answer): Asked<Answer> => ({ kind: 'answered', answer }),
        (error: unknown): Asked<Answer> => {
          if (error instanceof MetricsStoreError) {
            return { kind: 'failed', error };
          }
          throw error;
        }
      ),
    (outcome) => outcome.kind === 'failed' && outcome.error.retryable
  );
  if (asked.kind === 'paused') {
    throw new MetricsStoreError(
      `The metric store has not answered for a while and is asked again in ${asked.resumesInSeconds} s`,
      true
    );
  }
  if (asked.kind === 'failed') {
    throw asked.error;
  }
  return asked.answer;
}

/**
 * Asks what nothing depends on: not at all while the store is paused, and without a say in whether it is.
 *
 * @throws MetricsStoreError as the store itself, and a retryable one at once while it is paused
 */
export function askWhileWell<Answer>(breaker: Breaker, ask: () => Promise<Answer>): Promise<Answer> {
  return breaker.pausedForMs() > 0
    ? Promise.reject(new MetricsStoreError('The metric store has not answered for a while', true))
    : ask();
}

/** The calls that callers make one at a time, each through the breaker. */
export function withBreaker(store: MetricsStore, breaker: Breaker): Pick<MetricsStore, 'series' | 'writeResult'> {
  return {
    series: (selection) => askThrough(breaker, () => store.series(selection)),
    writeResult: (point) => askThrough(breaker, () => store.writeResult(point)),
  };
}
