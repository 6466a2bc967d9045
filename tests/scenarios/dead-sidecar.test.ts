import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOwnDatabase, type OwnDatabase } from '../../backend/src/testing/databases';
import { describeWith } from '../../backend/src/testing/real-parts';
import { startSidecar } from '../stack/sidecar';
import { startSidecarProcess, type SidecarProcess } from '../stack/sidecar-process';
import { waitUntil } from '../stack/wait-until';
import { endpointDown, healthy } from './load';
import { startWorld, type World } from './world';

/** The usual ones are 5 s and 30 s. */
const ownerTimes = { everyMs: 200, limitSeconds: 4 };
const withinMs = 120_000;

describeWith(['TEST_POSTGRES_URL'], 'one of two sidecars on one Postgres', () => {
  let database: OwnDatabase;
  let world: World;
  let other: SidecarProcess;
  let dataDirOfOther = '';
  const left: number[] = [];
  beforeAll(async () => {
    database = await createOwnDatabase();
    world = await startWorld({
      tests: ['sleeping', 'killed', 'restarted'],
      env: { DATABASE_URL: database.url.toString() },
      sidecar: { ownerTimes },
    });
    dataDirOfOther = await mkdtemp(join(tmpdir(), 'other-'));
    const { env, keys } = world.sidecar();
    other = await startSidecarProcess({ ...env, DATA_DIR: dataDirOfOther }, { keys, ownerTimes });
  });
  afterAll(async () => {
    await other.end();
    await rm(dataDirOfOther, { recursive: true, force: true });
    left.filter(isAlive).forEach((pid) => process.kill(pid, 'SIGKILL'));
    await world.close();
    await database.drop();
  });

  /** The other sidecar, or the one named, runs a k6 that goes on, and has a second run queued behind it. */
  async function runningAndQueued(test: string, { api } = other) {
    await world.k6.plan(test, healthy(), { untilStopped: true });
    const running = await api.runNow(test);
    const k6 = await world.k6.running(test);
    await waitUntil('the start to be reported', async () => (await api.run(running)).startedAt !== null || undefined);
    left.push(k6);
    const queued = await api.runNow(test);
    return { running, k6, queued };
  }

  it('sleeps: what it had queued is run once, and what its k6 reports when it wakes is judged', async () => {
    const { running, k6, queued } = await runningAndQueued('sleeping');
    await world.k6.plan('sleeping', healthy());
    other.signal('SIGSTOP');
    await world.api().waitForSettled(running, withinMs);
    expect(await world.api().waitForSettled(queued, withinMs)).toMatchObject({ verdict: 'passed', judgement: 1 });

    other.signal('SIGCONT');
    process.kill(k6, 'SIGINT');
    const late = await waitUntil('the second judgement', async () => {
      const run = await world.api().run(running);
      return run.judgement === 2 && run.status === 'judged' ? run : undefined;
    });
    expect(late.instances).toMatchObject([{ exitCode: 105, k6Summary: { requests: 600 } }]);
    // It is free for the next one, and does not start it.
    await waitUntil('the other sidecar to come to the queued run', () =>
      other.logged().includes('a queued run is not started') ? true : undefined
    );
    expect(await world.api().run(queued)).toMatchObject({ verdict: 'passed', judgement: 1 });
  });

  it('is killed: the other one closes what it ran, tells so, and runs what it had queued', async () => {
    const { running, k6, queued } = await runningAndQueued('killed');
    await world.k6.plan('killed', endpointDown());
    other.signal('SIGKILL');
    const closed = await world.api().waitForSettled(running, withinMs);
    expect(closed).toMatchObject({ verdict: 'errored', incidentId: null });
    expect(closed.reasons[0]).toEqual({
      code: 'ownerLost',
      text: 'the sidecar that ran it stopped answering while k6 was running; k6 may have gone on',
    });
    // On its own machine, k6 does not outlive it: the next run has the target to itself.
    await waitUntil('its k6 to end', () => (isAlive(k6) ? undefined : true));
    const run = await world.api().waitForSettled(queued, withinMs);
    expect(run).toMatchObject({ verdict: 'failed', requests: 600, failedRequests: 300, actionRequired: true });
    expect(world.alerts('killed')).toEqual([`errored ${running}`, `actionRequired ${queued}`]);
    expect(await world.api().banner()).toMatchObject({
      state: 'action_required',
      incidents: [{ test: 'killed', runId: queued }],
    });
    expect(world.sidecar().logged()).toContain('a queued run is taken over from a sidecar that is gone');
  });

  it('is alone, killed and started again: closes what it ran, and runs what it had queued', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'restarted-'));
    // Records of its own, which no other process can have open: with the usual times, nothing has to be waited for.
    const env = { ...world.sidecar().env, DATABASE_URL: '', DATA_DIR: dataDir };
    const before = await startSidecarProcess(env, { keys: world.sidecar().keys });
    const { running, queued } = await runningAndQueued('restarted', before);
    await world.k6.plan('restarted', healthy());
    // By SIGKILL.
    await before.end();
    const after = await startSidecar({ catalogueFile: env.LOADTESTS_FILE, dataDir, env, keys: world.sidecar().keys });
    try {
      const closed = await after.api.waitForSettled(running, withinMs);
      expect([closed.verdict, closed.reasons[0]?.code]).toEqual(['errored', 'ownerLost']);
      expect(await after.api.waitForSettled(queued, withinMs)).toMatchObject({ verdict: 'passed', requests: 600 });
      expect(world.alerts('restarted')).toEqual([`errored ${running}`]);
    } finally {
      await after.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  }, 240_000);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A zombie that nobody has reaped yet runs no more.
  return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}
