import { incidents } from '../incidents/tables';
import { insertIncident } from '../incidents';
import { describeOnEachDatabase } from '../testing/databases';
import { bearer, testHttp, type TestHttp } from '../testing/http-app';
import { incidentRoutes } from './incidents';

const openedAt = new Date('2025-11-23T12:00:00.000Z');

describeOnEachDatabase('the routes of incidents', (db) => {
  let http: TestHttp;
  beforeAll(async () => {
    http = await testHttp();
    await http.app.register(incidentRoutes, { db: db() });
  });
  afterAll(() => http.app.close());
  beforeEach(async () => {
    await db().delete(incidents);
    await db().transaction((tx) =>
      insertIncident(tx, {
        id: 'i-1',
        test: 'checkout',
        environment: 'production',
        state: 'actionRequired',
        openedAt,
        openedByRunId: 'run-1',
        lastRunId: 'run-1',
        lastFailureEndedAt: openedAt,
        actionRequiredSince: openedAt,
      })
    );
  });

  const get = (path: string, scope = 'read') =>
    http.app.inject({ url: `/api/v1/incidents${path}`, headers: bearer(scope) });

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
});
