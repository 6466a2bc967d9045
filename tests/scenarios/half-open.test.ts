import { createOwnDatabase, type OwnDatabase } from '../../backend/src/testing/databases';
import { describeWith } from '../../backend/src/testing/real-parts';
import { waitUntil } from '../stack/wait-until';
import { endpointDown, healthy } from './load';
import { startTcpProxy, type TcpProxy } from './tcp-proxy';
import { startWorld, type World } from './world';

/** It is 5 s, and this machine may be busy. */
const heardWithinMs = 8000;

describeWith(['TEST_POSTGRES_URL'], 'Postgres vanishes without closing a connection', () => {
  let database: OwnDatabase;
  let proxy: TcpProxy;
  let world: World;
  let aheadMs = 0;
  beforeAll(async () => {
    database = await createOwnDatabase();
    proxy = await startTcpProxy({ host: database.url.hostname, port: Number(database.url.port) });
    const url = new URL(database.url);
    url.host = `127.0.0.1:${proxy.port}`;
    world = await startWorld({
      tests: ['checkout', 'running'],
      env: { DATABASE_URL: url.toString() },
      now: () => new Date(Date.now() + aheadMs),
    });
  });
  afterAll(async () => {
    await world.close();
    await proxy.close();
    await database.terminateConnections();
    await database.drop();
  });

  const statusOf = async (path: string) => (await world.api().request('GET', path)).status;

  it('is answered with 503 within seconds, and work goes on by itself: one verdict, one alert', async () => {
    await world.report('checkout', healthy());
    await world.k6.plan('running', endpointDown());
    const running = await world.api().runNow('running');

    proxy.vanish();
    for (const round of ['on connections that were open', 'on new ones']) {
      const askedAt = performance.now();
      const paths = ['/api/v1/runs', `/api/v1/runs/${running}`, '/api/v1/incidents'];
      expect([round, ...(await Promise.all(paths.map(statusOf)))]).toEqual([round, 503, 503, 503]);
      expect(performance.now() - askedAt).toBeLessThan(heardWithinMs);
    }
    expect(await statusOf('/health/live')).toBe(200);
    expect(await statusOf('/health/ready')).toBe(503);
    aheadMs += 31_000;
    expect(await world.api().banner()).toMatchObject({ state: 'unknown' });

    proxy.mend();
    expect(await world.api().waitForSettled(running)).toMatchObject({ verdict: 'failed', actionRequired: true });
    expect(world.alerts('running')).toEqual([`actionRequired ${running}`]);
    await waitUntil('the banner', async () =>
      (await world.api().banner()).state === 'action_required' ? true : undefined
    );
    await waitUntil('readiness', async () => ((await statusOf('/health/ready')) === 200 ? true : undefined));
    expect(world.sidecar().logged()).not.toContain('a piece of work failed');
  }, 240_000);
});
