import type { RunDetail } from '../../src/api/request';
import { waitUntil } from '../stack/wait-until';
import { endpointDown, healthy, slowStart, type Load } from './load';
import { startWorld, type World } from './world';

const tests = [
  'passed',
  'failed',
  'passed-before',
  'failed-before',
  'failed-after-failure',
  'twice',
  'carried',
  'auto-fixable',
  'uncounted',
  'uncounted-carried',
] as const;
let world: World;
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);
beforeAll(async () => {
  world = await startWorld({ tests, now });
});
afterAll(() => world.close());

/** Announced, and nothing heard of it until after its deadline. */
async function silent(test: string, load: Load): Promise<RunDetail> {
  const id = await world.announceOnly(test, load);
  const { deadlineAt } = await world.api().run(id);
  aheadMs += Date.parse(deadlineAt) - now().getTime() + 1000;
  const run = await world.api().waitForSettled(id);
  expect(run).toMatchObject({ verdict: 'errored', closedAtDeadline: true, judgement: 1, correctedFrom: null });
  expect(run.reasons[0]?.code).toBe('neverReported');
  return run;
}

/** What its reporter sends at last. */
async function late(run: RunDetail, load: Load): Promise<RunDetail> {
  await world.sendParts(run.id, load);
  return waitUntil(`A second judgement of run ${run.id}`, async () => {
    const again = await world.api().run(run.id);
    const told = again.effects.filter(
      ({ id }) => id.startsWith('slack-') && id.endsWith(`-judgement${again.judgement}`)
    );
    const settled = again.effects.every(({ settledAt }) => settledAt !== null);
    return again.status === 'judged' && told.length > 0 && settled ? again : undefined;
  });
}

const secondMessage = (run: RunDetail) => `${run.id}-judgement2`;
const slackTextOf = (test: string) => JSON.stringify(world.messages(test).at(-1)?.blocks);
const bannerTests = async () => (await world.api().banner()).incidents.map(({ test }) => test);
const resultPoints = (run: RunDetail) =>
  run.effects
    // A further one where the store answered after the verdict.
    .filter(({ kind, id }) => kind === 'resultPoint' && !id.startsWith('result-storeRead-'))
    .map(({ id, state }) => [id, state]);
const load = (make: typeof healthy) => make({ endedAt: now() });

it('silent, then passed: judged again, one message says what has changed', async () => {
  const measured = load(healthy);
  const closed = await silent('passed', measured);
  const run = await late(closed, measured);
  expect(run).toMatchObject({
    verdict: 'passed',
    judgement: 2,
    correctedFrom: { verdict: 'errored', reason: 'the run was announced and never reported its end' },
    startedAt: measured.startedAt.toISOString(),
    endedAt: measured.endedAt.toISOString(),
    requests: 600,
    incidentId: null,
    actionRequired: false,
  });
  expect(world.alerts('passed')).toEqual([`errored ${run.id}`, `corrected ${secondMessage(run)}`]);
  expect(slackTextOf('passed')).toContain('Until then this run counted as *errored*');
  expect(resultPoints(run)).toEqual([
    [`result-judged-${run.id}`, 'confirmed'],
    [`result-judged-${run.id}-judgement2`, 'confirmed'],
  ]);
  expect(await world.api().incidents({ test: 'passed' })).toEqual([]);

  // The same parts once more, and a further one, change nothing.
  await world.sendParts(run.id, measured);
  expect(await world.api().run(run.id)).toMatchObject({ judgement: 2, verdict: 'passed', status: 'judged' });
  expect(world.alerts('passed')).toHaveLength(2);
});

