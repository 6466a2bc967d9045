import type { BannerSource } from '../../banner';
import { nextRunAt } from '../../catalogue';
import type { Database } from '../../db';
import { type IncidentRow, listIncidents } from '../../incidents';
import type { Catalogue, LoadTest } from '../../model/load-test';
import { findRuns, listRuns, readFreshness, type RunRow } from '../../runs';

/** What the first page is made from. */
export interface OverviewSource {
  readonly db: Database;
  readonly now: () => Date;
  readonly catalogue: () => Pick<Catalogue, 'tests'>;
  readonly banner: Pick<BannerSource, 'current'>;
  /** Why k6 cannot run the script of an entry; null: nothing is known against it. */
  readonly scriptProblemOf: (test: LoadTest) => string | null;
}

export interface TestLine {
  readonly test: LoadTest;
  /** The newest run of it that counts and is judged; null: there is none. */
  readonly last: RunRow | null;
  /** When its schedule starts the next run; null: it has none, or no more. */
  readonly nextRunAt: Date | null;
  /** The tick that has to bring the next result; in the past while it is overdue. */
  readonly nextExpectedRunAt: Date | null;
  readonly scriptProblem: string | null;
}

export interface IncidentLine {
  readonly incident: IncidentRow;
  /** Its newest run. */
  readonly run: RunRow | null;
}

export interface Overview {
  readonly now: Date;
  readonly banner: ReturnType<BannerSource['current']>['banner'];
  readonly incidents: readonly IncidentLine[];
  readonly tests: readonly TestLine[];
  /** Newest first. */
  readonly runs: readonly RunRow[];
}

const shownRuns = 50;
const shownIncidents = 50;

export async function readOverview(source: OverviewSource): Promise<Overview> {
  const [incidents, tests, runs] = await Promise.all([
    openIncidents(source.db),
    testLines(source),
    listRuns(source.db, {}, null, shownRuns),
  ]);
  return { now: source.now(), banner: source.banner.current().banner, incidents, tests, runs: runs.rows };
}

async function openIncidents(db: Database): Promise<IncidentLine[]> {
  const open = await listIncidents(db, { open: true }, shownIncidents);
  const runs = new Map(
    (
      await findRuns(
        db,
        open.map(({ incident }) => incident.lastRunId)
      )
    ).map((run) => [run.id, run])
  );
  return open.map(({ incident }) => ({ incident, run: runs.get(incident.lastRunId) ?? null }));
}

async function testLines({ db, now, catalogue, scriptProblemOf }: OverviewSource): Promise<TestLine[]> {
  const tests = [...catalogue().tests.values()];
  const freshness = await readFreshness(db, tests);
  return Promise.all(
    tests.map(async (test) => ({
      test,
      last: (await listRuns(db, { tests: [test.name], counts: true, judged: true }, null, 1)).rows[0] ?? null,
      nextRunAt: nextRunAt(test, now()),
      nextExpectedRunAt: freshness.get(test.name)?.nextExpectedRunAt ?? null,
      scriptProblem: scriptProblemOf(test),
    }))
  );
}
