import { and, desc, eq, getTableColumns, inArray, lt, type InferSelectModel } from 'drizzle-orm';
import type { Database } from '../db';
import type { EndpointFigures } from '../model/figures';
import type { RunRow } from './rows';
import { pinnedBaselines, runDetails, runs } from './tables';

/** A run that a person wants the others of its load test held against. */
export type PinnedBaseline = InferSelectModel<typeof pinnedBaselines>;

/** With the run itself, which others may differ from too much to be held against it. Null: none is pinned. */
export async function pinnedBaselineOf(
  db: Database,
  test: string
): Promise<(PinnedBaseline & { readonly run: RunRow }) | null> {
  const [pinned] = await db
    .select({ ...getTableColumns(pinnedBaselines), run: getTableColumns(runs) })
    .from(pinnedBaselines)
    .innerJoin(runs, eq(runs.id, pinnedBaselines.runId))
    .where(eq(pinnedBaselines.test, test));
  return pinned ?? null;
}

/** In place of the one that was pinned before, if any. */
export async function pinBaseline(db: Database, pinned: PinnedBaseline): Promise<void> {
  const { test, ...set } = pinned;
  await db
    .insert(pinnedBaselines)
    .values({ test, ...set })
    .onConflictDoUpdate({ target: pinnedBaselines.test, set });
}

/** @returns false where none was pinned. */
export async function unpinBaseline(db: Database, test: string): Promise<boolean> {
  const gone = await db.delete(pinnedBaselines).where(eq(pinnedBaselines.test, test)).returning();
  return gone.length > 0;
}

/** Passed runs of the same load test that count and were announced before this one, newest first. */
export async function passedRunsBefore(
  db: Database,
  run: Pick<RunRow, 'test' | 'announcedAt'>,
  limit: number
): Promise<RunRow[]> {
  return db
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.test, run.test),
        eq(runs.counts, true),
        eq(runs.verdict, 'passed'),
        lt(runs.announcedAt, run.announcedAt)
      )
    )
    .orderBy(desc(runs.announcedAt), desc(runs.id))
    .limit(limit);
}

/** What is kept of the endpoints of these runs, by run; one of which nothing is kept is left out. */
export async function endpointsOfRuns(
  db: Database,
  runIds: readonly string[]
): Promise<ReadonlyMap<string, readonly EndpointFigures[]>> {
  const rows =
    runIds.length === 0
      ? []
      : await db
          .select({ runId: runDetails.runId, endpoints: runDetails.endpoints })
          .from(runDetails)
          .where(inArray(runDetails.runId, [...runIds]));
  return new Map(rows.flatMap(({ runId, endpoints }) => (endpoints === null ? [] : [[runId, endpoints]])));
}
