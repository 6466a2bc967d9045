import { healthy, slowStart } from './load';
import { startWorld, type World } from './world';

const dayMs = 24 * 3600 * 1000;
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);
let world: World;
beforeAll(async () => {
  world = await startWorld({ tests: ['checkout'], now });
});
afterAll(() => world.close());

it('a slow start that was redeployed is not redeployed again within 7 days, whatever has passed in between, and is after them', async () => {
  const fails = () => world.run('checkout', slowStart({ endedAt: now() }));
  expect(await fails()).toMatchObject({ autoFixApplied: { action: 'redeploy' }, actionRequired: false });
  aheadMs = dayMs;
  for (let passes = 0; passes < 11; passes += 1) {
    expect(await world.run('checkout', healthy({ endedAt: now() }))).toMatchObject({ verdict: 'passed' });
    aheadMs += 0.4 * dayMs;
  }
  expect(await fails()).toMatchObject({
    autoFixApplied: null,
    actionRequired: true,
    actionRequiredReason: expect.stringMatching(/was redeployed 5 d .* ago for checkout/),
  });
  expect(world.newDeployments('checkout')).toHaveLength(1);

  aheadMs += dayMs;
  await world.run('checkout', healthy({ endedAt: now() }));
  aheadMs += 2 * dayMs;
  expect(await fails()).toMatchObject({ autoFixApplied: { action: 'redeploy' }, actionRequired: false });
  expect(world.newDeployments('checkout')).toHaveLength(2);
});
