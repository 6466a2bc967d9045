import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../backend/src/db/database';
import { createOwnDatabase, type OwnDatabase } from '../../backend/src/testing/databases';
import { latestVersion, openEarlierServer } from '../../backend/src/testing/earlier-records';
import { describeWith } from '../../backend/src/testing/real-parts';
import { writeCatalogue, type CatalogueFolder } from './catalogue';
import { sidecarEnvironment } from './sidecar';
import { startSidecarProcess, type SidecarProcess } from './sidecar-process';
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

describeWith(['TEST_POSTGRES_URL'], 'five sidecar processes that start at the same instant on one Postgres', () => {
  const replicas = 5;
  let own: OwnDatabase;
  let catalogue: CatalogueFolder;
  let folder = '';
  let started: readonly SidecarProcess[] = [];
  beforeAll(async () => {
    [catalogue, folder] = await Promise.all([
      writeCatalogue([{ name: 'shop', script: 'passing.js', target: 'http://shop.example' }]),
      mkdtemp(join(tmpdir(), 'replicas-')),
    ]);
  });
  beforeEach(async () => void (own = await createOwnDatabase()));
  afterEach(async () => {
    await Promise.all(started.map((sidecar) => sidecar.end()));
    started = [];
    await own.drop();
  });
  afterAll(() => Promise.all([catalogue.remove(), rm(folder, { recursive: true, force: true })]));

  async function atFirstMigration(): Promise<void> {
    const records = await openEarlierServer(own.url.toString());
    await records.migrateTo(0);
    await records.close();
  }

  const countOf = (rows: string) => own.run(`SELECT ${rows}`);

  it.each([
    ['is empty', () => Promise.resolve()],
    ['has the first migration only', () => atFirstMigration()],
  ])(
    'are all ready, with one set of migrations and of keys, where it %s',
    async (_, prepare) => {
      await prepare();
      const { env, keys } = sidecarEnvironment({
        catalogueFile: catalogue.file,
        dataDir: folder,
        env: { DATABASE_URL: own.url.toString(), K6_BIN: join(folder, 'no-k6') },
      });
      started = await Promise.all(
        Array.from({ length: replicas }, (_each, index) =>
          startSidecarProcess({ ...env, DATA_DIR: join(folder, String(index)) }, { keys })
        )
      );
      const ready = await Promise.all(started.map(({ url }) => fetch(`${url}/health/ready`)));
      expect(ready.map(({ status }) => status)).toEqual(Array.from({ length: replicas }, () => 200));
      // With a key that each of them has read from the records.
      await Promise.all(started.map(({ api }) => api.runs()));
      const migrations = (await latestVersion()) + 1;
      expect(await countOf('hash FROM drizzle.__drizzle_migrations')).toBe(migrations);
      expect(await countOf('DISTINCT hash FROM drizzle.__drizzle_migrations')).toBe(migrations);
      expect(await countOf('id FROM sidecars')).toBe(replicas);
      expect(await countOf('id FROM api_keys')).toBe(Object.keys(keys).length);
      expect(
        started.flatMap((sidecar) =>
          sidecar
            .logged()
            .split('\n')
            .filter((line) => /"level":"(error|fatal)"/.test(line))
        )
      ).toEqual([]);
    },
    240_000
  );
});
