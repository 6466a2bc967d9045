import { BIGINT, type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import type { RunSeries, StoreFigures } from '../../model/figures';
import { figuresOf, type SampleWindow, seriesOf } from './run-queries';

/** Raw samples that come after their run was archived belong to it when they lie this close to it. */
const stragglerNs = 3_600_000_000_000n;

/** What a sweep did. */
export interface SweepResult {
  /** Runs whose figures and series were stored before their raw samples were deleted. */
  readonly archivedRuns: number;
  readonly deletedSamples: number;
}

interface AgedRun {
  readonly runId: string;
  readonly firstNs: bigint;
  readonly lastNs: bigint;
}

/**
 * Stores figures and series of every run whose last sample is older than `cutoffNs`, then deletes its raw samples; each
 * run in one transaction, so that a reader sees either its samples or its archive.
 */
export async function archiveAndDelete(connection: DuckDBConnection, cutoffNs: bigint): Promise<SweepResult> {
  let archivedRuns = 0;
  let deletedSamples = 0;
  for (const run of await agedRuns(connection, cutoffNs)) {
    await connection.run('BEGIN TRANSACTION');
    try {
      archivedRuns += (await archive(connection, run)) ? 1 : 0;
      deletedSamples += await deleteRun(connection, run.runId);
      await connection.run('COMMIT');
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
  // Samples that were on their way into a run while it was deleted belong to no series any more.
  const orphans = 'DELETE FROM samples WHERE t < $cutoff AND series NOT IN (SELECT id FROM series)';
  await connection.run(orphans, { cutoff: cutoffNs }, { cutoff: BIGINT });
  if (deletedSamples > 0) {
    // Gives the space of the deleted rows back to later ones; a reader at work may forbid it until the next sweep.
    await connection.run('CHECKPOINT').catch(() => undefined);
  }
  return { archivedRuns, deletedSamples };
}

/** Figures and series of an archived run that touches the window; null where there is none. */
export async function readArchive(
  connection: DuckDBConnection,
  window: SampleWindow
): Promise<{ readonly figures: StoreFigures; readonly series: RunSeries } | null> {
  const reader = await connection.runAndReadAll(
    `SELECT figures, series FROM archived_runs WHERE testid = $run AND first_ns < $to AND last_ns >= $from
     ORDER BY last_ns DESC LIMIT 1`,
    { run: window.runId, from: window.fromNs, to: window.toNs },
    { run: VARCHAR, from: BIGINT, to: BIGINT }
  );
  const row = reader.getRows()[0];
  if (row === undefined) {
    return null;
  }
  // Written by `archive` below and by nobody else; an archive of an earlier version has not counted the samples.
  const archived = JSON.parse(String(row[0])) as Omit<StoreFigures, 'errorRateSamples'> & Partial<StoreFigures>;
  const figures = { ...archived, errorRateSamples: archived.errorRateSamples ?? null };
  return { figures, series: JSON.parse(String(row[1])) as RunSeries };
}

async function agedRuns(connection: DuckDBConnection, cutoffNs: bigint): Promise<AgedRun[]> {
  const reader = await connection.runAndReadAll(
    `SELECT testid, min(t), max(t) FROM samples JOIN series ON samples.series = series.id
     GROUP BY testid HAVING max(t) < $cutoff`,
    { cutoff: cutoffNs },
    { cutoff: BIGINT }
  );
  return reader.getRows().map(([runId, first, last]) => ({
    runId: String(runId),
    firstNs: BigInt(String(first)),
    lastNs: BigInt(String(last)),
  }));
}

/** False when an archive of this run is there already: late samples never replace complete figures. */
async function archive(connection: DuckDBConnection, run: AgedRun): Promise<boolean> {
  const near = { runId: run.runId, fromNs: run.firstNs - stragglerNs, toNs: run.lastNs + stragglerNs };
  if ((await readArchive(connection, near)) !== null) {
    return false;
  }
  const window = { runId: run.runId, fromNs: run.firstNs, toNs: run.lastNs + 1n };
  const figures = await figuresOf(connection, window);
  const series = await seriesOf(connection, window);
  await connection.run(
    'INSERT INTO archived_runs VALUES ($run, $first, $last, $figures, $series)',
    {
      run: run.runId,
      first: run.firstNs,
      last: run.lastNs,
      figures: JSON.stringify(figures),
      series: JSON.stringify(series),
    },
    { run: VARCHAR, first: BIGINT, last: BIGINT, figures: VARCHAR, series: VARCHAR }
  );
  return true;
}

async function deleteRun(connection: DuckDBConnection, runId: string): Promise<number> {
  const deleted = await connection.run(
    'DELETE FROM samples WHERE series IN (SELECT id FROM series WHERE testid = $run)',
    { run: runId }
  );
  await connection.run('DELETE FROM series WHERE testid = $run', { run: runId });
  return deleted.rowsChanged;
}
