import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOwnDatabase, type OwnDatabase } from '../../backend/src/testing/databases';
import { describeWith } from '../../backend/src/testing/real-parts';
import { startSidecar, type StackSidecar } from '../stack/sidecar';
import { waitUntil } from '../stack/wait-until';
import { endpointDown, healthy, type Load } from './load';
import { startWorld, type World } from './world';

const withinMs = 60_000;
const minuteMs = 60_000;
const webhookKey = Buffer.from('the secret of a CI, 32 bytes long');

/** What is told to two sidecars at once, and what both have to do, is done once. */
describeWith(['TEST_POSTGRES_URL'], 'two sidecars on one Postgres', () => {
  let database: OwnDatabase;
  let world: World;
  let other: StackSidecar;
  let dataDirOfOther = '';
  /** The database's clock must not be behind. */
  const tick = new Date(Math.floor(Date.now() / minuteMs) * minuteMs);
  let behindMs = 30 * minuteMs;
  const now = () => new Date(Date.now() - behindMs);
  beforeAll(async () => {
    database = await createOwnDatabase();
    world = await startWorld({
      tests: ['reported', 'failing', 'broken', 'mended', 'deployed', 'scheduled'],
      // So long as nobody puts the clock forward it is not due.
      entryOf: (test) => ({
        ...(test === 'scheduled' && { schedule: { cron: `${tick.getUTCMinutes()} ${tick.getUTCHours()} * * *` } }),
        ...(test === 'deployed' && { triggers: ['deployment'] }),
      }),
      answering: true,
      now,
      env: {
        DATABASE_URL: database.url.toString(),
        WEBHOOK_DEPLOYMENTS_SECRET: `whsec_${webhookKey.toString('base64')}`,
      },
    });
    dataDirOfOther = await mkdtemp(join(tmpdir(), 'other-'));
    const { env, keys } = world.sidecar();
    other = await startSidecar({
      catalogueFile: env.LOADTESTS_FILE,
      keys,
      dataDir: dataDirOfOther,
      env: { ...env, DATA_DIR: dataDirOfOther },
      now,
    });
  }, 240_000);
  afterAll(async () => {
    await other.stop();
    await rm(dataDirOfOther, { recursive: true, force: true });
    await world.close();
    await database.drop();
  }, 180_000);

  const both = () => [world.api(), other.api] as const;
  const ofBoth = (pattern: RegExp) =>
    `${world.sidecar().logged()}${other.logged()}`.split('\n').filter((line) => pattern.test(line));

  /** Announced at one, each part sent to both at the same instant. */
  async function reportToBoth(test: string, load: Load): Promise<string> {
    const id = await world.announceOnly(test, load);
    const exitCode = {
      part: 'exitCode' as const,
      exitCode: load.exitCode,
      startedAt: load.startedAt.toISOString(),
      endedAt: load.endedAt.toISOString(),
      log: { uncaughtExceptions: 0, failedWrites: 0, lateFlushes: 0, tail: [] },
    };
    for (const part of [exitCode, { part: 'summary' as const, summary: load.summary }]) {
      const answers = await Promise.all(both().map((api) => api.sendPart(id, part)));
      expect(answers.map(({ status, body }) => [status, String(body?.['state'])]).sort()).toEqual([
        [202, 'duplicate'],
        [202, 'recorded'],
      ]);
    }
    return id;
  }

  it('take a part that both are sent once, and judge its run once', async () => {
    const ids: string[] = [];
    for (let round = 0; round < 12; round += 1) {
      ids.push(await reportToBoth('reported', healthy({ endedAt: now() })));
    }
    for (const id of ids) {
      expect(await other.api.waitForSettled(id, withinMs)).toMatchObject({ verdict: 'passed', judgement: 1 });
    }
    expect(await database.run('SELECT 1 FROM run_parts')).toBe(2 * ids.length);
    expect(world.messages('reported')).toEqual([]);
  }, 240_000);

  it('judge, diagnose and tell two failures once each', async () => {
    const tests = ['failing', 'broken'];
    const asked = world.anthropic.requests.length;
    const ids = await Promise.all(tests.map((test) => reportToBoth(test, endpointDown({ endedAt: now() }))));
    const runs = await Promise.all(ids.map((id) => world.api().waitForSettled(id, withinMs)));
    for (const [index, run] of runs.entries()) {
      expect(run).toMatchObject({ verdict: 'failed', judgement: 1, actionRequired: true });
      expect(world.alerts(tests[index] ?? '')).toEqual([`actionRequired ${run.id}`]);
      expect(run.effects.map(({ state, attempts }) => [state, attempts])).toEqual(
        run.effects.map(() => ['confirmed', 1])
      );
      expect(await world.api().incidents({ test: run.test })).toHaveLength(1);
    }
    expect(world.anthropic.requests.length - asked).toBe(2);
    expect(world.grafana.annotations).toHaveLength(2);
    expect(world.vercel.redeploys).toEqual([]);
  }, 240_000);

  it('end an incident once, by a run that started after the failure had ended, whichever of them judges it', async () => {
    const ago = (seconds: number) => new Date(now().getTime() - seconds * 1000);
    const settle = async (load: Load) => world.api().waitForSettled(await reportToBoth('mended', load), withinMs);
    const isOpen = async () => (await other.api.incidents({ test: 'mended', open: true })).length === 1;
    const failed = await settle(endpointDown({ endedAt: ago(120) }));
    expect(await isOpen()).toBe(true);
    // Began while the failing one was still running.
    expect(await settle(healthy({ endedAt: ago(90) }))).toMatchObject({ verdict: 'passed' });
    expect(await isOpen()).toBe(true);
    const passed = await settle(healthy({ endedAt: now() }));
    expect(await isOpen()).toBe(false);
    expect(world.alerts('mended')).toEqual([`actionRequired ${failed.id}`, `recovered ${passed.id}`]);
  }, 240_000);

  it('start one run for a deployment that both are told of', async () => {
    await world.k6.plan('deployed', healthy({ endedAt: now() }));
    const ids = Array.from({ length: 5 }, (_, index) => `build-${index}`);
    for (const deploymentId of ids) {
      const commit = { id: `${deploymentId.slice(-1)}`.repeat(40) };
      const body = JSON.stringify({ deploymentId, environment: 'production', commit, createdAt: now().toISOString() });
      const answers = await Promise.all([world.sidecar().url, other.url].map((url) => sendSigned(url, body, now())));
      expect(answers).toEqual([202, 202]);
    }
    const last = `deployed-${ids.at(-1)}`;
    expect(await world.api().waitForSettled(last, withinMs)).toMatchObject({
      trigger: 'deployment',
      verdict: 'passed',
    });
    const runs = (await world.api().runs()).filter(({ test }) => test === 'deployed');
    expect(new Set(runs.map(({ id }) => id)).size).toBe(runs.length);
    // Those that a newer one has overtaken in the queue have no k6.
    for (const { id } of runs) {
      expect(ofBoth(new RegExp(`"runId":"${id}".*k6 has ended`)).length).toBeLessThanOrEqual(1);
    }
    expect(ofBoth(new RegExp(`"runId":"${last}".*k6 has ended`))).toHaveLength(1);
  }, 240_000);

  it('start one run for each tick that comes due while both are at work', async () => {
    await world.k6.plan('scheduled', healthy({ endedAt: now() }));
    behindMs = Date.now() - tick.getTime();
    const run = await waitUntil('the run of the tick', async () =>
      (await world.api().runs()).find(({ test, verdict }) => test === 'scheduled' && verdict !== null)
    );
    expect(run).toMatchObject({ trigger: 'schedule', verdict: 'passed' });
    // Each has looked again since.
    await Promise.all(both().map((api) => api.waitForSettled(run.id, withinMs)));
    expect((await world.api().runs()).filter(({ test }) => test === 'scheduled')).toHaveLength(1);
    expect(await database.run(`SELECT 1 FROM schedule_ticks WHERE test = 'scheduled'`)).toBe(1);
    expect(ofBoth(new RegExp(`"runId":"${run.id}".*k6 has ended`))).toHaveLength(1);
    expect(ofBoth(/"level":"(error|fatal)"/)).toEqual([]);
  }, 240_000);
});

async function sendSigned(url: string, body: string, at: Date): Promise<number> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', webhookKey).update(`msg_1.${timestamp}.${body}`).digest('base64');
  const answer = await fetch(`${url}/webhooks/deployments`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': 'msg_1',
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    },
  });
  return answer.status;
}
