import type { ScriptStep } from '../../backend/src/testing/fakes/scripted-server';
import { endpointDown, healthy, slowStart } from './load';
import { startWorld, type World } from './world';

const refusals: ReadonlyArray<{ readonly status: number; readonly test: string; readonly code: string }> = [
  { status: 401, test: 'refused-401', code: 'unauthorized' },
  { status: 404, test: 'refused-404', code: 'notFound' },
];
let world: World;
beforeAll(async () => {
  world = await startWorld({
    tests: [
      ...refusals.map(({ test }) => test),
      'limited',
      'broken',
      'dropped',
      'unseen',
      'threaded',
      'unheard-fix',
      'named',
    ],
    sidecar: { random: () => 0 },
  });
});
afterAll(() => world.close());

const answer = (status: number): ScriptStep => ({ do: 'answer', status, body: {} });
const attempts = (test: string) =>
  world.slack.calls.filter(
    ({ path, body }) => path.endsWith('/chat.postMessage') && JSON.stringify(body).includes(`: ${test} `)
  );
const alertOf = (run: Awaited<ReturnType<World['run']>>) => run.effects.find(({ kind }) => kind === 'slackMessage');

it.each(refusals)('records why Slack refused ($status), and the banner tells it', async ({ status, test, code }) => {
  world.slack.script(answer(status));
  const run = await world.report(test, endpointDown());
  expect(alertOf(run)).toMatchObject({
    state: 'rejected',
    attempts: 1,
    code,
    reason: expect.stringContaining(`${status}`),
  });
  expect(attempts(test)).toHaveLength(1);
  expect(world.messages(test)).toEqual([]);
  expect(run.actionRequired).toBe(true);
  expect((await world.api().banner()).incidents).toContainEqual(expect.objectContaining({ test, runId: run.id }));
  const [incident] = await world.api().incidents({ test });
  expect(incident?.timeline.at(-1)).toMatchObject({
    kind: 'alertNotDelivered',
    text: expect.stringContaining('the Slack alert was not delivered'),
  });
});

it('names what to put right when Slack itself says what is wrong', async () => {
  world.slack.script({ do: 'answer', status: 200, body: { ok: false, error: 'channel_not_found' } });
  const run = await world.report('named', endpointDown());
  expect(alertOf(run)).toMatchObject({
    state: 'rejected',
    code: 'channel_not_found',
    reason: expect.stringContaining('Check SLACK_CHANNEL'),
  });
});

it('waits as long as Slack asks after a 429, and delivers once', async () => {
  world.slack.script({ do: 'rateLimit', retryAfterSeconds: 2 });
  const run = await world.report('limited', endpointDown());
  // A pause that Slack asks for uses up no try.
  expect(alertOf(run)).toMatchObject({ state: 'confirmed', attempts: 1 });
  const [first, second, ...more] = attempts('limited');
  expect(more).toEqual([]);
  expect((second?.at.getTime() ?? 0) - (first?.at.getTime() ?? 0)).toBeGreaterThanOrEqual(1990);
  expect(world.alerts('limited')).toEqual([`actionRequired ${run.id}`]);
});

it('tries again after a 500 until the alert is delivered', async () => {
  world.slack.script(answer(500));
  const run = await world.report('broken', endpointDown());
  expect(alertOf(run)).toMatchObject({ state: 'confirmed', attempts: 2 });
  expect(attempts('broken')).toHaveLength(2);
  expect(world.alerts('broken')).toEqual([`actionRequired ${run.id}`]);
});

it('looks a message up whose answer was lost, and tells a person once', async () => {
  world.slack.script({ do: 'actThenDrop' });
  const run = await world.report('dropped', endpointDown());
  expect(alertOf(run)).toMatchObject({ state: 'confirmed', attempts: 2 });
  expect(world.alerts('dropped')).toEqual([`actionRequired ${run.id}`]);
});

it('rather tells a person twice than not at all where the bot may not look; the second message says so', async () => {
  world.slack.scopes.delete('channels:history');
  world.slack.script({ do: 'actThenDrop' });
  const run = await world.report('unseen', endpointDown());
  world.slack.scopes.add('channels:history');
  expect(alertOf(run)).toMatchObject({ state: 'confirmed', attempts: 2 });
  expect(world.alerts('unseen')).toEqual([`actionRequired ${run.id}`, `actionRequired ${run.id}`]);
  const isMarked = world.messages('unseen').map(({ blocks }) => JSON.stringify(blocks).includes('Possible duplicate'));
  expect(isMarked).toEqual([false, true]);
});

it('keeps an incident in one thread, and its first message up to date', async () => {
  const failed = await world.report('threaded', endpointDown({ endedAt: new Date(Date.now() - 90_000) }));
  const passed = await world.report('threaded', healthy());
  await world.api().waitForSettled(failed.id, 90_000);
  const [first, second] = world.messages('threaded');
  expect(world.alerts('threaded')).toEqual([`actionRequired ${failed.id}`, `recovered ${passed.id}`]);
  expect(second).toMatchObject({ threadTs: first?.ts, broadcast: true });
  expect(first?.before[0]?.text).toMatch(/^Action required: threaded /);
  expect(first?.text).toMatch(/^Resolved: threaded on production, since /);
});

it('shows a fix that nobody could be told of on the banner', async () => {
  world.slack.script(answer(401));
  const run = await world.run('unheard-fix', slowStart());
  expect(world.newDeployments('unheard-fix')).toHaveLength(1);
  expect(run).toMatchObject({
    autoFixApplied: { action: 'redeploy', outcome: 'pending' },
    actionRequired: true,
    actionRequiredReason: expect.stringContaining('the Slack alert was not delivered'),
  });
  expect((await world.api().banner()).incidents).toContainEqual(
    expect.objectContaining({ test: 'unheard-fix', reason: run.actionRequiredReason })
  );
  expect((await world.api().incidents({ test: 'unheard-fix' }))[0]).toMatchObject({ state: 'actionRequired' });
  // The result point is written again, so that alert rules on it see the person that is needed.
  expect(run.effects.filter(({ kind }) => kind === 'resultPoint').at(-1)).toMatchObject({
    id: `result-alertRefused-${run.id}`,
    state: 'confirmed',
  });
});
