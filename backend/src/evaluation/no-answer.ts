import { formatCount } from '../lib/figures';
import type { RunFigures } from '../model/figures';
import type { Reason } from '../model/verdict';

/** Figures as a run is judged by. */
export interface JudgedFigures extends RunFigures {
  /**
   * Every request failed and took no time at all: refused connections, unknown hosts. k6 writes 0 ms for such a request,
   * so average and p95 are null here: 0 ms beside a kept limit would read as the fastest target there is. Requests that
   * timed out have taken their time, which is k6's own figure and stays.
   */
  readonly noAnswer: boolean;
}

/** Takes times of 0 ms for what they are where no request got an answer. */
export function withoutUnansweredTimes(figures: RunFigures): JudgedFigures {
  // An average of 0 means that every time was 0; where the average was not asked for, p95 has to tell.
  const time = figures.avgResponseTimeMs ?? figures.p95ResponseTimeMs;
  return figures.requests > 0 && figures.errorRate === 1 && time === 0
    ? { ...figures, avgResponseTimeMs: null, p95ResponseTimeMs: null, noAnswer: true }
    : { ...figures, noAnswer: false };
}

/** What a person reads first about such a run. */
export function noAnswerReason({ failedRequests, errorRateSamples, requests }: RunFigures): Reason {
  const text = `no request got an answer: ${formatCount(failedRequests)} of ${formatCount(errorRateSamples ?? requests)} failed`;
  return { code: 'targetDidNotAnswer', text };
}
