import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { putEmptyRecords } from '../testing/empty-records';
import { openEmbedded } from './database';

jest.setTimeout(240_000);

it('does not grow for ever: what was written before a tidying up makes room for what comes after it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'log-'));
  await putEmptyRecords(folder);
  const { db, tidy, close } = await openEmbedded(folder);
  const segments = async () =>
    (await readdir(join(folder, 'records/pg_wal'))).filter((name) => /^[0-9A-F]{24}$/.test(name)).length;
  const write = async () => {
    for (let times = 0; times < 4; times += 1) {
      await db.execute(sql`SELECT pg_logical_emit_message(true, 'test', repeat('x', 16000000))`);
    }
  };
  await write();
  const once = await segments();
  for (let rounds = 0; rounds < 3; rounds += 1) {
    await tidy();
    await write();
  }
  expect(once).toBeGreaterThan(3);
  expect(await segments()).toBeLessThanOrEqual(once + 2);
  await close();
  await rm(folder, { recursive: true, force: true });
});

it('makes room of rows that were changed: after a tidying up the next changes take no more', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rows-'));
  await putEmptyRecords(folder);
  const { db, tidy, close } = await openEmbedded(folder);
  const bytes = async () => {
    const [row] = await db
      .select({ bytes: sql<number>`pg_total_relation_size('paces')::float8` })
      .from(sql`(SELECT 1) AS one`);
    return row?.bytes ?? 0;
  };
  // The line is in an index: each change is a row and an entry more.
  const change = async () => {
    await db.execute(sql`UPDATE paces SET line = line || 'x'`);
    await tidy();
  };
  await db.execute(sql`INSERT INTO paces SELECT 'line ' || n, now(), now() FROM generate_series(1, 5000) AS n`);
  await change();
  await change();
  const settled = await bytes();
  for (let times = 0; times < 4; times += 1) {
    await change();
  }
  expect(await bytes()).toBeLessThan(settled * 1.3);
  await close();
  await rm(folder, { recursive: true, force: true });
});
