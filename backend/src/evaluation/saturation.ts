import { formatPercent } from '../lib/figures';
import type { Reason } from '../model/verdict';
import type { InstanceReport } from './combine';

/**
 * k6 dropped at least this share of the iterations it should have started: the load was not applied, and a latency
 * figure says as much about the generator as about the target. (Runs with 20–27 % dropped iterations and a "valid"
 * verdict are a known complaint about load test reports; 5 % is the limit above which the load no longer is the plan.)
 */
const droppedIterationsShareLimit = 0.05;

/**
 * k6 itself kept its machine busy for at least this share of the run: its own work then is part of every response time.
 * That the machine is busy with something else says nothing of k6, and is no excuse for the target.
 */
const saturatedShareLimit = 0.5;
/** A shorter look says more about k6's start, which compiles the script, than about the run. */
const leastWatchedSeconds = 10;

/** Share of the iterations that k6 should have started and could not; null when no summary counts any. */
export function droppedIterationsShare(reports: readonly InstanceReport[]): number | null {
  const counted = reports.flatMap((report) => (report.summary === null ? [] : [report.summary]));
  const dropped = counted.reduce((total, summary) => total + summary.droppedIterations, 0);
  const done = counted.reduce((total, summary) => total + (summary.iterations ?? 0), 0);
  return dropped + done === 0 ? null : dropped / (dropped + done);
}

/** k6 could not start what was planned; null where it could. */
export function droppedReason(reports: readonly InstanceReport[]): Reason | null {
  const share = droppedIterationsShare(reports);
  if (share === null || share < droppedIterationsShareLimit) {
    return null;
  }
  return {
    code: 'generatorSaturated',
    text: `k6 could not start ${formatPercent(share)} of the planned iterations: the load generator was the bottleneck`,
  };
}

/** k6 needed more processors than its machine has, on some instance; null where it did not, or nobody has looked. */
export function busyReason(reports: readonly InstanceReport[]): Reason | null {
  const shares = reports.flatMap(({ generator }) =>
    generator !== null && generator.watchedSeconds >= leastWatchedSeconds ? [generator.saturatedShare] : []
  );
  const share = Math.max(0, ...shares);
  if (share < saturatedShareLimit) {
    return null;
  }
  return {
    code: 'generatorSaturated',
    text:
      `k6 itself kept the processors of its machine busy for ${formatPercent(share)} of the run: ` +
      'the load generator was the bottleneck',
  };
}
