import type { RunDetail } from '../../src/api/request';
import { endpointDown, healthy, virtualUsers } from './load';
import { publicGrafana, startWorld, type World } from './world';

const test = 'checkout';
let world: World;
beforeAll(async () => {
  world = await startWorld({ tests: [test, 'overlap'] });
});
afterAll(() => world.close());

const bannerAnswer = (headers: Record<string, string> = {}) =>
  world.api().request('GET', '/api/v1/banner', { key: 'banner', headers });

describe('an endpoint that is down', () => {
  let run: RunDetail;
  beforeAll(async () => {
    run = await world.run(test, endpointDown());
  });

  it('is diagnosed as nothing that a redeploy would mend', () => {
    expect(run).toMatchObject({
      verdict: 'failed',
      errorRate: 0.5,
      actionRequired: true,
      autoFixApplied: null,
      diagnosis: { classification: 'actionRequired', madeBy: { kind: 'haiku' } },
    });
    expect(run.diagnosis?.text.length).toBeLessThanOrEqual(600);
    expect(world.newDeployments(test)).toEqual([]);
    expect(world.vercel.redeploys).toEqual([]);
  });

  it('is told once, with everything a person needs', () => {
    expect(world.alerts(test)).toEqual([`actionRequired ${run.id}`]);
    const [message] = world.messages(test);
    const blocks = JSON.stringify(message?.blocks);
    expect(message?.text).toBe(
      `Action required: ${test} failed on production with ${virtualUsers} virtual users: error rate 50 % ` +
        '(300 of 600; limit 0 %)'
    );
    expect(blocks).toContain('*Virtual users*\\n10');
    expect(blocks.match(/300 of 600/g)).toHaveLength(1);
    expect(blocks).toContain('*p95 response time*\\n50 ms');
    expect(blocks).toContain('*Run date*\\n20');
    expect(blocks).toContain('answers HTTP 500 to every request.');
    expect(blocks).toContain('*A person is needed:*');
    expect(blocks).toContain(`<${publicGrafana}/a/blueclerk-loadtest-app/runs/${run.id}|Open the run>`);
  });

  it('is on the banner with diagnosis, figures, run date and link', async () => {
    expect(await world.api().banner()).toEqual({
      version: 1,
      state: 'action_required',
      since: expect.any(String),
      unknownReason: null,
      staleAt: null,
      incidents: [
        {
          incidentId: run.incidentId,
          test,
          environment: 'production',
          title: `Load test ${test} needs attention`,
          diagnosis: run.diagnosis?.text,
          reason: run.actionRequiredReason,
          verdict: 'failed',
          virtualUsers,
          p95ResponseTimeMs: 50,
          responseTimesMissing: null,
          errorRate: 0.5,
          runDate: run.startedAt,
          runId: run.id,
          runUrl: `${publicGrafana}/a/blueclerk-loadtest-app/runs/${run.id}`,
          since: expect.any(String),
        },
      ],
    });
  });

  it('answers 304 for as long as nothing changes, and 200 when something does', async () => {
    const first = await bannerAnswer();
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(await bannerAnswer({ 'if-none-match': etag })).toMatchObject({ status: 304, body: null });
    expect((await bannerAnswer({ 'if-none-match': `"another", W/${etag}` })).status).toBe(304);

    const passed = await world.run(test, healthy());
    const after = await bannerAnswer({ 'if-none-match': etag });
    expect(after).toMatchObject({ status: 200, body: { state: 'ok', incidents: [] } });
    expect(after.headers.get('etag')).not.toBe(etag);
    expect(world.alerts(test)).toEqual([`actionRequired ${run.id}`, `recovered ${passed.id}`]);
  });

  it('shows both runs to the health page, newest first', async () => {
    const { results } = await world.api().call('banner', 'getBannerResults');
    expect(results).toEqual([
      expect.objectContaining({ test, verdict: 'passed', actionRequired: false }),
      expect.objectContaining({
        runId: run.id,
        verdict: 'failed',
        durationSeconds: 60,
        virtualUsers,
        avgResponseTimeMs: 50,
        p95ResponseTimeMs: 50,
        responseTimesMissing: null,
        errorRate: 0.5,
        actionRequired: true,
        autoFixApplied: null,
        diagnosis: run.diagnosis?.text,
        runUrl: `${publicGrafana}/a/blueclerk-loadtest-app/runs/${run.id}`,
      }),
    ]);
  });

  it('keeps the banner from everybody without its key', async () => {
    expect((await world.api().request('GET', '/api/v1/banner', { key: 'ingest' })).status).toBe(403);
  });
});

it('is not cleared by a passed run that started before the failure ended', async () => {
  const now = Date.now();
  const failed = await world.report('overlap', endpointDown({ endedAt: new Date(now - 90_000) }));
  const early = await world.report('overlap', healthy({ endedAt: new Date(now - 45_000) }));
  expect(Date.parse(early.startedAt ?? '')).toBeLessThan(Date.parse(failed.endedAt ?? ''));
  expect(early).toMatchObject({ verdict: 'passed', incidentId: null });
  expect(world.alerts('overlap')).toEqual([`actionRequired ${failed.id}`]);
  expect((await world.api().banner()).incidents).toEqual([expect.objectContaining({ runId: failed.id })]);

  const later = await world.report('overlap', healthy());
  expect(later).toMatchObject({ verdict: 'passed', incidentId: failed.incidentId });
  expect(world.alerts('overlap')).toEqual([`actionRequired ${failed.id}`, `recovered ${later.id}`]);
  expect((await world.api().banner()).state).toBe('ok');
});
