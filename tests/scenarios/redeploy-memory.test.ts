import { healthy, slowStart } from './load';
import { startWorld, type World } from './world';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);
let world: World;
beforeAll(async () => {
  world = await startWorld({ tests: ['checkout', 'search'], now, answering: true });
});
afterAll(() => world.close());

it('a slow start that a redeploy had fixed is not redeployed again within 7 days, whatever has passed, unless a person resets it', async () => {
  const fails = () => world.run('checkout', slowStart({ endedAt: now() }));
  const passes = async () =>
    expect(await world.run('checkout', healthy({ endedAt: now() }))).toMatchObject({ verdict: 'passed' });
  const isFixed = async () =>
    expect(await world.verification('checkout', healthy({ endedAt: now() }))).toMatchObject({ verdict: 'passed' });
  expect(await fails()).toMatchObject({ autoFixApplied: { action: 'redeploy' }, actionRequired: false });
  await isFixed();
  aheadMs = 20 * minuteMs;
  for (let runs = 0; runs < 11; runs += 1) {
    await passes();
    aheadMs += 0.5 * dayMs;
  }
  expect(await fails()).toMatchObject({
    autoFixApplied: null,
    actionRequired: true,
    actionRequiredReason: expect.stringMatching(
      /was redeployed 5 d .* ago for checkout .* the same failure within 7 days of one that had fixed it is for a person/
    ),
  });
  expect(world.newDeployments('checkout')).toHaveLength(1);

  aheadMs += 10 * minuteMs;
  await passes();
  await world.api().call('person', 'resetBreaker', {
    path: { name: 'checkout' },
    body: { reason: 'the cold start was mended' },
  });
  aheadMs += 10 * minuteMs;
  expect(await fails()).toMatchObject({ autoFixApplied: { action: 'redeploy' }, actionRequired: false });
  expect(world.newDeployments('checkout')).toHaveLength(2);

  await isFixed();
  aheadMs += 7 * dayMs;
  expect(await fails()).toMatchObject({ autoFixApplied: { action: 'redeploy' }, actionRequired: false });
  expect(world.newDeployments('checkout')).toHaveLength(3);
  // Seventeen runs, one after the other.
}, 300_000);

it('nothing is redeployed while a person has switched remediation off, and it is again afterwards', async () => {
  const fails = () => world.run('search', slowStart({ endedAt: now() }));
  const turn = (off: boolean) =>
    world.api().call('person', 'setRemediationSwitch', { body: { off, reason: 'a release is under way' } });
  await turn(true);
  expect(await fails()).toMatchObject({
    autoFixApplied: null,
    actionRequired: true,
    actionRequiredReason: expect.stringMatching(/^remediation is switched off \(by key .*: a release is under way\)$/),
  });
  expect(world.newDeployments('search')).toEqual([]);
  aheadMs += 10 * minuteMs;
  expect(await world.run('search', healthy({ endedAt: now() }))).toMatchObject({ verdict: 'passed' });
  await turn(false);
  aheadMs += 10 * minuteMs;
  expect(await fails()).toMatchObject({ autoFixApplied: { action: 'redeploy' }, actionRequired: false });
});
