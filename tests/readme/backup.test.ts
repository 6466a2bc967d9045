import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createOwnDatabase, type OwnDatabase } from '../../backend/src/testing/databases';
import { describeWith } from '../../backend/src/testing/real-parts';
import { endpointDown, healthy } from '../scenarios/load';
import { startWorld, type World } from '../scenarios/world';
import { commandsOf } from './commands';

let folder = '';
let backup: readonly string[][] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backup-'));
  backup = await commandsOf('Backup, restore and upgrade');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const type = (lines: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
  promisify(execFile)('bash', ['-e', '-c', lines.join('\n')], { cwd: folder, env: { PATH: process.env.PATH, ...env } });

/** An incident, then a backup, then a run that the backup does not know; @returns what there was at the backup. */
async function breakAround(world: World, save: () => Promise<unknown>) {
  const failed = await world.run('checkout', endpointDown());
  const before = [await world.api().banner(), await world.api().incidents({ test: 'checkout' })] as const;
  await save();
  return { failed, before };
}

async function isAsBefore(world: World, { failed, before }: Awaited<ReturnType<typeof breakAround>>): Promise<void> {
  const [banner, incidents] = before;
  expect((await world.api().banner()).incidents).toEqual(banner.incidents);
  expect(await world.api().incidents({ test: 'checkout' })).toEqual(incidents);
  expect(await world.api().run(failed.id)).toEqual(failed);
  expect(await world.run('checkout', healthy())).toMatchObject({ verdict: 'passed' });
  expect((await world.api().banner()).incidents).toEqual([]);
}

it('the embedded records come back from the archive, keys and samples with them', async () => {
  const world = await startWorld({ tests: ['checkout'], dataDir: join(folder, 'data') });
  try {
    const known = await breakAround(world, async () => {
      await world.stop();
      await type(backup[0]);
      await world.restart();
    });
    await world.run('checkout', healthy());
    await world.stop();
    await type(backup[1]);
    await world.restart();
    await isAsBefore(world, known);
  } finally {
    await world.close();
  }
});

const hasPgDump = spawnSync('pg_dump', ['--version']).status === 0;
const onPostgres = hasPgDump
  ? describeWith
  : (_parts: unknown, title: string, body: () => void) => describe.skip(`${title} (needs pg_dump on PATH)`, body);

onPostgres(['TEST_POSTGRES_URL'], 'the records in Postgres', () => {
  let database: OwnDatabase;
  beforeAll(async () => {
    database = await createOwnDatabase();
  });
  afterAll(() => database.drop());

  it('are saved while the sidecar works, and come back', async () => {
    const env = { DATABASE_URL: database.url.toString() };
    const world = await startWorld({ tests: ['checkout'], env });
    try {
      const known = await breakAround(world, () => type(backup[2], env));
      await world.run('checkout', healthy());
      await world.stop();
      await type(backup[3], env);
      await world.restart();
      await isAsBefore(world, known);
    } finally {
      await world.close();
    }
  });
});
