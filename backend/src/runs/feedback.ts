import { desc, eq, max } from 'drizzle-orm';
import type { InferSelectModel } from 'drizzle-orm';
import { inTransaction, type Database } from '../db';
import { RunNotDiagnosedError } from './errors';
import { findRun, lockRun } from './repository';
import type { RunRow } from './rows';
import { runFeedback } from './tables';

type FeedbackRow = InferSelectModel<typeof runFeedback>;

/** What a person says about a diagnosis. */
export type Feedback = Omit<FeedbackRow, 'runId'>;

/**
 * Keeps what a person says about the diagnosis of a run, in place of what the same person said before. The diagnosis
 * stays as it was made.
 *
 * @returns false where there is no such run
 * @throws RunNotDiagnosedError
 */
export async function giveFeedback(db: Database, runId: string, feedback: Feedback): Promise<boolean> {
  return inTransaction(db, 'give feedback', async (tx) => {
    const run = await lockRun(tx, runId);
    if (run === null) {
      return false;
    }
    if (run.diagnosis === null) {
      throw new RunNotDiagnosedError(
        `Run "${runId}" has no diagnosis to judge (verdict: ${run.verdict ?? 'not yet'}).`
      );
    }
    const { givenBy, ...said } = feedback;
    await tx
      .insert(runFeedback)
      .values({ runId, givenBy, ...said })
      .onConflictDoUpdate({ target: [runFeedback.runId, runFeedback.givenBy], set: said });
    return true;
  });
}

/** The runs that people said something about, the one they spoke of last first, with all that they said of it. */
export async function runsWithFeedback(
  db: Database,
  limit: number
): Promise<Array<{ readonly run: RunRow; readonly feedback: readonly Feedback[] }>> {
  const spokenOf = await db
    .select({ runId: runFeedback.runId })
    .from(runFeedback)
    .groupBy(runFeedback.runId)
    .orderBy(desc(max(runFeedback.givenAt)), runFeedback.runId)
    .limit(limit);
  const found = await Promise.all(
    spokenOf.map(async ({ runId }) => ({ run: await findRun(db, runId), feedback: await feedbackOf(db, runId) }))
  );
  return found.flatMap(({ run, feedback }) => (run === null ? [] : [{ run, feedback }]));
}

/** Newest first, one of each person. */
export async function feedbackOf(db: Database, runId: string): Promise<Feedback[]> {
  return db
    .select({
      correct: runFeedback.correct,
      actualCause: runFeedback.actualCause,
      givenBy: runFeedback.givenBy,
      givenAt: runFeedback.givenAt,
    })
    .from(runFeedback)
    .where(eq(runFeedback.runId, runId))
    .orderBy(desc(runFeedback.givenAt), runFeedback.givenBy);
}
