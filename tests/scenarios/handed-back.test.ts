import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOwnDatabase, type OwnDatabase } from '../../backend/src/testing/databases';
import { putEmptyRecords } from '../../backend/src/testing/empty-records';
import { describeWith, realPart } from '../../backend/src/testing/real-parts';
import type { Fake } from '../../backend/src/testing/fakes/scripted-server';
import { startSidecarProcess, type SidecarProcess } from '../stack/sidecar-process';
import { waitUntil } from '../stack/wait-until';
import { endpointDown, healthy, slowStart, type Load } from './load';
import { startSilentServer, type SilentServer } from './silent-server';
import { startWorld, type World } from './world';

/** Leases last 45 s to 150 s; starting a process on a busy machine takes some of this too. */
const soonMs = 25_000;

// Where there is a server, this is the same once more and takes a minute: for `npm run test:full`.
if (process.env.TEST_FULL === 'true' || realPart('TEST_POSTGRES_URL') === undefined) {
  describe('SIGTERM while peers hang, on the embedded database', () => handsBack(() => ({})));
}

describeWith(['TEST_POSTGRES_URL'], 'SIGTERM while peers hang, on a Postgres server', () => {
  let database: OwnDatabase;
  beforeAll(async () => {
    database = await createOwnDatabase();
  });
  afterAll(() => database.drop());
  handsBack(() => ({ DATABASE_URL: database.url.toString() }));
});

function handsBack(records: () => Readonly<Record<string, string>>): void {
  let world: World;
  let silent: SilentServer;
  let dataDir = '';
  const processes: SidecarProcess[] = [];
  beforeAll(async () => {
    silent = await startSilentServer();
    // Its own sidecar has records of its own: what is looked at are processes, which end as an operator ends them.
    world = await startWorld({ tests: ['told', 'redeployed', 'diagnosed', 'judged', 'twice'] });
    dataDir = await mkdtemp(join(tmpdir(), 'handed-back-'));
    await putEmptyRecords(dataDir);
  });
  afterEach(() => Promise.all(processes.splice(0).map((each) => each.end())));
  afterAll(async () => {
    await silent.close();
    await world.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(env: Readonly<Record<string, string>> = {}): Promise<SidecarProcess> {
    const { keys, env: usual } = world.sidecar();
    const ours = { ...records(), DATA_DIR: dataDir, SLACK_CHANNEL: world.slack.channelId };
    const started = await startSidecarProcess({ ...usual, ...ours, ...env }, { keys });
    processes.push(started);
    return started;
  }

  /** As an operator ends it. @returns its exit code. */
  async function end(sidecar: SidecarProcess): Promise<number | null> {
    const askedAt = performance.now();
    sidecar.signal('SIGTERM');
    const code = await sidecar.ended;
    expect(performance.now() - askedAt).toBeLessThan(10_000);
    return code;
  }

  async function runOn({ api }: SidecarProcess, test: string, load: Load): Promise<string> {
    await world.k6.plan(test, load);
    return api.runNow(test);
  }

  const held = (fake: Fake) =>
    waitUntil('a call that hangs', () => fake.calls.some(({ reply }) => reply === 'held') || undefined);

  it('another one carries on at once: told once, redeployed once, diagnosed once', async () => {
    const first = await start();
    world.slack.script({ do: 'actThenNeverAnswer', on: { path: /chat\.postMessage/ } });
    const told = await runOn(first, 'told', endpointDown());
    await held(world.slack);
    world.vercel.script({ do: 'actThenNeverAnswer', on: { method: 'POST' } });
    const redeployed = await runOn(first, 'redeployed', slowStart());
    await held(world.vercel);
    world.anthropic.script({ do: 'neverAnswer' });
    const diagnosed = await runOn(first, 'diagnosed', endpointDown());
    await held(world.anthropic);
    expect(await end(first)).toBe(0);
    expect(first.logged()).toContain('work that had not ended in time is handed back');

    const second = await start();
    expect(await second.api.waitForSettled(diagnosed, soonMs)).toMatchObject({
      actionRequired: true,
      diagnosis: { madeBy: { kind: 'haiku' } },
    });
    expect(await second.api.waitForSettled(redeployed, soonMs)).toMatchObject({
      autoFixApplied: { outcome: 'pending', deploymentId: world.newDeployments('redeployed')[0]?.id },
    });
    await second.api.waitForSettled(told, soonMs);
    expect(world.newDeployments('redeployed')).toHaveLength(1);
    expect(world.alerts('told')).toEqual([`actionRequired ${told}`]);
    expect(world.alerts('diagnosed')).toEqual([`actionRequired ${diagnosed}`]);
    expect(world.alerts('redeployed')).toEqual([`autoFixApplied ${redeployed}`]);
    expect(await end(second)).toBe(0);
  }, 240_000);

  it('another one judges at once what waits for a metric store that hangs', async () => {
    const influx = {
      INFLUX_URL: silent.url,
      INFLUX_TOKEN: 'no-real-token',
      INFLUX_ORG: 'loadtests',
      INFLUX_BUCKET: 'k6',
      INFLUX_RESULTS_BUCKET: 'results',
    };
    const first = await start(influx);
    const load = healthy();
    const announced = { test: 'judged', target: 'http://judged.shop.example', reporter: 'cli' as const };
    const id = `judged-${randomUUID()}`;
    await first.api.announce({ ...announced, id, startedAt: load.startedAt.toISOString(), expectedInstances: 2 });
    for (const instance of ['a', 'b']) {
      await first.api.sendPart(id, { part: 'exitCode', instance, exitCode: 0 });
      await first.api.sendPart(id, { part: 'summary', instance, summary: load.summary });
    }
    await waitUntil('a judge', async () => ((await first.api.run(id)).status === 'judging' ? true : undefined));
    expect(await end(first)).toBe(0);
    silent.drop();

    const second = await start();
    expect(await second.api.waitForSettled(id, soonMs)).toMatchObject({ judgement: 1 });
  }, 240_000);

  it('a second signal ends the process at once', async () => {
    const sidecar = await start();
    world.slack.script({ do: 'neverAnswer', on: { path: /chat\.postMessage/ } });
    const before = world.slack.calls.length;
    await runOn(sidecar, 'twice', endpointDown());
    await waitUntil('the call that hangs', () =>
      world.slack.calls.slice(before).some(({ reply }) => reply === 'held') ? true : undefined
    );
    sidecar.signal('SIGTERM');
    await waitUntil('the way down', () => (sidecar.logged().includes('shutting down') ? true : undefined));
    sidecar.signal('SIGTERM');
    expect(await sidecar.ended).toBe(1);
    expect(sidecar.logged()).toContain('second signal, ending at once');
    expect(sidecar.logged()).not.toContain('"msg":"shut down"');
  }, 240_000);
}
