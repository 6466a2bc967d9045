import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOwnDatabase, type OwnDatabase } from '../../backend/src/testing/databases';
import { describeWith } from '../../backend/src/testing/real-parts';
import { startSidecarProcess, type SidecarProcess } from '../stack/sidecar-process';
import { waitUntil } from '../stack/wait-until';
import { healthy } from './load';
import { startWorld, type World } from './world';

const withinMs = 60_000;

describeWith(['TEST_POSTGRES_URL'], 'the queue of a target that two sidecars on one Postgres have', () => {
  let database: OwnDatabase;
  let world: World;
  let other: SidecarProcess;
  let dataDirOfOther = '';
  beforeAll(async () => {
    database = await createOwnDatabase();
    world = await startWorld({ tests: ['shared'], env: { DATABASE_URL: database.url.toString() } });
    dataDirOfOther = await mkdtemp(join(tmpdir(), 'other-'));
    const { env, keys } = world.sidecar();
    other = await startSidecarProcess({ ...env, DATA_DIR: dataDirOfOther }, { keys });
  });
  afterAll(async () => {
    await other.end();
    await rm(dataDirOfOther, { recursive: true, force: true });
    await world.close();
    await database.drop();
  });

  it('is stopped by either of them, whichever runs it and whichever has it queued', async () => {
    await world.k6.plan('shared', healthy(), { untilStopped: true });
    const running = await world.api().runNow('shared');
    await world.k6.running('shared');
    const queued = await world.api().runNow('shared');
    await other.api.stop(queued);
    await other.api.stop(running);
    const runs = await Promise.all([running, queued].map((id) => world.api().waitForSettled(id, withinMs)));
    expect(runs.map(({ verdict, reasons }) => [verdict, reasons[0]?.code])).toEqual([
      ['errored', 'stoppedByPerson'],
      ['errored', 'stoppedByPerson'],
    ]);
  }, 240_000);

  it('runs one at a time, in the order in which they came to either', async () => {
    await world.k6.plan('shared', healthy(), { untilStopped: true });
    const first = await world.api().runNow('shared');
    const k6 = await world.k6.running('shared');
    await waitUntil(
      'the start to be reported',
      async () => (await world.api().run(first)).startedAt !== null || undefined
    );
    await world.k6.plan('shared', healthy());
    const ids = [first];
    for (const api of [other.api, world.api(), other.api, world.api(), world.api(), other.api]) {
      ids.push(await api.runNow('shared'));
    }
    process.kill(k6, 'SIGINT');
    const runs = await Promise.all(ids.map((id) => world.api().waitForSettled(id, withinMs)));
    expect(runs.map(({ verdict }) => verdict)).toEqual(['errored', ...Array.from({ length: 6 }, () => 'passed')]);
    const times = runs.map(({ startedAt, endedAt }) => [Date.parse(startedAt ?? ''), Date.parse(endedAt ?? '')]);
    const startedAfter = times.slice(1).map(([startedAt = NaN], index) => startedAt - (times[index]?.[1] ?? NaN));
    // Each starts after the one before it has ended; a k6 itself cannot have started in the same instant.
    expect(startedAfter.filter((ms) => !(ms >= 0))).toEqual([]);
  }, 240_000);
});
