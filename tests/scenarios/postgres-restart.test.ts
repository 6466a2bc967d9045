import { describeWith } from '../../backend/src/testing/real-parts';
import { providePostgres, startPostgres, type RestartableServer } from '../parts/postgres';
import { waitUntil } from '../stack/wait-until';
import { endpointDown, healthy } from './load';
import { startWorld, type World } from './world';

/** A server of its own, which nobody else misses. */
async function ownPostgres(): Promise<RestartableServer> {
  const provided = await providePostgres(() => undefined);
  if ('missing' in provided) {
    throw new Error(provided.missing);
  }
  return startPostgres(provided.path);
}

describeWith(['TEST_POSTGRES_URL'], 'a Postgres server is stopped and started again', () => {
  let postgres: RestartableServer;
  let world: World;
  beforeAll(async () => {
    postgres = await ownPostgres();
    world = await startWorld({
      tests: ['checkout', 'running'],
      env: { DATABASE_URL: postgres.env['TEST_POSTGRES_URL'] ?? '' },
    });
  }, 240_000);
  afterAll(async () => {
    await world.close();
    await postgres.stop();
  });

  const statusOf = async (path: string) => (await world.api().request('GET', path)).status;

  it('while a run is under way: 503 meanwhile, then the run is judged and told once', async () => {
    await world.k6.plan('running', endpointDown());
    const id = await world.api().runNow('running');
    await postgres.down();
    expect([await statusOf('/api/v1/runs'), await statusOf('/health/live')]).toEqual([503, 200]);
    await postgres.up();
    expect(await world.api().waitForSettled(id)).toMatchObject({ verdict: 'failed', actionRequired: true });
    expect(world.alerts('running')).toEqual([`actionRequired ${id}`]);
  });

  it('again and again while runs are reported: the sidecar stays, and works when it is back', async () => {
    for (let round = 0; round < 3; round += 1) {
      const reported = world.reportOnly('checkout', healthy()).catch(() => null);
      await postgres.down();
      await postgres.up();
      await reported;
    }
    const run = await waitUntil('a run to be reported', () =>
      world.report('checkout', healthy()).catch(() => undefined)
    );
    expect(run.verdict).toBe('passed');
  });
});
