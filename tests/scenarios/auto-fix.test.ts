import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { databaseFile } from '../../backend/src/metrics/embedded/schema';
import type { RunDetail } from '../../src/api/request';
import { healthy, p95LimitMs, slowStart, virtualUsers } from './load';
import { liveDeploymentOf, projectOf, publicGrafana, startWorld, teamId, type World } from './world';

const test = 'checkout';
let world: World;
beforeAll(async () => {
  world = await startWorld({ tests: [test], answering: true });
});
afterAll(() => world.close());

describe('a slow start that recovers', () => {
  const load = slowStart();
  let run: RunDetail;
  let recovered: RunDetail;
  beforeAll(async () => {
    run = await world.run(test, load);
  });

  it('is failed, with the figures of k6 and of every sample in the store', () => {
    expect(run).toMatchObject({
      verdict: 'failed',
      counts: true,
      trigger: 'manual',
      ...load.figures,
      storeCheck: { kind: 'compared', missingRequests: 0, lost: { batches: 0, samples: 0, causes: [] } },
      thresholds: [
        expect.objectContaining({ metric: 'errorRate', ok: true }),
        expect.objectContaining({
          metric: 'p95ResponseTimeMs',
          ok: false,
          limit: p95LimitMs,
          value: load.figures.p95ResponseTimeMs,
        }),
      ],
      diagnosis: {
        classification: 'autoFixable',
        proposed: 'autoFixable',
        madeBy: { kind: 'haiku' },
        policy: { permitsRedeploy: true, rule: 'coldStartRecovered' },
      },
    });
  });

  it('makes exactly one call that changes something at Vercel: production of this project, built again', () => {
    const posts = world.vercel.calls.filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(1);
    expect(posts[0]).toMatchObject({
      path: '/v13/deployments',
      query: { forceNew: ['1'], teamId: [teamId] },
      credential: 'right',
      reply: 200,
    });
    expect(posts[0]?.body).toEqual({
      name: test,
      project: projectOf(test),
      deploymentId: liveDeploymentOf(test),
      target: 'production',
      meta: {
        action: 'redeploy',
        loadTest: test,
        loadTestRunId: run.id,
        loadTestEffectId: `redeploy-${run.incidentId ?? ''}`,
        loadTestSourceDeploymentId: liveDeploymentOf(test),
      },
    });
    expect(world.newDeployments(test)).toHaveLength(1);
  });

  it('tells Slack once, with the deployment and the figures, and shows no banner', async () => {
    expect(world.alerts(test)).toEqual([`autoFixApplied ${run.id}`]);
    const [message] = world.messages(test);
    const blocks = JSON.stringify(message?.blocks);
    expect(message).toMatchObject({ via: 'chat.postMessage', channel: world.slack.channel });
    expect(message?.text).toBe(
      `Auto-fix applied, verifying: ${test} failed on production with ${virtualUsers} virtual users: ` +
        'p95 2,000 ms (limit 500 ms, +300 %)'
    );
    expect(blocks).toContain(world.newDeployments(test)[0]?.id);
    expect(blocks).toContain(`<${publicGrafana}/a/blueclerk-loadtest-app/runs/${run.id}|Open the run>`);
    expect(blocks).toContain('*Diagnosis* (by claude-haiku-5-5');
    expect(await world.api().banner()).toEqual({
      version: 1,
      state: 'ok',
      since: null,
      unknownReason: null,
      staleAt: null,
      incidents: [],
    });
  });

  it('says on the record what was done, and leaves the outcome open until a new run passes', async () => {
    expect(run.autoFixApplied).toEqual({
      action: 'redeploy',
      deploymentId: world.newDeployments(test)[0]?.id,
      appliedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      outcome: 'pending',
    });
    expect(run).toMatchObject({ actionRequired: false, actionRequiredReason: null });
    const [incident] = await world.api().incidents({ test, open: true });
    expect(incident).toMatchObject({ state: 'remediating', openedByRunId: run.id });
    expect(incident?.timeline.map(({ kind }) => kind)).toEqual([
      'opened',
      'diagnosed',
      'redeployPlanned',
      'redeployed',
      'alertDelivered',
    ]);
  });

  it('lays one annotation over the dashboards, for the time of the run', () => {
    expect(world.grafana.annotations).toHaveLength(1);
    expect(world.grafana.annotations[0]).toMatchObject({
      time: Date.parse(run.startedAt ?? ''),
      timeEnd: Date.parse(run.endedAt ?? ''),
      text: expect.stringContaining('p95 2,000 ms (limit 500 ms, +300 %), 10 virtual users.'),
      tags: expect.arrayContaining(['loadtest', 'diagnosis', `run:${run.id}`, `test:${test}`]),
      dashboardUID: null,
    });
    expect(world.grafana.annotations[0]?.text).toContain(' Auto-fix applied: redeploy, not verified yet. ');
  });

  describe('and the run that verifies it passes', () => {
    beforeAll(async () => {
      recovered = await world.verification(test, healthy());
    });

    it('resolves the incident, tells Slack once more, and touches nothing else', async () => {
      expect(recovered).toMatchObject({
        trigger: 'verification',
        verdict: 'passed',
        incidentId: run.incidentId,
        actionRequired: false,
      });
      expect(world.alerts(test)).toEqual([`autoFixApplied ${run.id}`, `recovered ${recovered.id}`]);
      expect(await world.api().incidents({ open: true })).toEqual([]);
      expect(await world.api().incidents({ test })).toEqual([
        expect.objectContaining({ state: 'resolved', resolvedByRunId: recovered.id, openedByRunId: run.id }),
      ]);
      expect((await world.api().waitForSettled(run.id)).autoFixApplied).toEqual({
        ...run.autoFixApplied,
        outcome: 'fixed',
      });
      expect((await world.api().banner()).state).toBe('ok');
      expect(world.newDeployments(test)).toHaveLength(1);
      expect(world.grafana.annotations).toHaveLength(1);
    });

    it('lets a gate through for the passed run only', async () => {
      expect((await world.api().gate(recovered.id)).status).toBe(200);
      expect((await world.api().gate(run.id)).status).toBe(409);
    });

    it('passes again without a word', async () => {
      const again = await world.run(test, healthy());
      expect(again).toMatchObject({ verdict: 'passed', incidentId: null });
      expect(world.messages(test)).toHaveLength(2);
    });

    it('has left one point per run in the results, corrected by what came later', async () => {
      await world.sidecar().stop();
      const points = await resultPoints(join(world.dataDir, 'metrics', databaseFile));
      expect(points).toHaveLength(3);
      expect(points[0]).toMatchObject({
        runId: run.id,
        verdict: 'failed',
        failed: 1,
        passed: 0,
        autoFixApplied: 1,
        actionRequired: 0,
        p95ResponseTimeMs: load.figures.p95ResponseTimeMs,
        p95LimitMs,
        virtualUsers,
        diagnosis: run.diagnosis?.text,
      });
      expect(points[1]).toMatchObject({ runId: recovered.id, verdict: 'passed', passed: 1, failed: 0 });
    });
  });
});

async function resultPoints(file: string): Promise<Array<Record<string, unknown>>> {
  const instance = await DuckDBInstance.create(file);
  try {
    const connection = await instance.connect();
    const read = await connection.runAndReadAll('SELECT fields FROM results ORDER BY at_ms');
    connection.disconnectSync();
    return read.getRows().map(([fields]) => JSON.parse(String(fields)) as Record<string, unknown>);
  } finally {
    instance.closeSync();
  }
}
