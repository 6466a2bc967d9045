import { pino } from 'pino';
import { createBannerSource } from '../banner';
import { incidents } from '../incidents/tables';
import { diagnosisOf } from '../loop/testing/diagnosis-of';
import { remediations } from '../remediation/records/tables';
import { runs } from '../runs/tables';
import { insertIncident, moveIncident } from '../incidents';
import { describeOnEachDatabase } from '../testing/databases';
import { effectsOfRun } from '../effects';
import { effects } from '../effects/tables';
import { createPersonTeller, createRedeployApprover } from '../loop';
import { bearer, testHttp, type TestHttp } from '../testing/http-app';
import { storeRun } from '../testing/run-rows';
import { incidentRoutes } from './incidents';

const openedAt = new Date('2025-11-23T12:00:00.000Z');
const acknowledgedAt = new Date('2025-11-23T12:07:00.000Z');

const theIncident = {
  id: 'i-1',
  test: 'checkout',
  environment: 'production',
  state: 'actionRequired' as const,
  openedAt,
  openedByRunId: 'run-1',
  lastRunId: 'run-1',
  lastFailureEndedAt: openedAt,
  actionRequiredSince: openedAt,
};
const planning = {
  now: () => acknowledgedAt,
  runUrl: () => null,
  labelsOf: () => ({}),
  runAlerts: () => 'sidecar' as const,
};
const deciding = {
  mode: 'approve' as const,
  vercelConfigured: true,
  allowedProjectIds: ['prj_shop'],
  maintenanceOf: () => null,
};

