import { formatCount, formatCountOf, formatSeconds, wasOrWere } from '../lib/figures';
import type { PlannedLoad } from '../model/run';
import type { EvaluationInput } from './input';
import type { Reason } from '../model/verdict';

/**
 * A complete run's iterations take almost all of its users' time: k6 needs little between two of them. Measured with k6
 * 1.8.1 on two cores: over 99 % up to 500 users, 96 % for iterations of 0.2 ms as well as with 1000 users at the limit of
 * the machine. A graceful stop of 0 s costs each user about half an iteration besides. An interrupted run has at most
 * the share that it reached.
 */
const userSecondsShare = 0.95;

/**
 * A run interrupted at this share of its load must not be taken for complete because users stopped before have finished
 * their iterations beyond the plan; nor, of several instances, one that was interrupted because the others were not.
 */
const neverCompleteShare = 0.9;

/** k6's timer loses a few starts of a high arrival rate without counting them as dropped. */
const arrivalsShare = 0.99;

/** Did the run do what its options planned? Alone with handleSummary that is the only sign of an abort. */
export function planReasons(input: EvaluationInput): Reason[] {
  const { planned, figures, reports } = input;
  // The exit code says whether k6 came to its end; without it the plan has to.
  const planHasToTell = input.reporter === 'handleSummary' && reports.some((report) => report.exit === null);
  if (planned === null) {
    return planHasToTell ? [endUnknown('the planned load is not known')] : [];
  }
  const reasons: Reason[] = [];
  if (
    planned.virtualUsers !== null &&
    figures.virtualUsersSource === 'active' &&
    (figures.virtualUsers ?? 0) < planned.virtualUsers
  ) {
    const users = figures.virtualUsers ?? 0;
    const text = `${formatCount(users)} of ${formatCountOf(planned.virtualUsers, 'planned virtual user')} ${wasOrWere(users)} reached`;
    reasons.push({ code: 'plannedUsersNotReached', text });
  }
  const iterations = reports.map((report) => report.summary?.iterations ?? null);
  if (planned.iterations !== null && iterations.every((each) => each !== null)) {
    const done = sum(iterations);
    if (done < planned.iterations) {
      const text = `${formatCount(done)} of ${formatCountOf(planned.iterations, 'planned iteration')} ${wasOrWere(done)} completed`;
      reasons.push({ code: 'plannedIterationsNotReached', text });
    }
  }
  // The flat summary gives the duration as count / rate, which can be off in the last digits.
  const isShort =
    planned.durationSeconds !== null && (figures.durationSeconds ?? 0) < planned.durationSeconds * (1 - 1e-6);
  if (isShort) {
    const text =
      figures.durationSeconds === null
        ? `nobody knows how long the run took, planned were ${formatSeconds(planned.durationSeconds)}`
        : `the run took ${formatSeconds(figures.durationSeconds, planned.durationSeconds)} of the planned ${formatSeconds(planned.durationSeconds)}`;
    reasons.push({ code: 'plannedDurationNotReached', text });
  }
  // A run that was too short needs no second reason.
  return planHasToTell && !isShort ? [...reasons, ...endReasons(input, planned)] : reasons;
}

/**
 * What shows that k6 came to its end. The run's duration alone does not: setup() and teardown() are part of it, so that
 * a slow setup() hides an interruption. Iterations do: an interrupted one is not counted.
 */
function endReasons(input: EvaluationInput, planned: PlannedLoad): Reason[] {
  if (planned.userSeconds !== null) {
    return userSecondsReasons(input, planned, planned.userSeconds);
  }
  if (planned.arrivals !== null) {
    return arrivalReasons(input, planned.arrivals);
  }
  if (planned.iterations === null) {
    return [endUnknown('these scenarios together promise no number of iterations and no time spent in them')];
  }
  // k6 leaves the count out when it is 0.
  return input.reports.some((report) => (report.summary?.iterations ?? null) === null)
    ? [
        {
          code: 'plannedIterationsNotReached',
          text: `no iteration of ${formatCount(planned.iterations)} planned was completed`,
        },
      ]
    : [];
}

function userSecondsReasons(input: EvaluationInput, planned: PlannedLoad, userSeconds: number): Reason[] {
  const spent = input.reports.map((report) => report.summary?.iterationSeconds ?? null);
  const counts = input.reports.map((report) => report.summary?.iterations ?? null);
  if (spent.some((each) => each === null)) {
    return [endUnknown('no time in completed iterations was measured (iteration_duration with avg)')];
  }
  const averageSeconds = sum(spent) / Math.max(1, sum(counts));
  // Each user stopped early may have gone on for an iteration beyond the plan, and hide as much that is missing.
  const beyondPlan = (planned.earlyUserStops ?? 0) * averageSeconds;
  const needed = Math.max(userSeconds * userSecondsShare, userSeconds * neverCompleteShare + beyondPlan);
  const text = `the users spent ${formatSeconds(sum(spent), userSeconds)} in completed iterations, planned were ${formatSeconds(userSeconds)}`;
  // Asked this way round so that what cannot be compared is not enough.
  if (!(sum(spent) >= needed)) {
    return sum(spent) >= userSeconds * userSecondsShare
      ? [
          endUnknown(
            `${text}, but iterations of ${formatSeconds(averageSeconds)} are too long beside its ramps to compare`
          ),
        ]
      : [{ code: 'plannedDurationNotReached', text }];
  }
  const share = userSeconds / input.expectedInstances;
  // Users are whole, so the share of an instance may be one user less.
  const neededOfEach = share * neverCompleteShare - (input.expectedInstances > 1 ? (planned.durationSeconds ?? 0) : 0);
  return input.reports.flatMap(({ instance }, index) =>
    (spent[index] ?? 0) >= neededOfEach
      ? []
      : [
          {
            code: 'plannedDurationNotReached',
            text: `${text}; of instance ${instance} ${formatSeconds(spent[index] ?? 0)}`,
          },
        ]
  );
}

function arrivalReasons(input: EvaluationInput, arrivals: number): Reason[] {
  // k6 counts a dropped iteration only while the test goes on.
  const started = input.reports.map(({ summary }) => (summary?.iterations ?? 0) + (summary?.droppedIterations ?? 0));
  const neededOfEach = Math.floor((arrivals / input.expectedInstances) * neverCompleteShare);
  if (sum(started) >= arrivals * arrivalsShare && started.every((each) => each >= neededOfEach)) {
    return [];
  }
  const text = `${formatCount(sum(started))} of ${formatCountOf(arrivals, 'planned iteration')} ${wasOrWere(sum(started))} completed or dropped`;
  return [{ code: 'plannedIterationsNotReached', text }];
}

function endUnknown(why: string): Reason {
  const text = `without an exit code nothing shows that k6 came to its end: ${why}`;
  return { code: 'plannedLoadUnknown', text };
}

function sum(values: ReadonlyArray<number | null>): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
