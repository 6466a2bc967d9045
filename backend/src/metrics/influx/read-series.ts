import type { ParameterizedQuery } from '@influxdata/influxdb-client';
import { nanosecondsPerSecond, nsOfRfc3339 } from '../instants';
import type { RunSelection, RunSeries } from '../../model/figures';
import { emptySeries, planSteps, runSeries, type StepSums } from '../series-steps';
import { type RunQuery, tagOf } from './flux-client';
import * as queries from './queries';
import { readSpan } from './read-figures';
import { activeVirtualUsersPerSecond, readVirtualUsers } from './virtual-users';

/** Steps whose p95 one script asks for: two scripts side by side use two cores of the server, more only cost overhead. */
const stepsPerScript = 50;

/** The time series of the run. */
export async function readSeries(runQuery: RunQuery, bucket: string, run: RunSelection): Promise<RunSeries> {
  const source = { bucket, run };
  const span = await readSpan(runQuery, queries.span(source));
  if (span === null) {
    return emptySeries;
  }
  const steps = planSteps(span);
  const sums = new Map<number, StepSums>();
  const stepAt = (index: number): StepSums => {
    const step = sums.get(index) ?? {};
    sums.set(index, step);
    return step;
  };
  /** A window's `_start` is cut to the range asked for, so it need not be the start of its step. */
  const stepOf = (ns: bigint): StepSums => stepAt(ns < steps.startNs ? 0 : Number((ns - steps.startNs) / steps.stepNs));

  const p95Scripts: Array<Promise<void>> = [];
  for (let first = 0; first < steps.count; first += stepsPerScript) {
    p95Scripts.push(
      runQuery(queries.stepP95s(source, steps, first, stepsPerScript), (row) => {
        if (typeof row['_value'] === 'number') {
          stepAt(Number(row['result'])).p95ResponseTimeMs = row['_value'];
        }
      })
    );
  }
  async function readStepSums(): Promise<void> {
    const failing = await readFailingStatuses(runQuery, queries.failedByStatus(source));
    await runQuery(queries.stepSums(source, steps, failing), (row) => {
      const step = stepOf(nsOfRfc3339(tagOf(row, '_start')));
      const value = Number(row['_value'] ?? 0);
      if (row['result'] === 'failed') {
        step.failedRequests = value;
      } else if (row['result'] === 'sum') {
        step.durationSumMs = value;
      } else {
        step.requests = value;
        step.durationSamples = value;
      }
    });
  }
  const [users] = await Promise.all([
    readVirtualUsers(runQuery, queries.virtualUserSamples(source)),
    readStepSums(),
    ...p95Scripts,
  ]);
  for (const [second, active] of activeVirtualUsersPerSecond(users, 'vus')) {
    const step = stepOf(BigInt(second) * nanosecondsPerSecond);
    step.virtualUsers = Math.max(step.virtualUsers ?? 0, active);
  }
  return runSeries(steps, span, sums);
}

export async function readFailingStatuses(runQuery: RunQuery, query: ParameterizedQuery): Promise<string[]> {
  const failing: string[] = [];
  await runQuery(query, (row) => {
    if (Number(row['_value'] ?? 0) > 0) {
      failing.push(tagOf(row, 'status'));
    }
  });
  return failing;
}
