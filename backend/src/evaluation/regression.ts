import type { Reason } from '../model/verdict';
import type { EvaluationInput } from './input';

type Judged = Pick<EvaluationInput, 'regression'>;

/**
 * Why a run of a load test that must not be worse than its baseline fails. Told with the error rates where any of them is
 * worse, which no bottleneck of the generator excuses; else with the response times.
 */
export function regressionReasons({ regression }: Judged, kind: 'errorRates' | 'responseTimes'): Reason[] {
  if (regression === null || regression.mode !== 'fail' || regression.findings.length === 0) {
    return [];
  }
  const has = regression.findings.some(({ figure }) => figure === 'errorRate') ? 'errorRates' : 'responseTimes';
  return has === kind ? [{ code: 'regression', text: regression.text }] : [];
}

/** What was not measured never passes. */
export function regressionDoubts({ regression }: Judged): Reason[] {
  return regression === null || regression.mode !== 'fail' || regression.hasEndpoints
    ? []
    : [
        {
          code: 'endpointsNotMeasured',
          text: `its endpoints cannot be held against run ${regression.baselineRunId}: the metric store did not answer`,
        },
      ];
}