describeOnEachDatabase('the routes of incidents', (db) => {
  let http: TestHttp;
  let changes = 0;
  beforeAll(async () => {
    http = await testHttp();
    await http.app.register(incidentRoutes, {
      db: db(),
      now: () => acknowledgedAt,
      teller: createPersonTeller(planning),
      approver: createRedeployApprover({ ...planning, db: db(), ...deciding }),
      onChange: async () => void (changes += 1),
    });
  });
  afterAll(() => http.app.close());
  beforeEach(async () => {
    changes = 0;
    await db().delete(incidents);
    await db().transaction((tx) => insertIncident(tx, theIncident));
  });

  const get = (path: string, scope = 'read') =>
    http.app.inject({ url: `/api/v1/incidents${path}`, headers: bearer(scope) });

  describe('POST /api/v1/incidents/{id}/approve and /reject', () => {
    const post = (path: string, body: object, scope = 'operate') =>
      http.app.inject({ method: 'POST', url: `/api/v1/incidents${path}`, headers: bearer(scope), payload: body });
    const failedRun = (given: Parameters<typeof storeRun>[1] = {}) =>
      storeRun(db(), {
        id: 'run-1',
        status: 'judged',
        verdict: 'failed',
        trigger: 'schedule',
        judgement: 1,
        startedAt: openedAt,
        announcedAt: openedAt,
        endedAt: openedAt,
        diagnosis: diagnosisOf('autoFixable', openedAt),
        remediation: { vercel: { projectId: 'prj_shop', teamId: null, triggers: ['schedule'] } },
        productionDeployment: { id: 'dpl_live', createdAt: null, sha: null },
        ...given,
      });
    beforeEach(async () => {
      await db().delete(remediations);
      await db().delete(effects);
      await db().delete(runs);
    });

    it('plans the one redeploy of an auto-fixable failure, says who approved it, and leaves the banner on', async () => {
      await failedRun();
      expect((await get('/i-1')).json()).toMatchObject({ redeploy: { canBeApproved: true, state: null } });
      const reply = await post('/i-1/approve', {});
      expect(reply.statusCode).toBe(200);
      expect(reply.json()).toMatchObject({
        state: 'actionRequired',
        actionRequiredReason: expect.stringMatching(/^a redeploy was approved by .+ and is under way$/),
        redeploy: { canBeApproved: false, approvedBy: expect.any(String), state: 'planned' },
        timeline: [
          { kind: 'opened' },
          { kind: 'redeployApproved', actor: expect.any(String) },
          { kind: 'redeployPlanned' },
        ],
      });
      expect((await effectsOfRun(db(), 'run-1')).map(({ id }) => id)).toContain('redeploy-i-1');
      expect(changes).toBe(1);
      const again = await post('/i-1/approve', {});
      expect([again.statusCode, again.json<{ detail: string }>().detail]).toEqual([
        409,
        'No redeploy: the incident has had its one redeploy.',
      ]);
      expect((await post('/i-1/reject', { reason: 'too late' })).statusCode).toBe(409);
    });

    it.each<[string, Parameters<typeof storeRun>[1], RegExp]>([
      ['is not auto-fixable', { diagnosis: diagnosisOf('actionRequired', openedAt) }, /no rule permits a redeploy/],
      [
        'is of a project that is not allowed',
        { remediation: { vercel: { projectId: 'prj_x', teamId: null, triggers: ['schedule'] } } },
        /prj_x is not in/,
      ],
      ['has no project', { remediation: { vercel: null } }, /no remediation\.vercel/],
      ['is not diagnosed yet', { diagnosis: null }, /not diagnosed yet/],
      ['is a day old', { endedAt: new Date(openedAt.getTime() - 24 * 3_600_000) }, /more than 24 hours ago/],
    ])('refuses, with the rule, a failure that %s', async (_what, given, detail) => {
      await failedRun(given);
      const reply = await post('/i-1/approve', {});
      expect([reply.statusCode, reply.json<{ detail: string }>().detail]).toEqual([409, expect.stringMatching(detail)]);
      expect((await effectsOfRun(db(), 'run-1')).filter(({ kind }) => kind === 'vercelRedeploy')).toEqual([]);
      expect(changes).toBe(0);
    });

    it('approves nothing that somebody has rejected, and rejects once', async () => {
      await failedRun();
      const reply = await post('/i-1/reject', { reason: ' The provider is down. ' });
      expect(reply.json()).toMatchObject({
        state: 'actionRequired',
        redeploy: { canBeApproved: false, rejectedBy: expect.any(String) },
        timeline: [{}, { kind: 'redeployRejected', text: 'no redeploy, a person decided: The provider is down.' }],
      });
      expect((await post('/i-1/reject', { reason: 'again' })).json<{ timeline: object[] }>().timeline).toHaveLength(2);
      const approval = await post('/i-1/approve', {});
      expect([approval.statusCode, approval.json<{ detail: string }>().detail]).toEqual([
        409,
        expect.stringMatching(/has decided that it is not redeployed/),
      ]);
      expect((await post('/i-1/reject', { reason: 'x' })).statusCode).toBe(400);
    });

    it('is for operators, and for incidents that are there and open', async () => {
      await failedRun();
      for (const [act, body] of [
        ['approve', {}],
        ['reject', { reason: 'because' }],
      ] as const) {
        expect((await post(`/i-1/${act}`, body, 'read')).statusCode).toBe(403);
        expect((await post(`/none/${act}`, body)).statusCode).toBe(404);
      }
      const over = { state: 'resolved' as const, resolvedAt: openedAt };
      await db().transaction((tx) =>
        moveIncident(tx, 'i-1', { kind: 'resolved', at: openedAt, text: 'over', runId: null }, over)
      );
      expect((await post('/i-1/approve', {})).statusCode).toBe(409);
      expect((await post('/i-1/reject', { reason: 'because' })).statusCode).toBe(409);
    });
  });

  describe('GET /api/v1/incidents/{id}', () => {
    it('answers the incident as the list has it', async () => {
      const reply = await get('/i-1');
      expect(reply.json()).toMatchObject({ id: 'i-1', state: 'actionRequired', timeline: [{ kind: 'opened' }] });
      expect((await get('')).json()).toEqual({ incidents: [reply.json()] });
    });

    it('answers 404 for one that does not exist, and 403 without the scope read', async () => {
      expect((await get('/i-2')).json()).toMatchObject({ status: 404, detail: 'There is no incident "i-2".' });
      expect((await get('/i-1', 'banner')).statusCode).toBe(403);
    });
  });

  describe('POST /api/v1/incidents/{id}/acknowledge', () => {
    const acknowledge = (body: object, { id = 'i-1', scope = 'operate' } = {}) =>
      http.app.inject({ method: 'POST', url: `/api/v1/incidents/${id}/acknowledge`, headers: bearer(scope), body });

    it('notes who has seen it, when, and what they said', async () => {
      expect((await get('/i-1')).json()).toMatchObject({ acknowledgedAt: null, acknowledgedBy: null });
      const reply = await acknowledge({ comment: ' looking at the pool size ' });
      expect(reply.statusCode).toBe(200);
      expect(reply.json()).toMatchObject({
        acknowledgedAt: acknowledgedAt.toISOString(),
        acknowledgedBy: 'key the operate key',
        timeline: [
          { kind: 'opened' },
          {
            kind: 'acknowledged',
            at: acknowledgedAt.toISOString(),
            actor: 'key the operate key',
            text: 'seen by a person: looking at the pool size',
          },
        ],
      });
      expect((await get('/i-1')).json()).toEqual(reply.json());
      expect(changes).toBe(1);
    });

    it('adds nothing the second time, nor when two do it at once', async () => {
      const [first, second] = await Promise.all([acknowledge({ comment: 'me' }), acknowledge({})]);
      expect([first.statusCode, second.statusCode]).toEqual([200, 200]);
      const third = await acknowledge({ comment: 'and again' });
      expect(third.json()).toEqual((await get('/i-1')).json());
      expect(third.json().timeline).toHaveLength(2);
      expect(changes).toBe(1);
    });

    it('changes neither the state nor the banner', async () => {
      await db().delete(runs);
      await storeRun(db(), { id: 'run-1', status: 'judged', verdict: 'failed', incidentId: 'i-1' });
      const banner = createBannerSource({
        catalogue: () => ({ tests: new Map() }),
        db: db(),
        now: () => acknowledgedAt,
        runUrl: () => null,
        diagnosisDeadlineSeconds: 60,
        logger: pino({ level: 'silent' }),
      });
      await banner.refresh();
      const before = banner.current().body;
      expect((await acknowledge({})).json()).toMatchObject({ state: 'actionRequired', resolvedAt: null });
      await banner.refresh();
      expect(banner.current().body).toBe(before);
      expect(banner.current().state).toBe('action_required');
    });

    it('is refused once the incident has ended', async () => {
      const resolved = { state: 'resolved', resolvedAt: openedAt, resolvedByRunId: 'run-2' } as const;
      const event = { kind: 'resolved', at: openedAt, text: 'passed', runId: 'run-2' } as const;
      await db().transaction((tx) => moveIncident(tx, 'i-1', event, resolved));
      expect((await acknowledge({})).json()).toMatchObject({
        status: 409,
        detail: 'Incident "i-1" ended at 2025-11-23T12:00:00.000Z: there is nothing left to acknowledge.',
      });
      expect((await get('/i-1')).json()).toMatchObject({ acknowledgedAt: null });
    });

    it('keeps what was acknowledged before the incident ended', async () => {
      await acknowledge({});
      const resolved = { state: 'resolved', resolvedAt: openedAt, resolvedByRunId: 'run-2' } as const;
      const event = { kind: 'resolved', at: openedAt, text: 'passed', runId: 'run-2' } as const;
      await db().transaction((tx) => moveIncident(tx, 'i-1', event, resolved));
      expect((await acknowledge({})).statusCode).toBe(409);
      expect((await get('/i-1')).json()).toMatchObject({ acknowledgedBy: 'key the operate key' });
    });

    it('answers 404 for no incident, 400 for a comment that is too long, 403 for a key that may only read', async () => {
      expect((await acknowledge({}, { id: 'i-2' })).statusCode).toBe(404);
      expect((await acknowledge({ comment: 'x'.repeat(501) })).statusCode).toBe(400);
      expect((await acknowledge({}, { scope: 'read' })).statusCode).toBe(403);
    });
  });

  describe('POST /api/v1/incidents/{id}/close', () => {
    const close = (body: object, { id = 'i-1', scope = 'operate' } = {}) =>
      http.app.inject({ method: 'POST', url: `/api/v1/incidents/${id}/close`, headers: bearer(scope), body });
    const moveTo = (state: 'remediating' | 'actionRequired') => db().update(incidents).set({ state });

    it('ends it with who did it and why, and the banner is gone', async () => {
      await db().delete(runs);
      await storeRun(db(), { id: 'run-1' });
      const source = createBannerSource({
        db: db(),
        now: () => acknowledgedAt,
        catalogue: () => ({ tests: new Map() }),
        runUrl: () => null,
        diagnosisDeadlineSeconds: 60,
        logger: pino({ level: 'silent' }),
      });
      await source.refresh();
      expect(source.current().state).toBe('action_required');
      const reply = await close({ reason: ' the load test is gone ' });
      expect(reply.json()).toMatchObject({
        state: 'closed',
        resolvedAt: acknowledgedAt.toISOString(),
        resolvedByRunId: null,
        timeline: [
          { kind: 'opened' },
          { kind: 'closed', actor: 'key the operate key', text: 'closed by a person: the load test is gone' },
        ],
      });
      expect(changes).toBe(1);
      await source.refresh();
      expect(source.current().state).not.toBe('action_required');
      expect((await get('?open=true')).json()).toEqual({ incidents: [] });
    });

    it('tells Slack once who closed it and why', async () => {
      await db().delete(effects);
      await db().delete(runs);
      await storeRun(db(), { id: 'run-1' });
      await close({ reason: 'the load test is gone' });
      await close({ reason: 'again' });
      const told = (await effectsOfRun(db(), 'run-1')).filter(({ kind }) => kind === 'slackMessage');
      expect(told.map(({ id, payload }) => [id, payload])).toEqual([
        [
          'slack-closed-run-1',
          expect.objectContaining({ person: { by: 'key the operate key', said: 'the load test is gone' } }),
        ],
      ]);
    });

    it('needs the scope operate and a reason', async () => {
      expect((await close({ reason: 'why' }, { scope: 'read' })).statusCode).toBe(403);
      for (const body of [{}, { reason: '  ' }, { reason: 'x'.repeat(501) }]) {
        expect((await close(body)).statusCode).toBe(400);
      }
      expect((await get('/i-1')).json()).toMatchObject({ state: 'actionRequired' });
    });

    it('is refused while the sidecar is busy with it, and where it has ended', async () => {
      // The database lets none go back.
      await expect(moveTo('remediating')).rejects.toThrow();
      await db().delete(incidents);
      await db().transaction((tx) => insertIncident(tx, { ...theIncident, state: 'diagnosing' }));
      expect((await close({ reason: 'why' })).json()).toMatchObject({
        status: 409,
        detail: expect.stringMatching(/its diagnosis is being made/),
      });
      await moveTo('remediating');
      expect((await close({ reason: 'why' })).json()).toMatchObject({ detail: expect.stringMatching(/its redeploy/) });
      await moveTo('actionRequired');
      expect((await close({ reason: 'why' })).statusCode).toBe(200);
      expect((await close({ reason: 'why' })).json()).toMatchObject({
        status: 409,
        detail: expect.stringMatching(/there is nothing left to close/),
      });
      expect((await close({ reason: 'why' }, { id: 'i-2' })).statusCode).toBe(404);
      expect(changes).toBe(1);
    });
  });
});
