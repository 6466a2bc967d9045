import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stillRuns } from '../../backend/src/k6';
import { readK6Record } from '../../backend/src/runner/k6-record';
import { startSidecar } from '../stack/sidecar';
import { startSidecarProcess } from '../stack/sidecar-process';
import { waitUntil } from '../stack/wait-until';
import { healthy } from './load';
import { startWorld, type World } from './world';

let world: World;
let dataDir = '';
beforeAll(async () => {
  world = await startWorld({ tests: ['orphaned'] });
  dataDir = await mkdtemp(join(tmpdir(), 'orphaned-'));
});
afterAll(async () => {
  await world.close();
  await rm(dataDir, { recursive: true, force: true });
});

it('a k6 that outlives its sidecar and its guard is ended at the next start, before anything else runs on its target', async () => {
  const { env, keys } = world.sidecar();
  const own = { ...env, DATA_DIR: dataDir };
  const before = await startSidecarProcess(own, { keys });
  await world.k6.plan('orphaned', healthy(), { untilStopped: true });
  const running = await before.api.runNow('orphaned');
  // Until it has delivered its samples the fake ends by itself with the sidecar.
  await world.k6.running('orphaned');
  const record = await waitUntil('k6 to run and be recorded', async () => {
    const [folder = ''] = await readdir(join(dataDir, 'runner')).catch(() => []);
    const found = await readK6Record(join(dataDir, 'runner', folder));
    const hasReported = (await before.api.run(running)).startedAt !== null;
    return found !== null && found.guard !== null && hasReported ? { ...found, guard: found.guard } : undefined;
  });
  const queued = await before.api.runNow('orphaned');
  process.kill(record.guard.pid, 'SIGKILL');
  await before.end();
  expect(await stillRuns(record.k6)).toBe(true);

  await world.k6.plan('orphaned', healthy());
  const after = await startSidecar({ catalogueFile: env.LOADTESTS_FILE, dataDir, env: own, keys });
  try {
    expect(await stillRuns(record.k6)).toBe(false);
    const closed = await after.api.waitForSettled(running, 90_000);
    expect([closed.verdict, closed.reasons[0]?.code]).toEqual(['errored', 'ownerLost']);
    expect(closed.reasons[0]?.text).toContain('k6 was ended when a sidecar started there');
    expect(await after.api.waitForSettled(queued, 90_000)).toMatchObject({ verdict: 'passed', requests: 600 });
    expect(await readdir(join(dataDir, 'runner'))).toEqual([]);
  } finally {
    await after.stop();
  }
}, 240_000);
