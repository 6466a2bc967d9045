import { describeWith } from '../../backend/src/testing/real-parts';
import { prepareInfluxdb } from '../stack/metric-stores';
import { waitUntil } from '../stack/wait-until';
import { endpointDown, healthy, slowStart, type Load } from './load';
import { startTcpProxy, type TcpProxy } from './tcp-proxy';
import { startWorld, type World } from './world';

const deadlineSeconds = 12;

describeWith(['TEST_INFLUX_URL', 'TEST_INFLUX_TOKEN'], 'InfluxDB takes requests and does not answer', () => {
  let store: Awaited<ReturnType<typeof prepareInfluxdb>>;
  let proxy: TcpProxy;
  let world: World;
  beforeAll(async () => {
    store = await prepareInfluxdb();
    const url = new URL(store.env.INFLUX_URL ?? '');
    proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
    world = await startWorld({
      tests: ['one', 'two', 'three', 'four', 'five', 'down', 'cold'],
      env: {
        ...store.env,
        INFLUX_URL: `http://127.0.0.1:${proxy.port}`,
        DIAGNOSIS_DEADLINE_SECONDS: String(deadlineSeconds),
      },
    });
  });
  afterAll(async () => {
    proxy.mend();
    await world.close();
    await Promise.all([proxy.close(), store.dispose()]);
  });

  /** Its samples reach InfluxDB by another way, as those of a k6 do that has written before the store fell silent. */
  async function report(test: string, load: Load): Promise<string> {
    const id = await world.announceOnly(test, load);
    await store.writeLines(load.lines(id));
    await world.sendParts(id, load);
    return id;
  }
  const storeStateOf = async (id: string) => (await world.api().run(id)).storeCheck?.kind;

  it('judges by what k6 itself reports, tells a failure, and adds the rest when the store is back', async () => {
    proxy.hang();
    const passing = await Promise.all(['one', 'two', 'three', 'four', 'five'].map((test) => report(test, healthy())));
    const failing = await report('down', endpointDown());
    const began = Date.now();
    for (const id of passing) {
      expect(await world.api().waitForVerdict(id)).toMatchObject({ verdict: 'passed', requests: 600 });
    }
    expect(await world.api().waitForVerdict(failing)).toMatchObject({ verdict: 'failed', errorRate: 0.5 });
    expect(Date.now() - began).toBeLessThan(30_000);
    expect(await Promise.all(passing.map(storeStateOf))).toEqual(passing.map(() => 'pending'));

    // Neither the alert nor the banner waits for the store beyond half of the diagnosis' time, nor for the result point.
    await waitUntil('the alert', () => (world.alerts('down').includes(`actionRequired ${failing}`) ? true : undefined));
    const told = await world.api().run(failing);
    expect(told).toMatchObject({ actionRequired: true, endpoints: [], storeCheck: { kind: 'pending' } });
    expect(told.effects.find(({ kind }) => kind === 'resultPoint')?.settledAt).toBeNull();
    expect((await world.api().banner()).incidents).toEqual([expect.objectContaining({ runId: failing })]);

    proxy.mend();
    for (const id of [...passing, failing]) {
      const run = await world.api().waitForSettled(id, 120_000);
      expect(run).toMatchObject({ storeCheck: { kind: 'compared', missingRequests: 0 } });
      expect(run.endpoints.length).toBeGreaterThan(0);
    }
  }, 240_000);

  it('lets the diagnosis wait for a store that answers late, so that a cold start is still seen', async () => {
    proxy.hang();
    const id = await report('cold', slowStart());
    await waitUntil('the verdict without the store', async () =>
      (await storeStateOf(id)) === 'pending' ? true : undefined
    );
    expect(await world.api().run(id)).toMatchObject({ verdict: 'failed', diagnosis: null });
    proxy.mend();
    const run = await world.api().waitForSettled(id, 120_000);
    expect(run).toMatchObject({ diagnosis: { classification: 'autoFixable' }, storeCheck: { kind: 'compared' } });
  }, 240_000);
});
