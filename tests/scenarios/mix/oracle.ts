import type { Case, Exit, Measured, Process, Threshold } from './cases';

/**
 * What the rules say of a run, written from their words alone: nothing of the product is used here. A refused part is one
 * that never came.
 */
export interface Expected {
  readonly passed: boolean;
  /** A limit that was breached, or k6's word that one was: without it a run must not be `failed`. */
  readonly breach: boolean;
  /** An error-rate breach, or a crossed threshold that is not on response times: always `failed`. */
  readonly failed: boolean;
}

const p95LimitMs = 500;
const minimumRequests = 50;
const saturatedShare = 0.05;

/** @param taken what the sidecar has accepted of each process. */
export function expected(run: Case, taken: readonly Process[]): Expected {
  const summaries = taken.flatMap(({ measured }) => (measured === null ? [] : [measured]));
  const exits = taken.flatMap(({ exit }) => (exit === null ? [] : [exit]));
  const crossed = summaries.flatMap(thresholdsOf).filter((each) => judged(each) === 'crossed');
  const isSlow =
    (run.expectedInstances === 1 && summaries.some(({ p95 }) => p95 !== null && p95 > p95LimitMs)) ||
    (isStreamed(run) && durationMs(run) > p95LimitMs);
  const hasErrors = summaries.some(({ failed }) => failed > 0);
  const saidBad = exits.some(({ exitCode }) => exitCode === 99 || exitCode === 110);
  const isOdd = summaries.some(({ odd }) => odd !== null);
  return {
    passed:
      taken.length === run.expectedInstances &&
      taken.every((each) => isComplete(run, each)) &&
      summaries.every((each) => isClean(each)) &&
      sum(summaries.map(({ requests }) => requests ?? 0)) >= minimumRequests &&
      isFast(run, summaries) &&
      crossed.length === 0 &&
      !isSaturated(summaries) &&
      (run.planned === null || sum(summaries.map(({ iterations }) => iterations ?? run.planned ?? 0)) >= run.planned),
    breach: isSlow || hasErrors || saidBad || crossed.length > 0,
    failed:
      (hasErrors && !isOdd) ||
      crossed.some(({ metric }) => !/^(?:http_req_duration|rpc_duration)/.test(metric)) ||
      exits.some(({ exitCode }) => exitCode === 110),
  };
}

/** Streamed are runs whose every request is one fast or slow success: then the store's figures follow from the case. */
export function isStreamed({ streamed, processes }: Case): boolean {
  return (
    streamed &&
    processes.length > 1 &&
    processes.every(
      ({ measured }) =>
        measured !== null && measured.failed === 0 && measured.odd === null && measured.samples === measured.requests
    )
  );
}

/** The time that each request of a streamed run took. */
export function durationMs({ pooledMs }: Case): number {
  return pooledMs;
}

function isComplete({ reporter, planned }: Case, { measured, exit }: Process): boolean {
  if (measured === null) {
    return false;
  }
  if (exit !== null) {
    return exit.exitCode === 0 && (reporter === 'cli' ? exit.log !== null : true) && noExceptions(exit);
  }
  // Only from inside k6 nobody can know the exit code: then the plan has to be reached, and thresholds to be told.
  return (
    reporter === 'handleSummary' &&
    planned !== null &&
    measured.iterations !== null &&
    measured.shape !== 'machineReadable'
  );
}

function noExceptions({ log }: Exit): boolean {
  return (log?.uncaughtExceptions ?? 0) === 0;
}

function isClean(measured: Measured): boolean {
  const { requests, samples, failed, avg, checks, odd } = measured;
  return (
    odd === null &&
    requests !== null &&
    (requests === 0 || (samples === requests && avg !== null)) &&
    failed === 0 &&
    (checks?.fails ?? 0) === 0 &&
    thresholdsOf(measured).every((each) => judged(each) === 'kept')
  );
}

function isFast(run: Case, summaries: readonly Measured[]): boolean {
  return run.expectedInstances === 1
    ? summaries.every(({ p95 }) => p95 !== null && p95 <= p95LimitMs)
    : isStreamed(run) && durationMs(run) <= p95LimitMs;
}

function isSaturated(summaries: readonly Measured[]): boolean {
  const dropped = sum(summaries.map((each) => each.dropped));
  const done = sum(summaries.map(({ iterations }) => iterations ?? 0));
  return dropped > 0 && dropped / (dropped + done) >= saturatedShare;
}

/** The machine-readable summary carries none: the exit code speaks for them. */
function thresholdsOf({ shape, thresholds }: Measured): readonly Threshold[] {
  return shape === 'machineReadable' ? [] : thresholds;
}

function judged(threshold: Threshold): 'kept' | 'crossed' | 'withoutSamples' {
  if (!threshold.kept) {
    return 'crossed';
  }
  switch (threshold.kind) {
    case 'counter':
      return 'kept';
    case 'rate': {
      const { passes, fails, operator } = threshold;
      if (passes + fails === 0) {
        return operator === '>' ? 'withoutSamples' : 'kept';
      }
      const share = passes / (passes + fails);
      return (operator === '<' ? share < 0.5 : share > 0.5) ? 'kept' : 'crossed';
    }
    case 'trend': {
      const { metric, value, limit, count } = threshold;
      const isEmpty = count === 0 || (count === null && value === 0 && metric.startsWith('http_req_duration'));
      return isEmpty ? 'withoutSamples' : value < limit ? 'kept' : 'crossed';
    }
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
