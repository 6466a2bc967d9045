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
