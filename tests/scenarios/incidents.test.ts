import { randomUUID } from 'node:crypto';
import { waitUntil } from '../stack/wait-until';
import { endpointDown, healthy, slowStart, tooFewRequests, type Load } from './load';
import { startWorld, type World } from './world';

const others = ['other-target', 'other-script', 'other-load'] as const;
let world: World;
beforeAll(async () => {
  world = await startWorld({
    tests: ['joins', 'not-fixed', 'overlapping', 'unusable', 'stopped', 'external', 'measured', ...others],
    answering: true,
  });
});
afterAll(() => world.close());

const later = (seconds: number) => new Date(Date.now() + seconds * 1000);

it('joins a second failure to the open incident: one incident, one message each, no redeploy', async () => {
  const first = await world.run('joins', endpointDown());
  // This one alone would be auto-fixable; an incident never goes back from action required.
  const second = await world.run('joins', slowStart());
  expect(second).toMatchObject({
    incidentId: first.incidentId,
    actionRequired: true,
    diagnosis: { classification: 'autoFixable' },
    actionRequiredReason: 'the incident already needs a person and never goes back',
  });
  expect(await world.api().incidents({ test: 'joins' })).toEqual([
    expect.objectContaining({ state: 'actionRequired', openedByRunId: first.id, lastRunId: second.id }),
  ]);
  expect(world.alerts('joins')).toEqual([`actionRequired ${first.id}`, `actionRequired ${second.id}`]);
  expect(world.newDeployments('joins')).toEqual([]);
  expect((await world.api().banner()).incidents.filter(({ test }) => test === 'joins')).toEqual([
    expect.objectContaining({ runId: second.id, p95ResponseTimeMs: 2000 }),
  ]);
});

it('a failure after the redeploy: not fixed, a person is needed, no second redeploy', async () => {
  const first = await world.run('not-fixed', slowStart());
  expect(first.autoFixApplied?.outcome).toBe('pending');
  const second = await world.verification('not-fixed', slowStart());
  const reason = 'the load test failed again after the redeploy';
  expect(await world.api().run(first.id)).toMatchObject({
    autoFixApplied: { ...first.autoFixApplied, outcome: 'notFixed' },
    actionRequired: true,
    actionRequiredReason: reason,
  });
  expect(second).toMatchObject({
    incidentId: first.incidentId,
    autoFixApplied: null,
    actionRequired: true,
    actionRequiredReason: reason,
  });
  expect(world.newDeployments('not-fixed')).toHaveLength(1);
  expect(world.alerts('not-fixed')).toEqual([`autoFixApplied ${first.id}`, `actionRequired ${second.id}`]);
  expect((await world.api().banner()).incidents).toContainEqual(
    expect.objectContaining({ test: 'not-fixed', runId: second.id, reason })
  );
  const [incident] = await world.api().incidents({ test: 'not-fixed' });
  expect(incident?.state).toBe('actionRequired');
});

it('a failure while Vercel makes the redeploy: one message that says both, and the fix did not hold', async () => {
  // Long enough for another failure to be reported and judged meanwhile, on a busy machine too.
  world.vercel.script({ do: 'delay', ms: 6000, on: { method: 'POST' } });
  await world.k6.plan('overlapping', slowStart());
  const id = await world.api().runNow('overlapping');
  await waitUntil('the redeploy to be under way', () => (postsFor('overlapping') > 0 ? true : undefined));
  const second = await world.report('overlapping', slowStart());
  const reason = 'the load test failed again after the redeploy';
  expect(second).toMatchObject({ actionRequired: true, actionRequiredReason: reason });

  const first = await world.api().waitForSettled(id);
  const [deployment, ...more] = world.newDeployments('overlapping');
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    autoFixApplied: { deploymentId: deployment?.id, outcome: 'notFixed' },
    actionRequired: true,
    actionRequiredReason: reason,
  });
  expect(world.alerts('overlapping').sort()).toEqual([`actionRequired ${id}`, `actionRequired ${second.id}`].sort());
  const message = world.messages('overlapping').find(({ metadata }) => JSON.stringify(metadata).includes(id));
  const blocks = JSON.stringify(message?.blocks);
  expect(blocks).toContain(`was redeployed as <https://${deployment?.url}/|${deployment?.id}>`);
  expect(blocks).toContain(`*A person is needed:* ${reason}`);
  expect(blocks).not.toContain('nothing to do for now');
});

it('two runs in a row without a usable result open an incident; the first is only told', async () => {
  const first = await world.report('unusable', tooFewRequests({ endedAt: later(-180) }));
  expect(first).toMatchObject({ verdict: 'inconclusive', incidentId: null, actionRequired: false, diagnosis: null });
  expect(await world.api().incidents({ test: 'unusable' })).toEqual([]);
  const second = await world.report('unusable', healthy({ exitCode: 107, endedAt: later(-120) }));
  const reason = 'two runs in a row gave no usable result (inconclusive, then errored)';
  expect(second).toMatchObject({ verdict: 'errored', actionRequired: true, actionRequiredReason: reason });
  expect(world.alerts('unusable')).toEqual([`inconclusive ${first.id}`, `actionRequired ${second.id}`]);
  expect((await world.api().banner()).incidents).toContainEqual(
    expect.objectContaining({
      test: 'unusable',
      verdict: 'errored',
      reason,
      diagnosis: expect.stringMatching(/^Two runs in a row .*\. The last run: the script threw an exception/),
    })
  );
  expect(world.newDeployments('unusable')).toEqual([]);

  const passed = await world.report('unusable', healthy());
  expect(passed.incidentId).toBe(second.incidentId);
  expect(world.alerts('unusable').at(-1)).toBe(`recovered ${passed.id}`);
});

