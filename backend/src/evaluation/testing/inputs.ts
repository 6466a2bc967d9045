import type { StoreFigures } from '../../model/figures';
import type { PlannedLoad } from '../../model/run';
import type { GeneratorFacts } from '../../model/protocol';
import type { K6Summary } from '../../model/k6-summary';
import type { InstanceReport } from '../combine';
import type { EvaluationInput } from '../input';
import type { Limits } from '../../model/verdict';
import type { JudgedFigures } from '../no-answer';

export const limits: Limits = {
  errorRate: 0,
  p95ResponseTimeMs: 500,
  avgResponseTimeMs: null,
  minimumRequests: 50,
  checksMustPass: true,
};

export const figures: JudgedFigures = {
  noAnswer: false,
  virtualUsers: 10,
  virtualUsersSource: 'active',
  requests: 1000,
  failedRequests: 0,
  errorRateSamples: 1000,
  errorRate: 0,
  avgResponseTimeMs: 120,
  p95ResponseTimeMs: 300,
  durationSeconds: 60,
  startedAt: '2026-11-23T10:00:00.000Z',
  endedAt: '2026-11-23T10:01:00.000Z',
};

/** Ten users for a minute, but for the changes. */
export function planned(changes: Partial<PlannedLoad> = {}): PlannedLoad {
  return {
    virtualUsers: 10,
    iterations: null,
    durationSeconds: 60,
    userSeconds: 600,
    earlyUserStops: 0,
    arrivals: null,
    ...changes,
  };
}

export function plannedIterations(iterations: number): PlannedLoad {
  return planned({ virtualUsers: null, iterations, durationSeconds: null, userSeconds: null, earlyUserStops: null });
}

/** Every request has a sample of `http_req_failed`, unless the changes say otherwise. */
export function k6Summary(changes: Partial<K6Summary> = {}): K6Summary {
  return {
    errorRateSamples: changes.requests === undefined ? 1000 : changes.requests,
    shape: 'handleSummary',
    durationMs: 60_000,
    requests: 1000,
    failedRequests: 0,
    errorRate: 0,
    avgResponseTimeMs: 120,
    p95ResponseTimeMs: 300,
    activeVirtualUsers: 10,
    allocatedVirtualUsers: 10,
    iterations: 1000,
    iterationSeconds: 595,
    droppedIterations: 0,
    checks: { passes: 1000, fails: 0 },
    thresholds: [],
    ...changes,
  };
}

const goodExit: NonNullable<InstanceReport['exit']> = {
  exitCode: 0,
  signal: null,
  stoppedByPerson: false,
  startedAt: '2026-11-23T10:00:00.000Z',
  endedAt: '2026-11-23T10:01:00.000Z',
  exceeded: null,
};

export function exit(changes: Partial<typeof goodExit> = {}): typeof goodExit {
  return { ...goodExit, ...changes };
}

/** A load generator that had time to spare for a minute, but for the changes. */
export function generator(changes: Partial<GeneratorFacts> = {}): GeneratorFacts {
  return {
    watchedSeconds: 60,
    cpuBusyShare: 0,
    saturatedShare: 0,
    peakCpu: 0.4,
    peakK6Cpu: 0.3,
    peakMemoryMb: 120,
    ...changes,
  };
}

/** An instance for which all is well, but for the changes. */
export function report(changes: Partial<InstanceReport> = {}): InstanceReport {
  return { instance: '0', summary: k6Summary(), exit: exit(), uncaughtExceptions: 0, generator: null, ...changes };
}

/** A run by the sidecar's own runner that passes, but for the changes. */
export function input(changes: Partial<EvaluationInput> = {}): EvaluationInput {
  return {
    figures,
    limits,
    regression: null,
    planned: planned(),
    reporter: 'runner',
    expectedInstances: 1,
    reports: [report()],
    didNotStart: null,
    missed: false,
    ownerLost: false,
    endpoints: { kind: 'notMeasured', reason: 'no endpoint has limits' },
    orphanEnded: false,
    storeMissingShare: null,
    ...changes,
  };
}

export function storeFigures(changes: Partial<StoreFigures> = {}): StoreFigures {
  const { noAnswer: _, ...measured } = figures;
  return { ...measured, endpoints: [], endpointsLeftOut: 0, statusCodes: [], errorCodes: [], ...changes };
}
