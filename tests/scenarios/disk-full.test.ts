import { setImmediate } from 'node:timers/promises';
import { describeWithSmallDisk, mountSmallDisk, type SmallDisk } from '../../backend/src/testing/small-disk';
import { waitUntil } from '../stack/wait-until';
import { endpointDown, healthy } from './load';
import { startWorld, type World } from './world';

describeWithSmallDisk('the disk with the embedded records and samples fills up', () => {
  let disk: SmallDisk;
  let world: World;
  let aheadMs = 0;
  beforeAll(async () => {
    disk = mountSmallDisk(150);
    world = await startWorld({
      tests: ['checkout', 'broken'],
      dataDir: disk.folder,
      now: () => new Date(Date.now() + aheadMs),
    });
  });
  afterAll(async () => {
    disk.makeRoom();
    await world.close().catch((error: unknown) => {
      // The mount point itself stays.
      if (!String(error).includes('EBUSY')) {
        throw error;
      }
    });
    disk.remove();
  });

  const statusOf = async (path: string) => (await world.api().request('GET', path)).status;
  const times = (message: string) => world.sidecar().logged().split(message).length - 1;

  it('nothing is acknowledged that is not stored, it says why, and goes on by itself', async () => {
    const failing = endpointDown();
    const broken = await world.announceOnly('broken', failing);
    const exit = { part: 'exitCode', exitCode: failing.exitCode } as const;
    const summary = { part: 'summary', summary: failing.summary } as const;
    expect((await world.api().sendPart(broken, exit)).status).toBe(202);

    const acknowledged: string[] = [];
    const reporting = (async () => {
      for (;;) {
        acknowledged.push(await world.reportOnly('checkout', healthy()));
      }
    })().catch((error: unknown) => String(error));
    await waitUntil('a run to be reported', () => (acknowledged.length > 0 ? true : undefined));
    disk.fill();
    expect(await reporting).toContain('answered 503');
    await setImmediate();

    const refused = await world.api().sendPart(broken, summary);
    expect(refused).toMatchObject({
      status: 503,
      body: { type: 'urn:load-test-monitoring:problem:disk-full', title: 'Disk Full' },
    });
    expect(refused.headers.get('retry-after')).toBe('30');
    const { url, keys } = world.sidecar();
    const written = await fetch(`${url}/write?db=k6`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys.ingest}` },
      body: healthy().lines('unheard'),
    });
    expect([written.status, written.headers.get('retry-after')]).toEqual([503, '30']);
    expect(await written.text()).toContain('disk');
    expect(await statusOf('/health/live')).toBe(200);
    await waitUntil('readiness', async () => ((await statusOf('/health/ready')) === 503 ? true : undefined));
    expect(await statusOf(`/api/v1/runs/${broken}`)).toBe(200);
    aheadMs += 31_000;
    expect(await world.api().banner()).toMatchObject({ state: 'unknown' });
    await waitUntil('the log', () => (times('the banner could not be read') > 0 ? true : undefined));

    disk.makeRoom();
    expect((await world.api().sendPart(broken, summary)).status).toBe(202);
    expect(await world.api().waitForSettled(broken)).toMatchObject({ verdict: 'failed', actionRequired: true });
    expect(world.alerts('broken')).toEqual([`actionRequired ${broken}`]);
    for (const id of acknowledged) {
      expect((await world.api().waitForSettled(id)).verdict).toBe('passed');
    }
    await waitUntil('the banner', async () =>
      (await world.api().banner()).state === 'action_required' ? true : undefined
    );
    await waitUntil('readiness', async () => ((await statusOf('/health/ready')) === 200 ? true : undefined));
    expect(times('the banner could not be read')).toBe(1);
    expect(times('a piece of work failed')).toBe(0);
  });
});
