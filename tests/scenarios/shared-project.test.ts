import { healthy, slowStart } from './load';
import { startWorld, type World } from './world';

const tests = ['checkout', 'search'] as const;
let world: World;
beforeAll(async () => {
  world = await startWorld({ tests, projectNameOf: () => 'shop', answering: true });
});
afterAll(() => world.close());

it('two load tests of one project that fail at once are redeployed once, and nothing is redeployed after that', async () => {
  const runs = [];
  for (const test of tests) {
    await world.k6.plan(test, slowStart());
    runs.push(await world.api().runNow(test));
  }
  const ended = await Promise.all(runs.map((id) => world.decided(id)));
  expect(ended.map(({ diagnosis }) => diagnosis?.classification)).toEqual(['autoFixable', 'autoFixable']);
  expect(world.newDeployments('shop')).toHaveLength(1);
  // The second one shares it or, where its run ended after it was sent, is for a person; it is never left without a word.
  const told = tests.map((test) => world.alerts(test).length);
  expect(told).toEqual([1, 1]);

  await Promise.all(tests.map((test) => world.k6.plan(test, healthy())));
  // The other one's target is held until the redeploy is verified.
  const redeployedFirst = [
    ...ended.filter((run) => run.autoFixApplied !== null),
    ...ended.filter((run) => run.autoFixApplied === null),
  ];
  for (const { test, autoFixApplied } of redeployedFirst) {
    const passed =
      autoFixApplied === null ? await world.run(test, healthy()) : await world.verification(test, healthy());
    expect([passed.verdict, passed.incidentId === null]).toEqual(['passed', false]);
  }
  const again = await world.run('search', slowStart());
  expect(again).toMatchObject({
    actionRequired: true,
    // By its own history where it shared the redeploy, else by the project's.
    actionRequiredReason: expect.stringMatching(/redeploy .* ago|deployment was only .* old/i),
  });
  expect(world.newDeployments('shop')).toHaveLength(1);
}, 240_000);