it('silent, then failed: opens the incident, with the banner and without a redeploy', async () => {
  const measured = load(endpointDown);
  const run = await late(await silent('failed', measured), measured);
  expect(run).toMatchObject({ verdict: 'failed', judgement: 2, errorRate: 0.5, actionRequired: true });
  expect(world.alerts('failed')).toEqual([`errored ${run.id}`, `actionRequired ${secondMessage(run)}`]);
  expect(slackTextOf('failed')).toContain('Until then this run counted as *errored*');
  expect(await world.api().incidents({ test: 'failed' })).toEqual([
    expect.objectContaining({ state: 'actionRequired', openedByRunId: run.id }),
  ]);
  expect(await bannerTests()).toContain('failed');
  expect(world.newDeployments('failed')).toEqual([]);
});

it('never redeploys for it, even where the rules would permit it', async () => {
  const measured = load(slowStart);
  const run = await late(await silent('auto-fixable', measured), measured);
  expect(run).toMatchObject({ verdict: 'failed', autoFixApplied: null, actionRequired: true });
  expect(world.newDeployments('auto-fixable')).toEqual([]);
});

it('silent, a newer run passes, then passed: nothing but the message', async () => {
  const measured = load(healthy);
  const closed = await silent('passed-before', measured);
  await world.report('passed-before', load(healthy));
  const run = await late(closed, measured);
  expect(run).toMatchObject({ verdict: 'passed', incidentId: null });
  expect(world.alerts('passed-before')).toEqual([`errored ${run.id}`, `corrected ${secondMessage(run)}`]);
  expect(await bannerTests()).not.toContain('passed-before');
});

it('silent, a newer run passes, then failed: told, and opens nothing', async () => {
  const measured = load(endpointDown);
  const closed = await silent('failed-before', measured);
  await world.report('failed-before', load(healthy));
  const run = await late(closed, measured);
  expect(run).toMatchObject({ verdict: 'failed', incidentId: null, actionRequired: false });
  expect(world.alerts('failed-before')).toEqual([`errored ${run.id}`, `failedAndRecovered ${secondMessage(run)}`]);
  expect(await world.api().incidents({ test: 'failed-before' })).toEqual([]);
  expect(await bannerTests()).not.toContain('failed-before');
});

it('silent, a newer run fails, then failed: one more of the incident that the newer one carries', async () => {
  const measured = load(endpointDown);
  const closed = await silent('failed-after-failure', measured);
  const newer = await world.report('failed-after-failure', load(endpointDown));
  const run = await late(closed, measured);
  expect(run).toMatchObject({ verdict: 'failed', incidentId: newer.incidentId });
  expect(await world.api().incidents({ test: 'failed-after-failure' })).toEqual([
    expect.objectContaining({ openedByRunId: newer.id, lastRunId: newer.id, state: 'actionRequired' }),
  ]);
  expect(world.alerts('failed-after-failure')).toEqual([
    `errored ${run.id}`,
    `actionRequired ${newer.id}`,
    `corrected ${secondMessage(run)}`,
  ]);
});

it('silent twice opens an incident; when both have passed after all, nothing is left of it', async () => {
  const [first, second] = [load(healthy), healthy({ endedAt: new Date(now().getTime() + 3_700_000) })];
  const one = await silent('twice', first);
  const two = await silent('twice', second);
  expect(two).toMatchObject({ actionRequired: true, incidentId: expect.any(String) as string });
  expect(await bannerTests()).toContain('twice');

  const onePassed = await late(one, first);
  expect(onePassed.verdict).toBe('passed');
  expect(await bannerTests()).not.toContain('twice');
  expect(await world.api().incidents({ test: 'twice' })).toEqual([
    expect.objectContaining({ state: 'resolved', resolvedByRunId: one.id }),
  ]);
  expect(slackTextOf('twice')).toContain('taken back');

  const twoPassed = await late(two, second);
  expect(twoPassed).toMatchObject({ verdict: 'passed', actionRequired: false, actionRequiredReason: null });
  expect(world.alerts('twice')).toEqual([
    `errored ${one.id}`,
    `actionRequired ${two.id}`,
    `corrected ${secondMessage(one)}`,
    `corrected ${secondMessage(two)}`,
  ]);
});