it('a run that a person stopped is errored and nobody is told', async () => {
  await world.k6.plan('stopped', healthy(), { untilStopped: true });
  for (const _ of ['once', 'and again']) {
    const id = await world.api().runNow('stopped');
    await untilItStreams(id);
    expect((await world.api().stop(id)).status).toBe(202);
    const run = await world.api().waitForSettled(id);
    expect(run).toMatchObject({ verdict: 'errored', incidentId: null, actionRequired: false });
    expect(run.reasons).toContainEqual(expect.objectContaining({ code: 'stoppedByPerson' }));
  }
  expect(world.messages('stopped')).toEqual([]);
  expect(await world.api().incidents({ test: 'stopped' })).toEqual([]);
  expect((await world.api().banner()).incidents.map(({ test }) => test)).not.toContain('stopped');
});

it("somebody else's run opens an incident and is never redeployed", async () => {
  const run = await world.report('external', slowStart());
  expect(run).toMatchObject({
    trigger: 'external',
    counts: true,
    actionRequired: true,
    diagnosis: { classification: 'autoFixable' },
    actionRequiredReason: 'runs by trigger "external" are not redeployed for this load test',
  });
  expect(world.newDeployments('external')).toEqual([]);
  expect(world.alerts('external')).toEqual([`actionRequired ${run.id}`]);
});

describe('a run that does not count gets a verdict and nothing more', () => {
  it.each([
    ['another target', 'other-target', { target: 'http://localhost:3000' }, /another target/],
    ['another script', 'other-script', { scriptHash: 'a'.repeat(64) }, /another script/],
    ['another load', 'other-load', { loadProfileHash: 'b'.repeat(64) }, /another load profile/],
    ['an unknown load test', 'other-load', { announcedTest: 'nobody-knows-it' }, /not in the catalogue/],
  ])('%s', async (_, test, difference, reason) => {
    const calls = world.slack.calls.length;
    const asked = world.anthropic.calls.length;
    const banner = await world.api().banner();
    const run = await world.report(test, endpointDown(), { id: `local-${randomUUID()}`, ...difference });
    expect(run).toMatchObject({
      verdict: 'failed',
      errorRate: 0.5,
      counts: false,
      countsReason: expect.stringMatching(reason),
      diagnosis: null,
      incidentId: null,
      actionRequired: false,
      effects: [],
    });
    expect(world.slack.calls).toHaveLength(calls);
    expect(world.anthropic.calls).toHaveLength(asked);
    expect(await world.api().incidents({ test: run.test })).toEqual([]);
    expect(await world.api().banner()).toEqual(banner);
    const results = await world.api().call('banner', 'getBannerResults', { query: { limit: 100 } });
    expect(JSON.stringify(results)).not.toContain(run.id);
  });
});

describe('a passed run that measured something else', () => {
  /** The catalogue's script has no such threshold. */
  const measuredOtherwise = (load: Load): Load => {
    const metrics = load.summary['metrics'] as Record<string, Record<string, unknown>>;
    const duration = { ...metrics['http_req_duration'], thresholds: { 'p(95)<60000': false } };
    return { ...load, summary: { ...load.summary, metrics: { ...metrics, http_req_duration: duration } } };
  };

  it('resolves nothing and says why; the next one that measured the same resolves', async () => {
    const failed = await world.report('measured', endpointDown({ endedAt: later(-180) }));
    expect(failed).toMatchObject({ counts: true, countsReason: null, incidentId: expect.any(String) });
    const alerts = world.alerts('measured');

    const other = await world.report('measured', measuredOtherwise(healthy({ endedAt: later(-90) })));
    expect(other).toMatchObject({
      verdict: 'passed',
      counts: false,
      countsReason:
        'k6\'s summary shows other thresholds than the catalogue\'s script: "http_req_duration: p(95)<60000" is not among them',
      incidentId: null,
      effects: [],
    });
    expect(world.alerts('measured')).toEqual(alerts);
    expect(await world.api().incidents({ test: 'measured' })).toEqual([
      expect.objectContaining({ id: failed.incidentId, resolvedAt: null }),
    ]);

    const same = await world.report('measured', healthy());
    expect(same).toMatchObject({ verdict: 'passed', counts: true, countsReason: null });
    expect(await world.api().incidents({ test: 'measured' })).toEqual([
      expect.objectContaining({ id: failed.incidentId, resolvedByRunId: same.id }),
    ]);
  });
});

function postsFor(test: string): number {
  return world.vercel.calls.filter(({ method, body }) => method === 'POST' && JSON.stringify(body).includes(test))
    .length;
}

/** The fake k6 hears a SIGINT once its samples are in. */
async function untilItStreams(runId: string): Promise<void> {
  await waitUntil(`A sample of run ${runId}`, async () => {
    const { points } = await world.api().call('read', 'getRunSeries', { path: { id: runId } });
    return points.length > 0 ? true : undefined;
  });
}
