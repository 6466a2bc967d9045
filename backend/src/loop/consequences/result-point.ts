import { z } from 'zod';
import type { Database, Tx } from '../../db';
import { effectKind, effectsOfRun, planEffect } from '../../effects';
import type { Breakers } from '../../lib/outbound/breaker';
import type { EffectOutcome } from '../../lib/outbound/outcome';
import {
  MetricsStoreError,
  pickFigures,
  ResultsBucketMissingError,
  runFiguresSchema,
  type MetricsStore,
  type ResultPoint,
} from '../../model/figures';
import { findRun, type RunRow } from '../../runs';
import { withBreaker } from '../through-breaker';
import { runGone } from './not-configured';
import { ofJudgement, type Planning } from './plan';

const name = 'resultPoint';

/** Every figure that is a number. */
const pointFiguresSchema = runFiguresSchema.omit({ virtualUsersSource: true });

export interface WritingResults {
  readonly db: Database;
  readonly now: () => Date;
  readonly store: MetricsStore;
  readonly breakers: Pick<Breakers, 'metricStore'>;
}

/** The point of the measurement `load_test_run`; written from the run's record as it is then. */
export const resultPointKind = ({ db, now, store, breakers }: WritingResults) =>
  effectKind({
    name,
    payload: z.object({}),
    leaseSeconds: 60,
    // InfluxDB's client may follow one redirect.
    longestTrySeconds: 2 * 15,
    tries: { limit: 20, giveUpBeyondSeconds: null },
    breaker: breakers.metricStore,
    whilePaused: 'wait',
    whenUnknown: 'resend',
    // All those of a run write the same point: the one that is written last stays.
    onePerRun: true,
    overtaken: async (tx, { id, runId, fence }) => {
      const anew = { id: `${id}-after-${fence}`, kind: name, runId, incidentId: null, payload: {} };
      await planEffect(tx, anew, now());
    },
    async send(effect): Promise<EffectOutcome<{ readonly at: string }>> {
      const run = await findRun(db, effect.runId);
      const point = run === null ? null : resultPoint(run);
      if (point === null) {
        return runGone;
      }
      try {
        await withBreaker(store, breakers.metricStore).writeResult(point);
        return { kind: 'confirmed', result: { at: point.at.toISOString() } };
      } catch (error) {
        if (!(error instanceof MetricsStoreError)) {
          throw error;
        }
        if (error instanceof ResultsBucketMissingError) {
          return { kind: 'skipped', code: 'notConfigured', reason: error.message };
        }
        return error.retryable
          ? { kind: 'retry', code: 'storeUnavailable', reason: error.message, retryAfterSeconds: null }
          : { kind: 'rejected', code: 'storeRefused', reason: error.message };
      }
    },
    settled: () => Promise.resolve(),
  });

/** Plans the point of a run; a later occasion overwrites the earlier point. */
export async function planResultPoint(
  tx: Tx,
  planning: Planning,
  run: RunRow,
  occasion: 'judged' | 'storeRead' | 'diagnosed' | 'acted' | 'alertRefused' | 'outcome' | 'uncounted'
): Promise<void> {
  const id = resultPointId(run, occasion);
  await planEffect(tx, { id, kind: name, runId: run.id, incidentId: null, payload: {} }, planning.now());
}

/** Whether something followed from this judgement of the run: it counted then, whatever it does now. */
export async function wasFollowed(tx: Tx, run: RunRow): Promise<boolean> {
  const id = resultPointId(run, 'judged');
  return (await effectsOfRun(tx, run.id)).some((effect) => effect.id === id);
}

function resultPointId(run: RunRow, occasion: string): string {
  return `result-${occasion}-${run.id}${ofJudgement(run)}`;
}

const integerFields = [
  'passed',
  'failed',
  'virtualUsers',
  'requests',
  'failedRequests',
  'errorRateSamples',
  'actionRequired',
  'autoFixApplied',
  'regressions',
];

/**
 * Written, because a correction has to overwrite an earlier text; and not empty, because InfluxDB 2 gives the texts after
 * an empty one to other points of the series (github.com/influxdata/influxdb/issues/26916).
 */
const noText = '-';

/**
 * A run as a point of the measurement `load_test_run`. Two tags only, so that a test is one series; the type of a field
 * never changes; a figure that was not measured is left out, because a store has no null, and a text that there is not
 * is `-`. `passed`, `failed`, `actionRequired` and `autoFixApplied` are 0 or 1, so that alert rules can compare and sum
 * them. A run that does not count any more has neither passed nor failed.
 */
export function resultPoint(run: RunRow): ResultPoint | null {
  if (run.verdict === null || run.endedAt === null) {
    return null;
  }
  const figures: Record<string, number | null> = {
    ...pickFigures(pointFiguresSchema, run),
    p95LimitMs: run.limits.p95ResponseTimeMs,
    storeMissingShare: run.storeCheck?.kind === 'compared' ? run.storeCheck.missingShare : null,
    // Figures that are worse than those of its baseline; left out where there was none.
    regressions: run.regression?.findings.length ?? null,
  };
  const measured = Object.entries(figures).flatMap(([name, value]): Array<[string, number]> =>
    value === null ? [] : [[name, value]]
  );
  return {
    test: run.test,
    environment: run.environment,
    at: run.resultAt ?? run.endedAt,
    integerFields,
    fields: {
      runId: run.id,
      trigger: run.trigger,
      verdict: run.verdict,
      passed: run.counts && run.verdict === 'passed' ? 1 : 0,
      failed: run.counts && run.verdict === 'failed' ? 1 : 0,
      actionRequired: run.actionRequired ? 1 : 0,
      actionRequiredReason: run.actionRequiredReason ?? noText,
      autoFixApplied: run.autoFixApplied === null ? 0 : 1,
      autoFixOutcome: run.autoFixApplied?.outcome ?? noText,
      diagnosis: run.diagnosis?.text ?? noText,
      reason: run.reasons?.[0]?.text ?? noText,
      startedAt: (run.startedAt ?? run.announcedAt).toISOString(),
      ...Object.fromEntries(measured),
    },
  };
}
