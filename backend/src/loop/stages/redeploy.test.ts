import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import { startFakeVercel, type FakeVercel } from '../../testing/fakes/vercel';
import type { Database } from '../../db';
import { createEffectWorker, effectsOfRun } from '../../effects';
import { effects } from '../../effects/tables';
import { createBreakers } from '../../lib/outbound/breaker';
import { findIncident, insertIncident } from '../../incidents';
import {
  createVercelClient,
  type OpenMaintenance,
  type RemediationMode,
  setSwitch,
  type VercelClient,
} from '../../remediation';
import { remediationSwitch } from '../../remediation/records/tables';
import { changeRun, findRun } from '../../runs';
import { describeOnEachDatabase } from '../../testing/databases';
import { storeRun } from '../../testing/run-rows';
import { requirePerson } from '../consequences/require-person';
import { escalateUndeliveredAlerts } from './late-alert';
import type { Planning } from '../consequences/plan';
import { planAlert } from '../consequences/slack-message';
import { planRedeploy } from './plan-redeploy';
import { vercelRedeploy } from './redeploy';

const now = new Date('2026-11-23T12:00:00Z');
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const planning: Planning = { now: () => now, runUrl: () => null, labelsOf: () => ({}), runAlerts: () => 'sidecar' };

describeOnEachDatabase('a planned redeploy', (database) => {
  let vercel: FakeVercel;
  let projectId: string;
  let maintenanceAt: (at: Date) => OpenMaintenance | null;
  /** What happens while Vercel is asked what is in production, before the POST. */
  let whileAsked: () => Promise<void>;
  beforeEach(async () => {
    maintenanceAt = () => null;
    whileAsked = () => Promise.resolve();
    projectId = `prj_${randomUUID()}`;
    vercel = await startFakeVercel({ projects: [{ id: projectId, name: 'shop' }] });
  });
  afterEach(async () => {
    await vercel.close();
    await database().delete(remediationSwitch);
  });

  /** A failed run that was diagnosed as auto-fixable, its incident, and the redeploy that was planned for it. */
  async function plannedRedeploy(endedAt = minutes(-1)) {
    const db = database();
    const test = `checkout-${randomUUID()}`;
    const target = `https://${test}.example/`;
    const incidentId = randomUUID();
    const runId = await storeRun(db, {
      test,
      target,
      trigger: 'manual',
      reporter: 'runner',
      status: 'judged',
      verdict: 'failed',
      endedAt,
      announcedAt: minutes(-5),
      incidentId,
    });
    const effectId = `redeploy-${incidentId}`;
    await db.transaction((tx) =>
      insertIncident(tx, {
        id: incidentId,
        test,
        environment: 'production',
        state: 'diagnosing',
        openedAt: minutes(-1),
        openedByRunId: runId,
        lastRunId: runId,
        lastFailureEndedAt: endedAt,
      })
    );
    const run = await findRun(db, runId);
    if (run === null) {
      throw new Error('the run was not stored');
    }
    const expectedDeploymentId = vercel.productionOf(projectId)?.id ?? '';
    await db.transaction((tx) =>
      planRedeploy(
        tx,
        planning,
        run,
        { id: incidentId },
        { projectId, teamId: null, expectedDeploymentId, signature: null }
      )
    );
    return { db, test, run, incidentId, effectId };
  }

  function worker(db: Database, mode: RemediationMode = 'auto', at = now) {
    const asked = createVercelClient({ token: vercel.token, apiUrl: vercel.url, now: () => now });
    const client: VercelClient = {
      ...asked,
      listDeployments: (query) => whileAsked().then(() => asked.listDeployments(query)),
    };
    return createEffectWorker({
      db,
      random: () => 0,
      onSettled: () => Promise.resolve(),
      followUpFailed: () => Promise.resolve(),
      kinds: [
        vercelRedeploy({
          ...planning,
          now: () => at,
          db,
          vercel: client,
          mode,
          allowedProjectIds: [projectId],
          maintenanceOf: (_test, at) => maintenanceAt(at),
          breakers: createBreakers(),
        }),
      ],
    });
  }

  /** Works on what is due (also of other tests in the same database) until this effect is settled. */
  async function work(db: Database, runId: string, effectId: string, mode: RemediationMode = 'auto') {
    for (let tries = 0; tries < 50; tries += 1) {
      // Nothing waits for its next try.
      await db
        .update(effects)
        .set({ nextAttemptAt: sql`now()` })
        .where(eq(effects.id, effectId));
      const worked = await worker(db, mode).workOnce();
      const effect = await settled(db, runId, effectId);
      if (effect !== undefined && effect.settledAt !== null) {
        return effect;
      }
      if (!worked) {
        // Due at the database's now(), rounded to the millisecond.
        await wait(1);
      }
    }
    throw new Error('the redeploy was not settled');
  }

  async function settled(db: Database, runId: string, effectId: string) {
    return (await effectsOfRun(db, runId)).find((effect) => effect.id === effectId);
  }

  it('is sent once and set on the run', async () => {
    const { db, run, effectId } = await plannedRedeploy();
    await work(db, run.id, effectId);
    expect(vercel.redeploys).toHaveLength(1);
    expect(await settled(db, run.id, effectId)).toMatchObject({ state: 'confirmed' });
    expect((await findRun(db, run.id))?.autoFixApplied).toMatchObject({ action: 'redeploy', outcome: 'pending' });
  });

  it('is not sent any more when the incident needs a person by now', async () => {
    const { db, run, incidentId, effectId } = await plannedRedeploy();
    await db.transaction((tx) =>
      requirePerson(tx, { id: incidentId, state: 'remediating' }, run.id, 'it failed again', now)
    );
    await work(db, run.id, effectId);
    expect(vercel.redeploys).toHaveLength(0);
    expect(await settled(db, run.id, effectId)).toMatchObject({ state: 'rejected', code: 'incidentMovedOn' });
  });

  it('is not sent any more when a newer run exists', async () => {
    const { db, test, run, effectId } = await plannedRedeploy();
    await storeRun(db, { test, announcedAt: minutes(-0.5) });
    await work(db, run.id, effectId);
    expect(vercel.redeploys).toHaveLength(0);
    expect(await settled(db, run.id, effectId)).toMatchObject({ state: 'rejected', code: 'notNewestRun' });
  });

  it('is not sent any more when the run is too old, and a person is told', async () => {
    const { db, run, incidentId, effectId } = await plannedRedeploy(minutes(-16));
    await work(db, run.id, effectId);
    expect(vercel.redeploys).toHaveLength(0);
    expect(await settled(db, run.id, effectId)).toMatchObject({ state: 'rejected', code: 'tooOld' });
    expect(await findIncident(db, incidentId)).toMatchObject({ state: 'actionRequired' });
    expect(await settled(db, run.id, `slack-actionRequired-${run.id}`)).toBeDefined();
  });

  it('is not sent any more when the mode was switched in the meantime', async () => {
    const { db, run, effectId } = await plannedRedeploy();
    await work(db, run.id, effectId, 'off');
    expect(vercel.redeploys).toHaveLength(0);
    expect(await settled(db, run.id, effectId)).toMatchObject({ state: 'rejected', code: 'modeChanged' });
  });

  const off = { off: true, reason: 'a release is under way', changedAt: minutes(-0.5), changedBy: 'alice' };
  const said = 'remediation is switched off (by alice, 2026-11-23 11:59 UTC: a release is under way)';

  it.each<readonly [string, (db: Database) => void | Promise<void>]>([
    ['after it was planned', (db) => setSwitch(db, off)],
    ['while Vercel is asked what is in production', (db) => void (whileAsked = () => setSwitch(db, off))],
  ])('is not sent any more when a person switches remediation off %s', async (_, switchOff) => {
    const { db, run, incidentId, effectId } = await plannedRedeploy();
    await switchOff(db);
    await work(db, run.id, effectId);
    expect(vercel.redeploys).toHaveLength(0);
    expect(await settled(db, run.id, effectId)).toMatchObject({ state: 'rejected', code: 'switchedOff' });
    expect(await findRun(db, run.id)).toMatchObject({
      redeployGuard: 'switchedOff',
      actionRequired: true,
      actionRequiredReason: `the redeploy was refused: ${said}`,
    });
    expect(await findIncident(db, incidentId)).toMatchObject({ state: 'actionRequired' });
  });

  it('is sent when remediation was switched on again', async () => {
    const { db, run, effectId } = await plannedRedeploy();
    await setSwitch(db, off);
    await setSwitch(db, { ...off, off: false });
    await work(db, run.id, effectId);
    expect(vercel.redeploys).toHaveLength(1);
  });

  it('is not sent while a maintenance window is open by now', async () => {
    const { db, run, effectId } = await plannedRedeploy();
    maintenanceAt = (at) => (at >= now ? { endsAt: minutes(20), reason: 'database upgrade' } : null);
    await work(db, run.id, effectId);
    expect(vercel.redeploys).toHaveLength(0);
    expect(await settled(db, run.id, effectId)).toMatchObject({
      state: 'rejected',
      code: 'maintenance',
      reason: 'nothing is redeployed during maintenance until 2026-11-23 12:20 UTC: database upgrade',
    });
  });

  describe('while another run is active on the target', () => {
    /** Works on the redeploy once, at this time. */
    async function tryAt(planned: Awaited<ReturnType<typeof plannedRedeploy>>, at: Date) {
      const { db, run, effectId } = planned;
      await db
        .update(effects)
        .set({ nextAttemptAt: sql`now()` })
        .where(eq(effects.id, effectId));
      // The time of the effect is rounded to the millisecond.
      await wait(2);
      await worker(db, 'auto', at).workOnce();
      return settled(db, run.id, effectId);
    }
    async function busy(status: 'running' | 'awaitingParts' = 'running') {
      const planned = await plannedRedeploy();
      const { host } = new URL(planned.run.target);
      const other = await storeRun(planned.db, { test: 'search', target: `https://${host}/search`, status });
      return { planned, other };
    }

    it.each(['running', 'awaitingParts'] as const)('(%s) it waits, and is sent when that ends', async (status) => {
      const { planned, other } = await busy(status);
      for (let minute = 0; minute < 10; minute += 1) {
        expect(await tryAt(planned, minutes(minute))).toMatchObject({
          state: 'planned',
          attempts: 0,
          code: 'activeRun',
          reason: `run ${other} of search is active on the target; the redeploy waits for its end`,
        });
      }
      expect(vercel.calls).toHaveLength(0);
      await changeRun(planned.db, other, { status: 'judging' });
      expect(await tryAt(planned, minutes(11))).toMatchObject({ state: 'confirmed', attempts: 1 });
      expect(vercel.redeploys).toHaveLength(1);
    });

    it('it is for a person once the failed run ended more than 15 minutes ago', async () => {
      const { planned, other } = await busy();
      expect(await tryAt(planned, minutes(14))).toMatchObject({ state: 'planned' });
      expect(await tryAt(planned, minutes(14.1))).toMatchObject({
        state: 'rejected',
        code: 'activeRun',
        reason: `run ${other} of search is active on the target, and was until the failed run had ended more than 15 minutes ago`,
      });
      expect(await findRun(planned.db, planned.run.id)).toMatchObject({
        actionRequired: true,
        redeployGuard: 'activeRun',
      });
    });

    it('a run on another target does not matter', async () => {
      const planned = await plannedRedeploy();
      await storeRun(planned.db, { test: 'search', target: 'https://other.example/' });
      expect(await tryAt(planned, now)).toMatchObject({ state: 'confirmed' });
    });
  });

  it('is for a person at once when Vercel asks to wait for hours', async () => {
    const { db, run, incidentId, effectId } = await plannedRedeploy();
    vercel.script({ do: 'rateLimit', retryAfterSeconds: 7200 });
    await work(db, run.id, effectId);
    expect(await settled(db, run.id, effectId)).toMatchObject({ state: 'rejected' });
    expect(await findIncident(db, incidentId)).toMatchObject({ state: 'actionRequired' });
  });

  it('is looked up when its reply was lost, and adopted, never made a second time', async () => {
    const { db, run, incidentId, effectId } = await plannedRedeploy();
    vercel.script({ do: 'actThenDrop', on: { method: 'POST' } });
    await work(db, run.id, effectId);
    expect(vercel.redeploys).toHaveLength(1);
    expect(await settled(db, run.id, effectId)).toMatchObject({ state: 'confirmed' });
    expect(await findIncident(db, incidentId)).toMatchObject({ state: 'remediating' });
    expect((await findRun(db, run.id))?.autoFixApplied).toMatchObject({ outcome: 'pending' });
  });

  it('is for a person when its reply was lost and Vercel lists none: nobody knows', async () => {
    const { db, run, incidentId, effectId } = await plannedRedeploy();
    vercel.script({ do: 'answer', status: 500, body: {}, on: { method: 'POST' } });
    await work(db, run.id, effectId);
    expect(vercel.calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(await settled(db, run.id, effectId)).toMatchObject({ state: 'unknown', code: 'notFound' });
    expect(await findIncident(db, incidentId)).toMatchObject({
      state: 'actionRequired',
      actionRequiredReason: expect.stringMatching(
        /^nobody knows whether the redeploy was made: .*lists no deployment of it/
      ),
    });
  });
});

describeOnEachDatabase('an "auto-fix applied" that Slack does not take', (database) => {
  it.each([
    [170, 'remediating'],
    [190, 'actionRequired'],
  ])('planned %i s ago leaves the incident %s', async (secondsAgo, state) => {
    const db = database();
    const incidentId = randomUUID();
    const test = `checkout-${randomUUID()}`;
    const runId = await storeRun(db, { test, status: 'judged', verdict: 'failed', incidentId });
    await db.transaction((tx) =>
      insertIncident(tx, {
        id: incidentId,
        test,
        environment: 'production',
        state: 'remediating',
        openedAt: now,
        openedByRunId: runId,
        lastRunId: runId,
        lastFailureEndedAt: now,
      })
    );
    const run = await findRun(db, runId);
    if (run === null) {
      throw new Error('the run was not stored');
    }
    const then = new Date(Date.now() - secondsAgo * 1000);
    await db.transaction((tx) =>
      planAlert(tx, { ...planning, now: () => then }, run, incidentId, { kind: 'autoFixApplied' })
    );
    await escalateUndeliveredAlerts({ ...planning, db });
    expect(await findIncident(db, incidentId)).toMatchObject({ state });
  });
});
