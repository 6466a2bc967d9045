import { createOwnDatabase, type OwnDatabase } from '../../backend/src/testing/databases';
import { describeWith } from '../../backend/src/testing/real-parts';
import { waitUntil } from '../stack/wait-until';
import { endpointDown, healthy } from './load';
import { startTcpProxy, type TcpProxy } from './tcp-proxy';
import { startWorld, type World } from './world';

describeWith(['TEST_POSTGRES_URL'], 'Postgres goes away and comes back', () => {
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
    await database.drop();
  });

  const answer = async (path: string, key?: 'banner') => {
    const { status, headers, body } = await world.api().request('GET', path, key && { key });
    return { status, retryAfter: headers.get('retry-after'), body };
  };

  it('says so on every route, shows no banner that it cannot know, and goes on by itself', async () => {
    await world.report('checkout', healthy());
    await world.k6.plan('running', endpointDown());
    const running = await world.api().runNow('running');

    proxy.cut();
    for (const path of ['/api/v1/runs', `/api/v1/runs/${running}`, '/api/v1/incidents']) {
      expect(await answer(path)).toMatchObject({ status: 503, retryAfter: '5', body: { status: 503 } });
    }
    expect(await answer('/health/live')).toMatchObject({ status: 200 });
    expect(await answer('/health/ready')).toMatchObject({ status: 503 });
    aheadMs += 31_000;
    expect((await answer('/api/v1/banner', 'banner')).body).toMatchObject({ state: 'unknown' });

    proxy.mend();
    const run = await world.api().waitForSettled(running);
    expect(run).toMatchObject({ verdict: 'failed', actionRequired: true });
    expect(world.alerts('running')).toEqual([`actionRequired ${running}`]);
    await waitUntil('the banner', async () => {
      const banner = await world.api().banner();
      return banner.state === 'action_required' ? banner : undefined;
    });
    // An answer about readiness is good for a second.
    await waitUntil('readiness', async () => ((await answer('/health/ready')).status === 200 ? true : undefined));
  });

  it('ends every connection at once, at work and idle, twenty times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const reported = world.reportOnly('checkout', healthy()).catch(() => null);
      await database.terminateConnections();
      await reported;
    }
    // The pool still hands out connections that it has not yet seen to be gone.
    const run = await waitUntil('a run to be reported', () =>
      world.report('checkout', healthy()).catch(() => undefined)
    );
    expect(run.verdict).toBe('passed');
  });
});
