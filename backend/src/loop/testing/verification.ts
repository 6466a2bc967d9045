import { randomUUID } from 'node:crypto';
import { and, eq, isNull, ne } from 'drizzle-orm';
import type { Database } from '../../db';
import type { LoadTest } from '../../model/load-test';
import { createVercelClient, type RemediationMode } from '../../remediation';
import { remediations } from '../../remediation/records/tables';
import type { Probe } from '../../runner';
import { findRun } from '../../runs';
import { startFakeVercel } from '../../testing/fakes/vercel';
import { aLoadTest } from '../../testing/load-test';
import { followVerdict } from '../stages/follow-verdict';
import { verifyRemediations, type Verifying } from '../stages/verify';
import { watchDeployments } from '../stages/watch-deployments';
import { createHeart, type Heart } from './heart';

export const madeDeployment = 'dpl_new';

/**
 * A project at a fake Vercel whose load tests have failed and been redeployed as `dpl_new`, which is still built; sidecars
 * that verify it; and a target that answers as it is told to.
 */
export async function createVerification(
  db: Database,
  { tests = 1, mode = 'auto' }: { readonly tests?: number; readonly mode?: RemediationMode } = {}
) {
  const projectId = `prj_${randomUUID()}`;
  let at = Date.parse('2026-11-23T12:00:00.000Z');
  const now = () => new Date(at);
  const vercel = await startFakeVercel({
    projects: [{ id: projectId, name: 'shop', productionDeployment: { id: 'dpl_live' } }],
    now,
  });
  const client = createVercelClient({ token: vercel.token, apiUrl: vercel.url, now });
  const loadTests = Array.from({ length: tests }, () => {
    const name = `checkout-${randomUUID().slice(0, 8)}`;
    return aLoadTest({ name, target: `https://${name}.example/`, scriptHash: 'a'.repeat(64) });
  });
  const catalogue = new Map(loadTests.map((test) => [test.name, test]));
  const hearts = loadTests.map((loadTest) => createHeart(db, { projectId, loadTest, mode }));
  const [heart] = hearts;
  if (heart === undefined) {
    throw new Error('there is no load test');
  }
  let answers: Awaited<ReturnType<Probe>> = { status: 200, ms: 20 };
  const handed: string[] = [];
  const verifying: Verifying = {
    ...heart.planning,
    db,
    now,
    owner: 'sidecar',
    profileOf: () => Promise.resolve({ kind: 'unknown', problem: 'there is no k6' }),
    enqueue: (run) => void handed.push(run.id),
    testOf: (name) => catalogue.get(name),
    vercel: client,
    probe: () => Promise.resolve(answers),
  };
  // Redeploys of other tests in the same database are not looked at.
  await db
    .update(remediations)
    .set({ closedAt: now() })
    .where(and(isNull(remediations.closedAt), ne(remediations.projectId, projectId)));

  const setTime = (ms: number) => {
    at = ms;
    hearts.forEach((each) => each.set(now()));
  };
  const world = {
    heart,
    hearts,
    vercel,
    client,
    projectId,
    /** How many there are by now, for names. */
    deploymentCount: () => vercel.deployments.length,
    /** The clock goes on to where the runs of the load tests have taken it. */
    catchUp: () => setTime(Math.max(at, ...hearts.map((each) => each.now().getTime())) + 1000),
    verifying,
    now,
    later: (seconds: number) => setTime(at + seconds * 1000),
    targetAnswers: (answer: typeof answers) => void (answers = answer),
    changeTest: (name: string, change: Partial<LoadTest> | null) => {
      const test = catalogue.get(name);
      if (test === undefined || change === null) {
        catalogue.delete(name);
      } else {
        catalogue.set(name, { ...test, ...change });
      }
    },

    /** The load test fails. @returns the id of the run. */
    fail: (of: Heart) =>
      of.follow('failed', {
        target: catalogue.get(of.test)?.target ?? '',
        scriptHash: 'a'.repeat(64),
        p95ResponseTimeMs: 900,
        errorRate: 0,
      }),

    /** Every load test has failed, and Vercel has confirmed the redeploy. @returns ids of the failed runs. */
    async failAndRedeploy(): Promise<string[]> {
      const failed: string[] = [];
      for (const each of hearts) {
        failed.push(await world.fail(each));
      }
      world.catchUp();
      for (const [index, each] of hearts.entries()) {
        await each.diagnose(failed[index] ?? '', 'autoFixable');
        // Each joins the redeploy later than the one before.
        world.later(1);
      }
      vercel.addDeployment({ id: madeDeployment, projectId, target: 'production', readyState: 'BUILDING' });
      await heart.confirmed(failed[0] ?? '');
      for (const each of hearts) {
        await each.lookAfterRedeploys();
      }
      world.later(1);
      return failed;
    },

    /** What the two stages do, once. */
    async look(): Promise<void> {
      await watchDeployments({ ...verifying, vercel: client });
      await verifyRemediations(verifying);
    },
    /** Again and again, a second after the other. */
    async lookFor(seconds: number): Promise<void> {
      for (let second = 0; second < seconds; second += 1) {
        world.later(1);
        await world.look();
      }
    },
    /** Ids of the runs that were handed to the runner since the last time. */
    handed: () => handed.splice(0),

    /** The verification run ends like this. */
    async ends(id: string, verdict: 'passed' | 'failed' | 'inconclusive' | 'errored', stoppedByPerson = false) {
      const of = hearts.find((each) => id.startsWith(each.test)) ?? heart;
      const startedAt = now();
      world.later(60);
      await of.change(id, {
        status: 'judged',
        startedAt,
        endedAt: now(),
        judgedAt: now(),
        judgement: 1,
        verdict,
        reasons: [
          stoppedByPerson
            ? { code: 'stoppedByPerson', text: 'stopped by a person' }
            : { code: 'withinLimits', text: `it was ${verdict}` },
        ],
        thresholds: [],
        p95ResponseTimeMs: 50,
        errorRate: 0,
        diagnosisState: verdict === 'failed' ? 'pending' : 'notNeeded',
        productionDeployment: { id: vercel.productionOf(projectId)?.id ?? '', createdAt: null, sha: null },
      });
      const run = await of.row(id);
      const exit = { exitCode: 105, signal: null, stoppedByPerson, startedAt: null, endedAt: null, exceeded: null };
      const report = { instance: '0', summary: null, exit, uncaughtExceptions: null, generator: null };
      await db.transaction((tx) => followVerdict(tx, heart.planning, run, stoppedByPerson ? [report] : []));
    },
    remediation: async () => {
      const [row] = await db.select().from(remediations).where(eq(remediations.projectId, projectId));
      if (row === undefined) {
        throw new Error('nothing was redeployed');
      }
      return row;
    },
    outcomeOf: async (run: string) => (await findRun(db, run))?.autoFixApplied?.outcome,
    close: () => vercel.close(),
  };
  return world;
}

export type Verification = Awaited<ReturnType<typeof createVerification>>;