it('a late pass takes back no incident that a failure carries', async () => {
  const measured = load(healthy);
  const id = await world.announceOnly('carried', measured);
  const failed = await world.report('carried', load(endpointDown));
  aheadMs += 3_700_000;
  const closed = await world.api().waitForSettled(id);
  expect(closed.incidentId).toBe(failed.incidentId);
  const run = await late(closed, measured);
  expect(run).toMatchObject({ verdict: 'passed', incidentId: null });
  expect(slackTextOf('carried')).toContain('The open incident stays as it is');
  expect(await world.api().incidents({ test: 'carried', open: true })).toEqual([
    expect.objectContaining({ id: failed.incidentId, lastRunId: failed.id }),
  ]);
  expect(await bannerTests()).toContain('carried');
});

/** The parts of a run whose script had other thresholds than the catalogue's: it measured something else. */
function contradicting(measured: Load): Load {
  const metrics = { ...(measured.summary.metrics as Record<string, object>) };
  metrics.http_req_duration = { ...metrics.http_req_duration, thresholds: { 'p(95)<1000': false } };
  return { ...measured, summary: { ...measured.summary, metrics } };
}

it('silent twice opens an incident; when the second turns out not to count, nothing is left of it', async () => {
  const [first, second] = [load(healthy), healthy({ endedAt: new Date(now().getTime() + 3_700_000) })];
  const one = await silent('uncounted', first);
  const two = await silent('uncounted', second);
  expect(two).toMatchObject({ actionRequired: true, incidentId: expect.any(String) as string });

  const run = await late(two, contradicting(second));
  expect(run).toMatchObject({
    counts: false,
    countsReason: expect.stringContaining('other thresholds') as string,
    verdict: 'passed',
    judgement: 2,
    actionRequired: false,
    actionRequiredReason: null,
  });
  expect(world.alerts('uncounted')).toEqual([
    `errored ${one.id}`,
    `actionRequired ${two.id}`,
    `corrected ${secondMessage(run)}`,
  ]);
  expect(slackTextOf('uncounted')).toContain('Until then this run counted as *errored*');
  expect(slackTextOf('uncounted')).toContain('It does not count any more: ');
  expect(slackTextOf('uncounted')).toContain('taken back');
  expect(await world.api().incidents({ test: 'uncounted' })).toEqual([
    expect.objectContaining({
      state: 'resolved',
      timeline: expect.arrayContaining([
        expect.objectContaining({ kind: 'takenBack', runId: run.id }),
        expect.objectContaining({
          kind: 'resolved',
          text: 'nothing but the silence of a run that does not count had opened it',
        }),
      ]) as unknown,
    }),
  ]);
  expect(await bannerTests()).not.toContain('uncounted');
  expect(resultPoints(run)).toEqual([
    [`result-judged-${run.id}`, 'confirmed'],
    [`result-uncounted-${run.id}-judgement2`, 'confirmed'],
  ]);
});

it('a run that turns out not to count neither resolves nor leaves an incident that a failure carries', async () => {
  const measured = load(healthy);
  const id = await world.announceOnly('uncounted-carried', measured);
  const failed = await world.report('uncounted-carried', load(endpointDown));
  aheadMs += 3_700_000;
  const closed = await world.api().waitForSettled(id);
  expect(closed.incidentId).toBe(failed.incidentId);
  // A report of a later start than the failure's end: had it counted, it would have resolved the incident.
  const run = await late(closed, contradicting(load(healthy)));
  expect(run).toMatchObject({ counts: false, incidentId: null });
  expect(slackTextOf('uncounted-carried')).toContain('The open incident stays as it is');
  expect(await world.api().incidents({ test: 'uncounted-carried', open: true })).toEqual([
    expect.objectContaining({ id: failed.incidentId, lastRunId: failed.id, state: 'actionRequired' }),
  ]);
  expect(await bannerTests()).toContain('uncounted-carried');
});
