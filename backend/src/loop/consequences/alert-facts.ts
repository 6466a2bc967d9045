import type { RunAlert } from '../../alerts';
import type { Database } from '../../db';
import { lookFirst } from '../../diagnosis';
import { formatBreach } from '../../evaluation';
import { isStoppedByPerson } from '../../incidents';
import type { RecordedFigures } from '../../model/figures';
import { detailsOf, earlierCountingRuns, type RunRow } from '../../runs';

/** So many runs are looked at: a failure that is older than these has been told often enough. */
const lookedAt = 100;

/**
 * What the records say beyond the run itself, for a message about it: where to look first, since when and how often it has
 * gone wrong, and what was in production.
 *
 * @param now when it is over, where the run has no end.
 */
export async function alertFacts(
  db: Database,
  run: RunRow,
  now: Date
): Promise<Pick<RunAlert, 'lookFirst' | 'course' | 'deployment'>> {
  const earlier = (await earlierCountingRuns(db, run, lookedAt)).filter((each) => !isStoppedByPerson(each));
  const first = await whereToLook(db, run);
  return {
    lookFirst: first,
    course: await courseOf(db, run, earlier, first, now),
    deployment: [run, ...earlier].find((each) => each.productionDeployment !== null)?.productionDeployment ?? null,
  };
}

/**
 * Runs without a pass, newest first, up to this one; null: there is none.
 *
 * @param ownLookFirst where to look first in the run itself.
 */
async function courseOf(
  db: Database,
  run: RunRow,
  earlier: readonly RunRow[],
  ownLookFirst: string | null,
  now: Date
): Promise<NonNullable<RunAlert['course']> | null> {
  const hasPassed = run.verdict === 'passed';
  const newestFirst = hasPassed ? earlier : [run, ...earlier];
  const passed = newestFirst.findIndex(({ verdict }) => verdict === 'passed');
  const without = passed < 0 ? newestFirst : newestFirst.slice(0, passed);
  const first = without.at(-1);
  if (first === undefined) {
    return null;
  }
  const worst = without.find(({ verdict }) => verdict === 'failed') ?? without[0] ?? first;
  return {
    since: beganAt(first),
    runs: without.length,
    failed: without.filter(({ verdict }) => verdict === 'failed').length,
    isMore: passed < 0 && earlier.length >= lookedAt,
    lastPassedAt: passed < 0 ? null : beganAt(newestFirst[passed] ?? first),
    cause: (worst === run ? ownLookFirst : await whereToLook(db, worst)) ?? whatWasWrong(worst),
    until: (hasPassed ? (run.endedAt ?? now) : now).toISOString(),
  };
}

function beganAt({ startedAt, announcedAt }: RunRow): string {
  return (startedAt ?? announcedAt).toISOString();
}

function whatWasWrong({ thresholds, reasons, errorRateSamples }: RunRow): string | null {
  const breach = (thresholds ?? []).find(({ ok }) => ok === false);
  return breach === undefined ? (reasons?.[0]?.text ?? null) : formatBreach(breach, errorRateSamples);
}

async function whereToLook(db: Database, run: RunRow): Promise<string | null> {
  if (run.verdict === 'passed') {
    return null;
  }
  const details = await detailsOf(db, run.id);
  return lookFirst({
    target: run.target,
    figures: counted(run),
    reasons: run.reasons ?? [],
    thresholds: run.thresholds ?? [],
    endpoints: details?.endpoints ?? [],
    statusCodes: details?.statusCodes ?? [],
    errorCodes: details?.errorCodes ?? [],
  });
}

function counted({ requests, failedRequests, errorRate, errorRateSamples }: RecordedFigures) {
  return { requests: requests ?? 0, failedRequests: failedRequests ?? 0, errorRate, errorRateSamples };
}
