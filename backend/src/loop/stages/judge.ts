import type { Logger } from 'pino';
import { inTransaction, type Database, type Tx } from '../../db';
import { combineFigures, droppedIterationsShare, evaluate, withoutHttp, type InstanceReport } from '../../evaluation';
import type { Evaluation } from '../../model/verdict';
import { createHolding } from '../../lib/holding';
import { pickFigures, runFiguresSchema, type RunFigures } from '../../model/figures';
import {
  isAnyRunDue,
  type PartRow,
  type RunRow,
  changeRun,
  claimRunToJudge,
  findRun,
  handBackJudging,
  lockRun,
  lostSamplesOf,
  partsByInstance,
  partsOf,
  saveDetails,
  secondsFromNow,
} from '../../runs';
import type { Regression } from '../../model/regression';
import type { StoreCheck } from '../../model/run';
import { parseSummary } from '../../k6';
import { type FigureMetrics } from '../../model/k6-summary';
import { followLateVerdict, takeBackUncounted } from './follow-late-verdict';
import { followVerdict } from './follow-verdict';
import { heldAgainstBaseline } from '../baseline';
import type { Planning } from '../consequences/plan';
import type { Hasty, Stage } from '../stage';
import { compareStore, detailsFrom, endpointsFrom, noAnswer, type FromStore, type StoreReader } from '../store-reader';

export interface Judging extends Planning {
  readonly db: Database;
  readonly reader: StoreReader;
  /** Longest time in seconds that an alert waits for the diagnosis. */
  readonly diagnosisDeadlineSeconds: number;
}

/** A run that cannot be judged without the store is tried this often, in all for about five minutes. */
const storeAttempts = 6;
/** How long a try waits for the store, in ms: other runs wait meanwhile. The store goes on reading for the next try. */
const neededStoreMs = 5_000;
/** How long a run that can be judged without the store waits for it, in ms. A store that is well is quicker. */
const complementMs = 1_000;

/** Another metric's figures come from k6's summary alone. */
export function isJudgedByHttp({ limits }: Pick<RunRow, 'limits'>): boolean {
  return (limits.metrics ?? null) === null;
}

/**
 * Judges a claimed run: reads the parts and the store, evaluates, and writes the verdict together with everything that
 * follows from it (incident, alert, result point) in one transaction.
 *
 * @returns false when the run goes back and is judged later: the store is needed and does not answer, or another part
 * has come in the meantime.
 */
export async function judgeRun(judging: Judging, run: RunRow): Promise<boolean> {
  const { db, now } = judging;
  const parts = await partsOf(db, run.id);
  const reports = instanceReports(parts, run.limits.metrics ?? undefined);
  const needsStore = cannotDoWithoutStore(run, reports);
  const limitsEndpoints = (run.limits.endpoints ?? []).length > 0 && run.didNotStart === null;
  const fromStore = await judging.reader.read(run, needsStore || limitsEndpoints ? neededStoreMs : complementMs);
  const mayStillAnswer = fromStore === null || (fromStore.kind === 'unavailable' && fromStore.retryable);
  const isPostponed = mayStillAnswer && run.judgeAttempts < storeAttempts;
  if (needsStore && isPostponed) {
    await postponeJudging(db, run, 2 * 2 ** run.judgeAttempts);
    return false;
  }
  const isHttp = isJudgedByHttp(run);
  const read = fromStore?.kind === 'answered' ? fromStore.figures : null;
  const store = read === null || isHttp ? read : withoutHttp(read);
  const receivedAt = latestPart(parts) ?? now();
  const combined = combineFigures(reports, store, run.expectedInstances, receivedAt);
  const figures = run.judgement === 0 ? combined : { ...combined, endedAt: endOfLateRun(run, reports, combined) };
  const isReadLater = !needsStore && mayStillAnswer && isHttp && run.didNotStart === null;
  const storeCheck: StoreCheck = {
    ...(!isHttp ? notCompared : isReadLater ? { kind: 'pending' } : compareStore(reports, fromStore ?? noAnswer)),
    lost: lostSamplesOf(parts),
  };
  const endpoints = fromStore?.kind === 'answered' ? fromStore.figures.endpoints : null;
  const regression = await heldAgainstBaseline(db, run, figures, isHttp ? endpoints : []);
  const needsEndpoints = limitsEndpoints || regression?.mode === 'fail';
  const evaluation = evaluate({
    figures,
    regression,
    limits: run.limits,
    planned: run.planned,
    reporter: run.reporter,
    expectedInstances: run.expectedInstances,
    reports,
    didNotStart: run.didNotStart,
    missed: run.missed !== null,
    ownerLost: run.ownerLostAt !== null,
    endpoints: endpointsFrom(reports, fromStore ?? noAnswer),
    orphanEnded: run.orphanEndedAt !== null,
    storeMissingShare:
      (run.expectedInstances > 1 || needsEndpoints) && storeCheck.kind === 'compared'
        ? (storeCheck.missingShare ?? null)
        : null,
  });
  // Whatever the endpoints would add, a run that has failed without them stays failed.
  if (needsEndpoints && isPostponed && evaluation.verdict !== 'failed') {
    await postponeJudging(db, run, 2 * 2 ** run.judgeAttempts);
    return false;
  }
  return inTransaction(db, 'judge', async (tx) => {
    const current = await lockRun(tx, run.id);
    if (current === null || !isHeld(current, run)) {
      return true;
    }
    if ((await partsOf(tx, run.id)).length !== parts.length) {
      await changeRun(tx, run.id, { judgeAfter: secondsFromNow(0), leaseUntil: null });
      return false;
    }
    await record(tx, judging, current, { evaluation, figures, regression, storeCheck, reports, fromStore });
    const judged = await findRun(tx, run.id);
    if (judged !== null && judged.counts) {
      await (current.judgement === 0
        ? followVerdict(tx, judging, judged, reports)
        : followLateVerdict(tx, judging, judged, current));
    } else if (judged !== null && current.judgement > 0) {
      await takeBackUncounted(tx, judging, judged, current);
    }
    return true;
  });
}

