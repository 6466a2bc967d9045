import { waitUntil } from '../stack/wait-until';
import { endpointDown, slowStart } from './load';
import { startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld({ tests: ['undiagnosed', 'undelivered'], sidecar: { random: () => 0 } });
});
afterAll(() => world.close());

it('carries out after a restart what a verdict had led to before it, once', async () => {
  // The sidecar is told to stop while the model thinks: the diagnosis is written, its effects are not sent.
  world.anthropic.script({ do: 'delay', ms: 1000 });
  await world.k6.plan('undiagnosed', slowStart());
  const id = await world.api().runNow('undiagnosed');
  await world.api().waitForVerdict(id);
  await world.restart();
  const run = await world.api().waitForSettled(id);
  expect(run).toMatchObject({
    diagnosis: { classification: 'autoFixable' },
    autoFixApplied: { outcome: 'pending' },
    actionRequired: false,
  });
  expect(world.anthropic.calls).toHaveLength(1);
  expect(world.newDeployments('undiagnosed')).toHaveLength(1);
  expect(world.vercel.redeploys).toHaveLength(1);
  expect(world.alerts('undiagnosed')).toEqual([`autoFixApplied ${id}`]);
  expect(world.grafana.annotations).toHaveLength(1);
});

it('goes on after a restart with what the other side had put off, once, and shows the banner at once', async () => {
  world.slack.script({ do: 'rateLimit', retryAfterSeconds: 2 });
  world.grafana.script({ do: 'rateLimit', retryAfterSeconds: 2 });
  const id = await world.reportOnly('undelivered', endpointDown());
  await world.api().waitForVerdict(id);
  await waitUntil('both to put it off', async () => {
    const { effects } = await world.api().run(id);
    return effects.filter(({ code }) => code === 'rateLimited').length === 2 ? true : undefined;
  });
  await world.restart();
  expect((await world.api().banner()).incidents).toEqual([expect.objectContaining({ runId: id })]);
  const run = await world.api().waitForSettled(id);
  expect(run.effects.map(({ state }) => state)).toEqual(run.effects.map(() => 'confirmed'));
  expect(world.alerts('undelivered')).toEqual([`actionRequired ${id}`]);
  expect(world.grafana.annotations.filter(({ tags }) => tags.includes(`run:${id}`))).toHaveLength(1);
  expect(world.newDeployments('undelivered')).toEqual([]);
});
