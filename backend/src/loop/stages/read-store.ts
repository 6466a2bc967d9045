import { inTransaction, type Database, type Tx } from '../../db';
import { createHolding } from '../../lib/holding';
import type { Breakers } from '../../lib/outbound/breaker';
import type { EndpointFigures } from '../../model/figures';
import {
  changeRun,
  claimRunToReadStore,
  handBackStoreRead,
  isAnyRunDue,
  lockRun,
  lostSamplesOf,
  partsOf,
  saveDetails,
  secondsFromNow,
  type RunRow,
} from '../../runs';
import { heldAgainstBaseline } from '../baseline';
import { planRegressionAlert } from '../consequences/regression-alert';
import { instanceReports, isJudgedByHttp } from './judge';
import type { Planning } from '../consequences/plan';
import { planAnnotation } from '../consequences/grafana-annotation';
import { planResultPoint } from '../consequences/result-point';
import type { Stage } from '../stage';
import { compareStore, detailsFrom, noAnswer, type FromStore, type StoreReader } from '../store-reader';

/** Tries at a store that does not answer, in all about five minutes and as much as each try takes. */
const attempts = 6;
/** Longer than any query of the store may take. */
const longestReadMs = 70_000;

/**
 * Reads the store for a run that was judged before it had answered: adds the details and the store check, and lets the
 * diagnosis begin that has waited for them. The verdict stays: it is k6's own.
 */
export async function readStoreLater(
  reading: Planning & { readonly db: Database; readonly reader: StoreReader },
  run: RunRow
): Promise<void> {
  const answer: FromStore = (await reading.reader.read(run, longestReadMs)) ?? noAnswer;
  await inTransaction(reading.db, 'read store later', async (tx) => {
    const current = await lockRun(tx, run.id);
    if (current === null || current.judgement !== run.judgement || current.storeReadAfter === null) {
      return;
    }
    if (answer.kind === 'unavailable' && answer.retryable && current.storeReadAttempts < attempts) {
      await changeRun(tx, run.id, { storeReadAfter: secondsFromNow(2 * 2 ** current.storeReadAttempts) });
      return;
    }
    const parts = await partsOf(tx, run.id);
    const reports = instanceReports(parts, current.limits.metrics ?? undefined);
    const figures = answer.kind === 'unavailable' || !isJudgedByHttp(current) ? null : answer.figures;
    await changeRun(tx, run.id, {
      storeReadAfter: null,
      storeCheck: { ...compareStore(reports, answer), lost: lostSamplesOf(parts) },
      // A diagnosis that waits need not wait any longer.
      ...(current.diagnosisState === 'pending' && { diagnoseAfter: secondsFromNow(0) }),
      ...(current.virtualUsers === null && {
        virtualUsers: figures?.virtualUsers ?? null,
        virtualUsersSource: figures?.virtualUsersSource ?? null,
      }),
    });
    if (answer.kind === 'answered') {
      await saveDetails(tx, run.id, detailsFrom(answer));
      await compareEndpoints(tx, reading, current, answer.figures.endpoints);
    }
    if (current.counts) {
      await planResultPoint(tx, reading, current, 'storeRead');
      if (current.virtualUsers === null) {
        await planAnnotation(tx, run.id, reading.now());
      }
    }
  });
}

/** What its endpoints add to how a run compares with its baseline; the verdict stays, so it is told and nothing more. */
async function compareEndpoints(
  tx: Tx,
  planning: Planning,
  run: RunRow,
  endpoints: readonly EndpointFigures[]
): Promise<void> {
  if (run.regression?.mode !== 'warn' || run.regression.hasEndpoints || !isJudgedByHttp(run)) {
    return;
  }
  const regression = await heldAgainstBaseline(tx, run, run, endpoints);
  if (regression !== null) {
    await changeRun(tx, run.id, { regression });
    await planRegressionAlert(tx, planning, { ...run, regression });
  }
}

/** Reads the store for judged runs; two at a time, because one run's samples may take long to read. */
export function readStoreStage(
  reading: Planning & {
    readonly db: Database;
    readonly reader: StoreReader;
    readonly breakers: Pick<Breakers, 'metricStore'>;
  }
): Stage {
  const holding = createHolding<RunRow>();
  return {
    name: 'readStore',
    everyMs: 1000,
    workers: 2,
    wakes: ['diagnose', 'effects'],
    isAnyDue: () => isAnyRunDue(reading.db, 'readStore'),
    async work() {
      // A store that is paused uses up no try: the run is read when it is back.
      const run = reading.breakers.metricStore.pausedForMs() > 0 ? null : await claimRunToReadStore(reading.db);
      if (run === null) {
        return 'nothing';
      }
      await holding.during(run, () => readStoreLater(reading, run));
      return 'done';
    },
    handBack: () => holding.handBack((run) => handBackStoreRead(reading.db, run)),
  };
}
