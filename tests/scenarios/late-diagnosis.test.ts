import { waitUntil } from '../stack/wait-until';
import { healthy, slowStart } from './load';
import { startWorld, type World } from './world';

const tests = ['late', 'overtaken'];
let world: World;
beforeAll(async () => {
  world = await startWorld({ tests, env: { DIAGNOSIS_DEADLINE_SECONDS: '1' } });
});
afterAll(() => world.close());

it('alerts without the diagnosis at the deadline, adds it when it comes, and never redeploys then', async () => {
  world.anthropic.script({ do: 'delay', ms: 4000 });
  await world.k6.plan('late', slowStart());
  const id = await world.api().runNow('late');
  await waitUntil('the alert', () => (world.messages('late').length > 0 ? true : undefined));

  const waiting = await world.api().run(id);
  const reason = 'the diagnosis did not come within 1 s';
  expect(waiting).toMatchObject({
    verdict: 'failed',
    diagnosis: null,
    actionRequired: true,
    actionRequiredReason: reason,
  });
  expect(world.alerts('late')).toEqual([`actionRequired ${id}`]);
  expect(JSON.stringify(world.messages('late')[0]?.blocks)).not.toContain('*Diagnosis*');
  expect(await world.api().banner()).toMatchObject({
    state: 'action_required',
    incidents: [{ test: 'late', runId: id, reason, diagnosis: expect.stringContaining('The last run: p95 2,000 ms') }],
  });

  const diagnosed = await world.api().waitForSettled(id);
  expect(diagnosed).toMatchObject({
    diagnosis: { classification: 'autoFixable', madeBy: { kind: 'haiku' } },
    actionRequired: true,
    actionRequiredReason: reason,
    autoFixApplied: null,
  });
  expect(world.alerts('late')).toEqual([`actionRequired ${id}`]);
  expect((await world.api().banner()).incidents).toEqual([
    expect.objectContaining({ diagnosis: diagnosed.diagnosis?.text, reason }),
  ]);
  expect(world.vercel.redeploys).toEqual([]);
  expect(world.grafana.annotations).toHaveLength(1);
});

it('tells no person to act on a failure that a passed run has overtaken while the diagnosis was late', async () => {
  world.anthropic.script({ do: 'delay', ms: 3000 });
  const failedId = await world.reportOnly('overtaken', slowStart({ endedAt: new Date(Date.now() - 120_000) }));
  await world.api().waitForVerdict(failedId);
  const passed = await world.report('overtaken', healthy());
  expect(passed.verdict).toBe('passed');

  const failed = await world.api().waitForSettled(failedId);
  expect(failed).toMatchObject({ actionRequired: false, autoFixApplied: null });
  expect(world.alerts('overtaken')).toEqual([`recovered ${passed.id}`, `failedAndRecovered ${failedId}`]);
  expect((await world.api().banner()).incidents.map(({ test }) => test)).not.toContain('overtaken');
  expect(world.newDeployments('overtaken')).toEqual([]);
});
