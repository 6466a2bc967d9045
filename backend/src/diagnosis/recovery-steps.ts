import type { EndpointCourse, EndpointSeries, RunSeries } from '../model/figures';
import type { OfferedLoad } from '../model/run';
import { firstIteration, isKnown, type Load, offeredLoadWithin, planOf } from './offered-load';
import type { StepLimits } from './series-shape';

/** A p95 limit lets this share of the requests be slower. */
export const p95Share = 0.05;

/** A step of an endpoint's course, held against its limits. */
export interface JudgedStep {
  readonly step: number;
  readonly requests: number;
  readonly slow: number;
  readonly failed: number;
  readonly sumMs: number;
  /** How many requests were outside, where the step was; else 0. Of a step whose average alone is outside: 1. */
  readonly above: number;
  /** The highest load offered while these requests were made or waited, and the lowest one in the step; null: not known. */
  readonly highestLoad: Load | null;
  readonly lowestLoad: Load | null;
}

/** Brings the steps of a run and the seconds of its plan together. */
export interface PlanClock {
  readonly isKnown: boolean;
  /** The load that the scenarios of the endpoint offer in a step. @param waitSeconds how long before it requests may have begun */
  loadIn(
    course: Pick<EndpointCourse, 'scenarios'>,
    step: number,
    waitSeconds: number
  ): { readonly lowest: Load; readonly highest: Load } | null;
}

export function judgedSteps(
  series: EndpointSeries,
  course: EndpointCourse,
  limits: StepLimits,
  clock: PlanClock
): JudgedStep[] {
  const position = limits.p95Ms === null ? -1 : series.slowerThanMs.indexOf(limits.p95Ms);
  return course.steps.map(({ step, requests, failedRequests, durationSumMs, slowRequests }) => {
    // A limit that nobody counted by: every request may have been slower.
    const slow = limits.p95Ms === null ? 0 : (slowRequests[position] ?? requests);
    const above = Math.max(
      slow > p95Share * requests ? slow : 0,
      failedRequests > limits.errorRate * requests ? failedRequests : 0,
      // No single request is beyond a limit on the average, but the step is.
      limits.avgMs !== null && durationSumMs > limits.avgMs * requests ? 1 : 0
    );
    return {
      step,
      requests,
      slow,
      failed: failedRequests,
      sumMs: durationSumMs,
      above,
      highestLoad: clock.loadIn(course, step, durationSumMs / requests / 1000)?.highest ?? null,
      lowestLoad: clock.loadIn(course, step, 0)?.lowest ?? null,
    };
  });
}

/**
 * The plan counts from k6's first iteration, which is no sample: it is when the first user was seen at work, or the first
 * request was sent. Both are known to a step, so a load is taken over a step and a second more on either side: the highest
 * where an endpoint was outside, the lowest where it was inside.
 */
export function planClock(
  series: EndpointSeries,
  run: RunSeries | null,
  plan: readonly OfferedLoad[] | null
): PlanClock {
  const begin = beginOf(series, run);
  if (plan === null || begin === null) {
    return { isKnown: false, loadIn: () => null };
  }
  const first = firstIteration(plan);
  const offset = begin - first.earliest;
  const slack = Math.max(series.stepSeconds, run?.stepSeconds ?? 0) + 1 + (first.latest - first.earliest);
  const seen = new Map<string, ReturnType<PlanClock['loadIn']>>();
  return {
    isKnown: isKnown(plan),
    loadIn({ scenarios }, step, waitSeconds) {
      const key = JSON.stringify([scenarios, step, waitSeconds]);
      const from = step * series.stepSeconds - offset;
      const load =
        seen.get(key) ??
        offeredLoadWithin(planOf(plan, scenarios), from - waitSeconds - slack, from + series.stepSeconds + slack);
      seen.set(key, load);
      return load;
    },
  };
}

/** Second of the series in which the iterations began; null where nothing shows it. */
function beginOf(series: EndpointSeries, run: RunSeries | null): number | null {
  const firsts = series.endpoints
    .filter(({ calledBy }) => calledBy === 'iterations')
    .flatMap(({ steps }) => steps.slice(0, 1))
    .map(({ step, requests, durationSumMs }) => step * series.stepSeconds - durationSumMs / requests / 1000);
  const user = run?.points.find(({ virtualUsers }) => (virtualUsers ?? 0) > 0)?.at;
  const seen = user === undefined || series.from === null ? [] : [(Date.parse(user) - Date.parse(series.from)) / 1000];
  const all = [...firsts, ...seen];
  return all.length === 0 ? null : Math.min(...all);
}
