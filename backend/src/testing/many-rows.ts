import { eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../db';
import { runs } from '../runs/tables';
import { storeJudgedRun } from './run-rows';

/** The id of the run that many were announced after. @param index 0: the newest */
export const idOfManyRuns = (index: number) => `run-${String(index).padStart(6, '0')}`;

const rowsAtOnce = 5000;

/** How many there are of what is rare, however many runs there are: a page more or less. */
const rareRuns = 60;

/**
 * A run a minute, written at once: of ten load tests, one of which fails. Of what is rare (errored, by deployment, another
 * environment, not counting, a person needed) there are as many among few runs as among many, all over them: so a page of
 * them is as long.
 */
export async function storeManyRuns(db: Database, count: number, newest: Date): Promise<void> {
  const model = await storeJudgedRun(db, {
    durationSeconds: 50,
    virtualUsers: 20,
    p95ResponseTimeMs: 200,
    reasons: [{ code: 'withinLimits', text: 'All limits kept.' }],
    announcedAt: newest,
    endedAt: newest,
    judgedAt: newest,
  });
  const every = sql`${Math.max(1, Math.floor(count / rareRuns))}::int`;
  const isRare = (which: number) => sql`n % ${every} = ${which}::int % ${every}`;
  const changed: Readonly<Record<string, SQL>> = {
    id: sql`'run-' || lpad(n::text, 6, '0')`,
    test: sql`'test-' || n % 10`,
    verdict: sql`CASE WHEN ${isRare(7)} THEN 'errored' WHEN n % 10 = 3 THEN 'failed' ELSE 'passed' END`,
    trigger: sql`CASE WHEN ${isRare(11)} THEN 'deployment' WHEN n % 3 = 0 THEN 'schedule' ELSE 'external' END`,
    environment: sql`CASE WHEN ${isRare(13)} THEN 'staging' ELSE 'production' END`,
    counts: sql`NOT (${isRare(15)})`,
    action_required: isRare(5),
    announced_at: sql`model.announced_at - make_interval(mins => n)`,
    started_at: sql`model.announced_at - make_interval(mins => n)`,
  };
  const columns = Object.values(getTableColumns(runs)).map(({ name }) => name);
  const values = columns.map((name) => changed[name] ?? sql`model.${sql.identifier(name)}`);
  // A statement that takes longer than the sidecar's own ever do is broken off.
  for (let from = 0; from < count; from += rowsAtOnce) {
    const to = Math.min(count, from + rowsAtOnce) - 1;
    await db.execute(sql`INSERT INTO runs (${sql.join(
      columns.map((name) => sql.identifier(name)),
      sql`, `
    )})
      SELECT ${sql.join(values, sql`, `)} FROM runs AS model, generate_series(${from}::int, ${to}::int) AS n
      WHERE model.id = ${model}`);
  }
  await db.delete(runs).where(eq(runs.id, model));
  // As a server's autovacuum, or the sidecar over an embedded database, would have done while they came.
  await db.execute(sql`ANALYZE`);
}

/** Messages to Slack that are all due, one a second, whose texts are m1, m2 and so on. */
export async function planManyMessages(
  db: Database,
  count: number,
  { prefix, incidents }: { readonly prefix: string; readonly incidents: number }
): Promise<void> {
  await db.execute(sql`INSERT INTO effects (id, kind, run_id, incident_id, payload, state, next_attempt_at, created_at)
    SELECT ${prefix}::text || n, 'slackMessage', 'run', 'incident' || (n * 7919) % ${incidents}::int,
      jsonb_build_object('text', 'm' || n), 'planned', now(), now() - make_interval(secs => ${count}::int - n)
    FROM generate_series(1, ${count}::int) AS n`);
}