/** Nothing was streamed by a k6 that never started. */
function cannotDoWithoutStore(run: RunRow, reports: readonly InstanceReport[]): boolean {
  return (
    run.didNotStart === null &&
    (run.expectedInstances > 1 ||
      reports.length < run.expectedInstances ||
      reports.some((report) => report.summary === null))
  );
}

/**
 * When a run ended whose report came late and does not say so: after the duration that k6 reports, and not when the
 * report arrived.
 */
function endOfLateRun(run: RunRow, reports: readonly InstanceReport[], figures: RunFigures): string | null {
  if (reports.some((report) => (report.exit?.endedAt ?? null) !== null) || figures.durationSeconds === null) {
    return figures.endedAt;
  }
  const end = (run.startedAt ?? run.announcedAt).getTime() + figures.durationSeconds * 1000;
  return new Date(Math.min(end, Date.parse(figures.endedAt ?? '') || end)).toISOString();
}

/** A run whose judging fails this often has something in it that no further try will change. */
const judgeFailureLimit = 5;

/**
 * A run whose judging threw: it is tried again later and, after the last try, closed as `errored`, so that it neither
 * blocks the others nor waits for ever without anybody being told.
 */
export async function judgingFailed(judging: Judging, run: RunRow): Promise<void> {
  const failures = run.judgeFailures + 1;
  if (failures < judgeFailureLimit) {
    await postponeJudging(judging.db, run, 2 ** failures, failures);
    return;
  }
  await inTransaction(judging.db, 'give up judging', async (tx) => {
    const current = await lockRun(tx, run.id);
    if (current === null || !isHeld(current, run)) {
      return;
    }
    if (current.verdict !== null) {
      // A correction that cannot be made leaves what was said before.
      await changeRun(tx, run.id, nowJudged(current.judgedAt ?? judging.now()));
      return;
    }
    const judgedAt = judging.now();
    await changeRun(tx, run.id, {
      ...nowJudged(judgedAt),
      judgement: current.judgement + 1,
      resultAt: current.endedAt ?? judgedAt,
      verdict: 'errored',
      reasons: [
        { code: 'notJudgeable', text: `judging failed ${judgeFailureLimit} times; the log of the sidecar says why` },
      ],
      thresholds: [],
      endedAt: current.endedAt ?? judgedAt,
    });
    const judged = await findRun(tx, run.id);
    if (judged !== null && judged.counts) {
      await followVerdict(tx, judging, judged, []);
    }
  });
}

/** The judge's columns of a run whose verdict is written. */
function nowJudged(judgedAt: Date) {
  return {
    status: 'judged',
    judgedAt,
    judgeAfter: null,
    judgeAttempts: 0,
    judgeFailures: 0,
    leaseUntil: null,
  } as const;
}

/** False when another sidecar has taken the run over in the meantime. */
function isHeld(current: RunRow, claimed: RunRow): boolean {
  return current.status === 'judging' && current.judgeAttempts === claimed.judgeAttempts;
}

async function postponeJudging(
  db: Database,
  run: RunRow,
  delaySeconds: number,
  judgeFailures = run.judgeFailures
): Promise<void> {
  await inTransaction(db, 'postpone judging', async (tx) => {
    const current = await lockRun(tx, run.id);
    if (current !== null && isHeld(current, run)) {
      await changeRun(tx, run.id, { judgeAfter: secondsFromNow(delaySeconds), leaseUntil: null, judgeFailures });
    }
  });
}

