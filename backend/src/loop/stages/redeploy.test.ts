import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import { startFakeVercel, type FakeVercel } from '../../testing/fakes/vercel';
import type { Database } from '../../db';
import { createEffectWorker, effectsOfRun } from '../../effects';
import { effects } from '../../effects/tables';
import { createBreakers } from '../../lib/outbound/breaker';
import { findIncident, insertIncident } from '../../incidents';
import { createVercelClient, type RemediationMode } from '../../remediation';
import { findRun } from '../../runs';
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
  beforeEach(async () => {
    projectId = `prj_${randomUUID()}`;
    vercel = await startFakeVercel({ projects: [{ id: projectId, name: 'shop' }] });
  });
  afterEach(() => vercel.close());

  /** A failed run that was diagnosed as auto-fixable, its incident, and the redeploy that was planned for it. */
  async function plannedRedeploy(endedAt = minutes(-1)) {
    const db = database();
    const test = `checkout-${randomUUID()}`;
    const incidentId = randomUUID();
    const runId = await storeRun(db, {
      test,
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
      planRedeploy(tx, planning, run, { id: incidentId }, { projectId, teamId: null, expectedDeploymentId })
    );
    return { db, test, run, incidentId, effectId };
  }

  function worker(db: Database, mode: RemediationMode = 'auto') {
    const client = createVercelClient({ token: vercel.token, apiUrl: vercel.url, now: () => now });
    return createEffectWorker({
      db,
      random: () => 0,
      onSettled: () => Promise.resolve(),
      followUpFailed: () => Promise.resolve(),
      kinds: [
        vercelRedeploy({
          ...planning,
          db,
          vercel: client,
          mode,
          allowedProjectIds: [projectId],
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
