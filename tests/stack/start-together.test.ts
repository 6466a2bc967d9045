import { openDatabase } from '../../backend/src/db/database';
import { createOwnDatabase, type OwnDatabase } from '../../backend/src/testing/databases';
import { describeWith } from '../../backend/src/testing/real-parts';
import { waitUntil } from './wait-until';

describeWith(['TEST_POSTGRES_URL'], 'sidecars that open one Postgres', () => {
  let own: OwnDatabase;
  beforeEach(async () => void (own = await createOwnDatabase()));
  afterEach(() => own.drop());

  const open = (waitMs?: number) =>
    openDatabase({ databaseUrl: own.url.toString(), dataDir: '', ...(waitMs !== undefined && { waitMs }) });

  const hanging =
    "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_advisory_lock%pg_sleep%'";

  /** One holds the lock of the migrations, and does not go on. */
  async function hang(): Promise<void> {
    own.run('SELECT pg_advisory_lock(4216001), pg_sleep(600)').catch(() => undefined);
    await waitUntil(
      'the lock to be held',
      async () => (await own.run(`SELECT 1 ${hanging} AND wait_event = 'PgSleep'`)) > 0 || undefined
    );
  }

  const end = () => own.run(`SELECT pg_terminate_backend(pid) ${hanging}`);

  it('at the same instant migrate it once', async () => {
    const opened = await Promise.all([1, 2, 3, 4, 5].map(() => open()));
    await Promise.all(opened.map((each) => each.check()));
    const migrations = await own.run('SELECT hash FROM drizzle.__drizzle_migrations');
    expect(await own.run('SELECT DISTINCT hash FROM drizzle.__drizzle_migrations')).toBe(migrations);
    await Promise.all(opened.map((each) => each.close()));
  });

  it('do not wait for ever for one that hangs, and say so', async () => {
    await hang();
    await expect(open(100)).rejects.toMatchObject({ code: '55P03' });
    await end();
  });

  it('go on when the one that migrates dies', async () => {
    await hang();
    const opening = open();
    await waitUntil(
      'it to wait',
      async () => (await own.run(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`)) > 0 || undefined
    );
    await end();
    const opened = await opening;
    await opened.check();
    await opened.close();
  });
});