/** What each instance has reported, from the stored parts. */
export function instanceReports(parts: readonly PartRow[], metrics: FigureMetrics | undefined): InstanceReport[] {
  return partsByInstance(parts).map(({ instance, exit, summary }) => {
    const parsed = summary === null ? null : parseSummary(summary.summary, metrics);
    return {
      instance,
      summary: parsed !== null && parsed.ok ? parsed.summary : null,
      exit:
        exit === null
          ? null
          : {
              exitCode: exit.exitCode,
              signal: exit.signal,
              stoppedByPerson: exit.stoppedByPerson,
              startedAt: exit.startedAt,
              endedAt: exit.endedAt,
              exceeded: exit.exceeded ?? null,
            },
      uncaughtExceptions: exit?.log?.uncaughtExceptions ?? null,
      generator: exit?.generator ?? null,
    };
  });
}

function latestPart(parts: readonly PartRow[]): Date | null {
  return parts.length === 0 ? null : new Date(Math.max(...parts.map((part) => part.receivedAt.getTime())));
}

/** Counting HTTP requests says nothing about a run that is judged by other metrics. */
const notCompared: StoreCheck = { kind: 'unavailable', reason: 'the run is not judged by HTTP requests' };

interface Judged {
  readonly evaluation: Evaluation;
  readonly figures: RunFigures;
  readonly regression: Regression | null;
  readonly storeCheck: StoreCheck;
  readonly reports: readonly InstanceReport[];
  readonly fromStore: FromStore | null;
}

async function record(
  tx: Tx,
  { now, diagnosisDeadlineSeconds }: Judging,
  run: RunRow,
  { evaluation, figures, regression, storeCheck, reports, fromStore }: Judged
): Promise<void> {
  const isReadLater = storeCheck.kind === 'pending';
  const judgedAt = now();
  const endedAt = figures.endedAt === null ? judgedAt : new Date(figures.endedAt);
  const correctedFrom =
    run.verdict === null || run.verdict === evaluation.verdict
      ? run.correctedFrom
      : { verdict: run.verdict, reason: run.reasons?.[0]?.text ?? '' };
  const diagnosisState =
    evaluation.verdict !== 'failed' || !run.counts
      ? 'notNeeded'
      : run.verdict === 'failed'
        ? run.diagnosisState
        : 'pending';
  const isUndiagnosed = diagnosisState === 'pending' || diagnosisState === 'late';
  await changeRun(tx, run.id, {
    ...nowJudged(judgedAt),
    judgement: run.judgement + 1,
    resultAt: run.resultAt ?? endedAt,
    correctedFrom,
    verdict: evaluation.verdict,
    reasons: evaluation.reasons,
    thresholds: evaluation.thresholds,
    startedAt: figures.startedAt === null ? run.startedAt : new Date(figures.startedAt),
    endedAt,
    ...pickFigures(runFiguresSchema, figures),
    regression,
    droppedIterationsShare: droppedIterationsShare(reports),
    storeCheck,
    storeReadAfter: isReadLater ? secondsFromNow(0) : null,
    storeReadAttempts: 0,
    diagnosisState,
    // The diagnosis waits for the store, but for no more than half of the time that the alert may wait for it.
    diagnoseAfter: isUndiagnosed ? secondsFromNow(isReadLater ? diagnosisDeadlineSeconds / 2 : 0) : null,
  });
  // The samples of a run that is judged again may be gone by now.
  if (fromStore?.kind === 'answered' && (run.judgement === 0 || fromStore.figures.requests > 0)) {
    await saveDetails(tx, run.id, detailsFrom(fromStore));
  }
}

/** Judges runs whose parts are in, one at a time. */
export function judgeStage(judging: Judging & Hasty & { readonly logger: Logger }): Stage {
  const { db, logger, haste } = judging;
  const holding = createHolding<RunRow>();
  return {
    name: 'judge',
    everyMs: 1000,
    workers: 1,
    wakes: ['readStore', 'diagnose', 'effects'],
    isAnyDue: () => isAnyRunDue(db, 'judge'),
    async work() {
      const run = await claimRunToJudge(db, haste);
      if (run === null) {
        return 'nothing';
      }
      return holding.during(run, async () => {
        try {
          if (!(await judgeRun(judging, run))) {
            logger.warn({ runId: run.id, attempt: run.judgeAttempts }, 'the run is judged later');
            return 'done' as const;
          }
        } catch (error) {
          logger.error({ err: error, runId: run.id, attempt: run.judgeAttempts }, 'a run could not be judged');
          await judgingFailed(judging, run);
        }
        await logVerdict(judging, run.id);
        return 'changed' as const;
      });
    },
    handBack: () => holding.handBack((run) => handBackJudging(db, run)),
  };
}

async function logVerdict({ db, logger }: { readonly db: Database; readonly logger: Logger }, runId: string) {
  const run = await findRun(db, runId);
  if (run !== null && run.verdict !== null) {
    logger.info(
      {
        runId,
        test: run.test,
        verdict: run.verdict,
        counts: run.counts,
        reasons: run.reasons?.map((reason) => reason.code),
        missingInStore: run.storeCheck?.kind === 'compared' ? run.storeCheck.missingRequests : undefined,
      },
      'run judged'
    );
  }
}
