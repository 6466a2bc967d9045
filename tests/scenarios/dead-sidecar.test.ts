import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOwnDatabase, type OwnDatabase } from '../../backend/src/testing/databases';
import { describeWith } from '../../backend/src/testing/real-parts';
import { startSidecarBeside, type SidecarProcess } from '../stack/sidecar-process';
import { waitUntil } from '../stack/wait-until';
import { endpointDown, healthy } from './load';
import { startWorld, type World } from './world';

/** The usual ones are 5 s and 30 s. */
const ownerTimes = { everyMs: 200, limitSeconds: 2 };

describeWith(['TEST_POSTGRES_URL'], 'one of two sidecars on one Postgres', () => {
  let database: OwnDatabase;
  let world: World;
  let other: SidecarProcess;
  const left: number[] = [];
  beforeAll(async () => {
    database = await createOwnDatabase();
    world = await startWorld({
      tests: ['killed', 'sleeping'],
      env: { DATABASE_URL: database.url.toString() },
      sidecar: { ownerTimes },
    });
  });
  beforeEach(async () => {
    other = await startSidecarBeside(world.sidecar(), { ownerTimes });
  });
  afterEach(() => other.remove());
  afterAll(async () => {
    left.filter(isAlive).forEach((pid) => process.kill(pid, 'SIGKILL'));
    await world.close();
    await database.drop();
  });

  /** The other sidecar runs a k6 that goes on, and has another run of the same load test queued behind it. */
  async function runningAndQueued(test: string) {
    await world.k6.plan(test, healthy(), { untilStopped: true });
    const running = await other.api.runNow(test);
    const k6 = await waitUntil('k6 to run', async () => {
      const pid = await world.k6.processOf(test).catch(() => 0);
      return pid > 0 && (await world.api().run(running)).startedAt !== null ? pid : undefined;
    });
    left.push(k6);
    const queued = await other.api.runNow(test);
    return { running, k6, queued };
  }

  it('is killed: the other one closes what it ran, tells so, and runs what it had queued', async () => {
    const { running, k6, queued } = await runningAndQueued('killed');
    await world.k6.plan('killed', endpointDown());
    other.signal('SIGKILL');
    const closed = await world.api().waitForSettled(running, 20_000);
    expect(closed).toMatchObject({ verdict: 'errored', incidentId: null });
    expect(closed.reasons[0]).toEqual({
      code: 'ownerLost',
      text: 'the sidecar that ran it stopped answering while k6 was running; k6 may have gone on',
    });
    // On its own machine, k6 does not outlive it: the next run has the target to itself.
    await waitUntil('its k6 to end', () => (isAlive(k6) ? undefined : true));
    const run = await world.api().waitForSettled(queued, 20_000);
    expect(run).toMatchObject({ verdict: 'failed', requests: 600, failedRequests: 300, actionRequired: true });
    expect(world.alerts('killed')).toEqual([`errored ${running}`, `actionRequired ${queued}`]);
    expect(await world.api().banner()).toMatchObject({
      state: 'action_required',
      incidents: [{ test: 'killed', runId: queued }],
    });
    const log = world.sidecar().logged();
    expect(log).toContain('a queued run is taken over from a sidecar that is gone');
  });

  it('sleeps: what it had queued is run once, and what its k6 reports when it wakes is judged', async () => {
    const { running, k6, queued } = await runningAndQueued('sleeping');
    await world.k6.plan('sleeping', healthy());
    other.signal('SIGSTOP');
    await world.api().waitForSettled(running, 20_000);
    expect(await world.api().waitForSettled(queued, 20_000)).toMatchObject({ verdict: 'passed', judgement: 1 });

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
});

describe('a sidecar that is alone with its records', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ tests: ['restarted'] });
  });
  afterAll(() => world.close());

  it('is killed and started again: closes what it ran, and runs what it had queued', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'restarted-'));
    // The usual times: nothing has to be waited for.
    const options = { dataDir, ownerTimes: { everyMs: 5000, limitSeconds: 30 } };
    const before = await startSidecarBeside(world.sidecar(), options);
    await world.k6.plan('restarted', healthy(), { untilStopped: true });
    const running = await before.api.runNow('restarted');
    const queued = await before.api.runNow('restarted');
    await waitUntil('k6 to run', async () => (await before.api.run(running)).startedAt ?? undefined);
    await world.k6.plan('restarted', healthy());
    before.signal('SIGKILL');
    await before.remove();
    const after = await startSidecarBeside(world.sidecar(), options);
    try {
      const closed = await after.api.waitForSettled(running, 20_000);
      expect([closed.verdict, closed.reasons[0]?.code]).toEqual(['errored', 'ownerLost']);
      expect(await after.api.waitForSettled(queued, 20_000)).toMatchObject({ verdict: 'passed', requests: 600 });
      expect(world.alerts('restarted')).toEqual([`errored ${running}`]);
    } finally {
      await after.remove();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
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
