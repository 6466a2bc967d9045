import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { describeOnEachDatabase } from '../testing/databases';
import { storeRun } from '../testing/run-rows';
import * as access from '../access/tables';
import * as effects from '../effects/tables';
import * as incidents from '../incidents/tables';
import * as remediation from '../remediation/records/tables';
import * as runs from '../runs/tables';

const tables = Object.values({ ...access, ...effects, ...incidents, ...remediation, ...runs })
  .filter((each) => each instanceof PgTable)
  .map((table) => getTableConfig(table));

/** What the migrations have made must be what the code believes: otherwise a query fails in production only. */
describeOnEachDatabase('the migrations', (db) => {
  const read = async <Row>(query: ReturnType<typeof sql>): Promise<readonly Row[]> => {
    const result: unknown = await db().execute(query);
    return (result as { readonly rows: readonly Row[] }).rows;
  };

  it('make exactly the tables of the schema', async () => {
    const made = await read<{ table_name: string }>(
      sql`SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`
    );
    expect(made.map((row) => row.table_name).sort()).toEqual(tables.map(({ name }) => name).sort());
    expect(tables.length).toBeGreaterThan(6);
  });

  it.each(tables.map((table) => [table.name, table] as const))(
    'make exactly the columns of %s',
    async (name, table) => {
      const made = await read<{ name: string; type: string; not_null: boolean; has_default: boolean }>(sql`
      SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS not_null, atthasdef AS has_default
      FROM pg_attribute WHERE attrelid = ${`public.${name}`}::regclass AND attnum > 0 AND NOT attisdropped`);
      const believed = table.columns.map((column) => ({
        name: column.name,
        type: typeOf(column.getSQLType()),
        not_null: column.notNull,
        has_default: column.hasDefault,
      }));
      expect(byName(made)).toEqual(byName(believed));
    }
  );

  it.each(tables.map((table) => [table.name, table] as const))(
    'make exactly the keys and indexes of %s',
    async (name, table) => {
      const made = await read<{ name: string; is_unique: boolean; is_partial: boolean }>(sql`
      SELECT relname AS name, indisunique AS is_unique, indpred IS NOT NULL AS is_partial
      FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = ${`public.${name}`}::regclass`);
      const constraint = (of: string) => ({ name: of, is_unique: true, is_partial: false });
      const believed = [
        ...table.indexes.map(({ config }) => ({
          name: config.name ?? '',
          is_unique: config.unique,
          is_partial: config.where !== undefined,
        })),
        ...table.columns.flatMap((column) => [
          ...(column.primary ? [constraint(`${name}_pkey`)] : []),
          ...(column.isUnique ? [constraint(column.uniqueName ?? '')] : []),
        ]),
        ...table.primaryKeys.map((key) => constraint(key.getName())),
      ];
      expect(byName(made)).toEqual(byName(believed));
    }
  );

  it('tie what belongs to a run or an incident to it', async () => {
    const made = await read<{ child: string; parent: string; on_delete: string }>(sql`
      SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent, confdeltype AS on_delete
      FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY 1`);
    const believed = tables.flatMap((table) =>
      table.foreignKeys.map((key) => ({
        child: table.name,
        parent: getTableConfig(key.reference().foreignTable).name,
        on_delete: key.onDelete === 'cascade' ? 'c' : 'a',
      }))
    );
    expect(made).toEqual(believed.sort((a, b) => (a.child < b.child ? -1 : 1)));
  });

  it('remember redeploys of before, and leave one per project open', async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 12, minute));
    const rows = [
      ['old', 'resolved', 'confirmed', { deploymentId: 'dpl_1' }],
      ['first', 'remediating', 'confirmed', { deploymentId: 'dpl_2' }],
      ['second', 'remediating', 'planned', null],
      ['refused', 'actionRequired', 'rejected', null],
    ] as const;
    for (const [index, [id, state, effectState, result]] of rows.entries()) {
      await db()
        .insert(incidents.incidents)
        .values({
          id,
          test: id,
          environment: 'production',
          state,
          openedAt: at(index),
          openedByRunId: id,
          lastRunId: id,
          lastFailureEndedAt: at(index),
        });
      await db()
        .insert(effects.effects)
        .values({
          id: `redeploy-${id}`,
          kind: 'vercelRedeploy',
          runId: id,
          incidentId: id,
          payload: { projectId: 'prj_shop', teamId: 'team_1', expectedDeploymentId: 'dpl_0', test: id },
          state: effectState,
          nextAttemptAt: at(index),
          createdAt: at(index),
          settledAt: effectState === 'planned' ? null : at(index),
          result,
        });
    }
    const file = readFileSync(resolve(__dirname, '../../migrations/0013_remediations.sql'), 'utf8');
    for (const statement of file.split('--> statement-breakpoint').filter((each) => each.includes('INSERT INTO'))) {
      await db().execute(sql.raw(statement));
    }
    const made = await db().select().from(remediation.remediations).orderBy(remediation.remediations.openedAt);
    expect(made.map(({ id, state, closedAt, teamId }) => [id, state, closedAt === null, teamId])).toEqual([
      ['redeploy-old', 'unknown', false, 'team_1'],
      ['redeploy-first', 'redeployed', false, 'team_1'],
      ['redeploy-second', 'planned', true, 'team_1'],
      ['redeploy-refused', 'notSent', false, 'team_1'],
    ]);
    const members = await db().select().from(remediation.remediationMembers);
    expect(
      members
        .filter(({ endedAt }) => endedAt === null)
        .map(({ incidentId }) => incidentId)
        .sort()
    ).toEqual(['first', 'second']);
  });

  it('bring a store check of an earlier version to the form of today, and leave one of today alone', async () => {
    const checks = [
      ['pending', { state: 'pending', lost: null }, { kind: 'pending', lost: null }],
      ['stored', { state: 'storeOnly', storeRequests: 5 }, { kind: 'storeOnly', storeRequests: 5 }],
      ['today', { kind: 'unavailable', reason: 'no answer' }, { kind: 'unavailable', reason: 'no answer' }],
      ['none', null, null],
    ] as const;
    for (const [id, stored] of checks) {
      await storeRun(db(), { id });
      await db().execute(sql`UPDATE runs SET store_check = ${JSON.stringify(stored)}::jsonb WHERE id = ${id}`);
    }
    const file = resolve(__dirname, '../../migrations/0008_store_check_kind.sql');
    await db().execute(sql.raw(readFileSync(file, 'utf8')));
    for (const [id, , expected] of checks) {
      const [row] = await db().select({ storeCheck: runs.runs.storeCheck }).from(runs.runs).where(eq(runs.runs.id, id));
      expect([id, row?.storeCheck]).toEqual([id, expected]);
    }
  });
});

function typeOf(drizzleType: string): string {
  // A serial is a type to Drizzle and a default to Postgres; Postgres writes a precision without the space.
  return drizzleType === 'bigserial' ? 'bigint' : drizzleType.replace('timestamp (3)', 'timestamp(3)');
}

function byName<Named extends { readonly name: string }>(all: readonly Named[]): Named[] {
  return [...all].sort((a, b) => (a.name < b.name ? -1 : 1));
}
