import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sql } from 'drizzle-orm';
import { describeWith, realPart } from '../testing/real-parts';
import { storeRun } from '../testing/run-rows';
import { createOwnDatabase } from '../testing/databases';
import { openDatabase, openEmbedded, type Database } from './database';
import { FolderInUseError } from './folder-lock';
import { runs } from '../runs/tables';
import { isDatabaseAway } from './unavailable';

/** Making an embedded database (initdb), or migrating one for several at once, takes seconds on a busy machine. */
const makingMs = 60_000;
const repository = resolve(__dirname, '../../..');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'records-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const runIds = async (db: Database) => (await db.select({ id: runs.id }).from(runs)).map(({ id }) => id);

/** What came of doing this so many times, one after the other. */
async function inTurn(times: number, work: () => Promise<void>): Promise<string[]> {
  const outcomes: string[] = [];
  for (let attempt = 0; attempt < times; attempt += 1) {
    outcomes.push(await work().then(() => 'done', String));
  }
  return outcomes;
}

/** The sidecar itself, as `npm start` starts it. */
function startSidecar(dataDir: string): Promise<{ readonly exitCode: number; readonly stderr: string }> {
  const { PATH, HOME } = process.env;
  return new Promise((done) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'backend/src/server.ts'],
      { cwd: repository, env: { PATH, HOME, DATA_DIR: dataDir, PORT: '0' }, timeout: 45_000, killSignal: 'SIGKILL' },
      (error, _stdout, stderr) => done({ exitCode: Number(error?.code ?? 0), stderr })
    );
  });
}

it(
  'refuses a second process on the same folder, and says what to do',
  async () => {
    const first = await openEmbedded(folder);
    try {
      const id = await storeRun(first.db);
      const { exitCode, stderr } = await startSidecar(folder);
      expect(exitCode).toBe(1);
      expect(stderr).toBe(
        `The data folder ${folder} is in use by another sidecar. Stop that one, give this one another DATA_DIR, ` +
          'or set DATABASE_URL: several sidecars need a Postgres server.\n'
      );
      // The one that holds it goes on working.
      expect(await runIds(first.db)).toEqual([id]);
    } finally {
      await first.close();
    }
  },
  makingMs
);

it(
  'keeps the records and frees the folder when it is closed',
  async () => {
    const first = await openDatabase({ databaseUrl: null, dataDir: folder });
    expect(first.kind).toBe('embedded');
    const id = await storeRun(first.db);
    await first.check();
    await first.close();
    const second = await openDatabase({ databaseUrl: null, dataDir: folder });
    expect(await runIds(second.db)).toEqual([id]);
    await second.close();
  },
  makingMs
);

it(
  'frees the folder when the records cannot be opened',
  async () => {
    await writeFile(join(folder, 'records'), 'a file where a folder should be');
    await expect(openEmbedded(folder)).rejects.not.toBeInstanceOf(FolderInUseError);
    await rm(join(folder, 'records'));
    await (await openEmbedded(folder)).close();
  },
  makingMs
);

describeWith(['TEST_POSTGRES_URL'], 'a Postgres server', () => {
  it(
    'is migrated by one sidecar when several start at once',
    async () => {
      const databaseUrl = realPart('TEST_POSTGRES_URL') ?? '';
      const all = await Promise.all(Array.from({ length: 4 }, () => openDatabase({ databaseUrl, dataDir: folder })));
      await Promise.all(all.map((database) => database.check()));
      await Promise.all(all.map((database) => database.close()));
    },
    makingMs
  );

  it(
    'may end a connection in use and every other one: the work fails, the process lives, and the next work is done',
    async () => {
      const own = await createOwnDatabase();
      const opened = await openDatabase({ databaseUrl: own.url.toString(), dataDir: folder });
      for (let round = 0; round < 5; round += 1) {
        const interrupted = opened.db.transaction(async (tx) => {
          await tx.execute(sql`SELECT 1`);
          await Promise.all([opened.check(), opened.check()]);
          expect(await own.terminateConnections()).toBeGreaterThan(0);
          // The connection is checked out and idle while it is told of its end.
          await new Promise((resolve) => setImmediate(resolve));
          await tx.execute(sql`SELECT 1`);
        });
        const error: unknown = await interrupted.catch((reason: unknown) => reason);
        expect([error, isDatabaseAway(error)]).toEqual([expect.any(Error), true]);
        // Each of the three connections may have to be found dead before a new one is made.
        const attempts = await inTurn(4, () => opened.check());
        expect(attempts.at(-1)).toBe('done');
      }
      await opened.close();
      await own.drop();
    },
    makingMs
  );

  it('that does not answer is an error, not a hang', async () => {
    await expect(openDatabase({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none', dataDir: folder })).rejects.toThrow(
      /ECONNREFUSED/
    );
  });
});
