import { annotationOf, type DiagnosisLayer } from '../../annotations';
import { inTransaction, type Database } from '../../db';
import { planLatest } from '../../effects';
import { verdicts } from '../../model/run';
import { findRuns, listRuns, type RunCursor, type RunRow } from '../../runs';
import { annotationEffect } from './grafana-annotation';

/** Runs whose annotations one rebuild brings up to date at most, the newest: Grafana draws no more than 2,000 at once. */
export const rebuiltRunsLimit = 5000;
const pageSize = 500;
const notPassed = verdicts.filter((verdict) => verdict !== 'passed');

export interface RebuildingAnnotations {
  readonly db: Database;
  readonly layer: DiagnosisLayer;
  readonly now: () => Date;
}

export type Rebuilding =
  | {
      readonly kind: 'planned';
      /** Runs whose annotation is brought to what the record says. */
      readonly planned: number;
      /** Runs whose annotation goes: the records do not know them, or have nothing to show. */
      readonly toRemove: number;
      /** False: there are more runs than one rebuild takes, and the older ones were left as they are. */
      readonly complete: boolean;
    }
  /** Grafana did not say what it has; nothing is planned. */
  | { readonly kind: 'notListed'; readonly reason: string };

/**
 * Plans that Grafana has just the annotations that the records ask for, whatever it has now. Each effect looks again when
 * it is sent, so this may be called at any time and as often as one likes; nobody is told anything.
 *
 * @param since only runs announced at or after; null: all. Annotations without a run go, however old.
 */
export async function rebuildAnnotations(
  { db, layer, now }: RebuildingAnnotations,
  since: Date | null,
  limit = rebuiltRunsLimit
): Promise<Rebuilding> {
  const listed = await layer.runIds();
  if (listed.kind !== 'listed') {
    return { kind: 'notListed', reason: listed.reason };
  }
  const plan = (runs: ReadonlyArray<Pick<RunRow, 'id' | 'incidentId'>>) =>
    inTransaction(db, 'rebuild annotations', (tx) =>
      planLatest(
        tx,
        runs.map(({ id, incidentId }) => annotationEffect(id, incidentId)),
        now()
      )
    );
  const strays = new Set<string>();
  for (const ids of chunks([...listed.runIds])) {
    const shown = new Set((await findRuns(db, ids)).filter((run) => annotationOf(run) !== null).map(({ id }) => id));
    const without = ids.filter((id) => !shown.has(id));
    await plan(without.map((id) => ({ id, incidentId: null })));
    without.forEach((id) => strays.add(id));
  }

  let planned = 0;
  let after: RunCursor | null = null;
  let complete = true;
  do {
    const filter = { counts: true, verdicts: notPassed, from: since ?? undefined };
    const page: Awaited<ReturnType<typeof listRuns>> = await listRuns(db, filter, after, pageSize);
    const shown = page.rows.filter((run) => annotationOf(run) !== null);
    const taken = shown.slice(0, limit - planned);
    await plan(taken);
    planned += taken.length;
    complete = taken.length === shown.length;
    after = page.next;
  } while (after !== null && complete);
  return { kind: 'planned', planned, toRemove: strays.size, complete };
}

function chunks(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / pageSize) }, (_, index) =>
    ids.slice(index * pageSize, (index + 1) * pageSize)
  );
}
