import { and, eq, inArray, isNull } from 'drizzle-orm';
import { listIncidents } from '../incidents';
import { setSwitch } from '../remediation';
import { remediationMembers, remediations } from '../remediation/records/tables';
import { runs } from '../runs/tables';
import { describeOnEachDatabase } from '../testing/databases';
import fc from '../testing/seeded-fast-check';
import { createRedeployApprover } from './approve-redeploy';
import { verifyRemediations, type Verifying } from './stages/verify';
import { watchDeployments } from './stages/watch-deployments';
import { createVerification, madeDeployment, type Verification } from './testing/verification';

// Hundreds of transactions, each awaited by others.
jest.setTimeout(240_000);

/** What is remembered of the world, to see that nothing goes a way that it must not. */
interface Model {
  /** State of each incident when it was seen last. */
  readonly states: Map<string, string>;
  readonly ended: Set<string>;
  seen: { fixed: number; notFixed: number; unknown: number; approved: number };
}
interface Real {
  readonly world: Verification;
  readonly sidecars: readonly Verifying[];
  readonly approve: (incidentId: string) => Promise<boolean>;
  /** Runs everything that is scheduled, in an order by chance, until this has come to its end. */
  readonly wait: <T>(work: Promise<T>) => Promise<T>;
}
type Step = fc.AsyncCommand<Model, Real>;

/** Which states an incident may go to; the database refuses every other. */
const ways: Readonly<Record<string, readonly string[]>> = {
  diagnosing: ['remediating', 'actionRequired', 'resolved'],
  remediating: ['actionRequired', 'resolved'],
  actionRequired: ['resolved', 'closed'],
  resolved: [],
  closed: [],
};

/** A step with what must hold after it, whatever came before. */
const step = (name: string, run: (real: Real) => Promise<unknown>): Step => ({
  check: () => true,
  run: async (model, real) => {
    await run(real);
    await holds(model, real);
  },
  toString: () => name,
});

async function holds(model: Model, { world }: Real): Promise<void> {
  const { heart, projectId } = world;
  const all = (await listIncidents(heart.db, { test: heart.test }, 100)).map(({ incident }) => incident);
  for (const { id, state } of all) {
    const before = model.states.get(id);
    if (before !== undefined && before !== state) {
      expect([before, ways[before]]).toEqual([before, expect.arrayContaining([state])]);
    }
    model.states.set(id, state);
  }
  const open = all.filter(({ resolvedAt }) => resolvedAt === null);
  expect(open.length).toBeLessThanOrEqual(1);
  // It also comes on where a redeploy is not confirmed for minutes.
  const { banner } = await heart.standing();
  expect(banner || open.every(({ state }) => state !== 'actionRequired')).toBe(true);
  expect(banner && open.length === 0).toBe(false);

  const made = await heart.db.select().from(remediations).where(eq(remediations.projectId, projectId));
  expect(made.filter(({ closedAt }) => closedAt === null).length).toBeLessThanOrEqual(1);
  const members = await heart.db
    .select()
    .from(remediationMembers)
    .where(inArray(remediationMembers.remediationId, ['', ...made.map(({ id }) => id)]));
  for (const { id, closedAt, state } of made) {
    const isOver = members.every(({ remediationId, endedAt }) => remediationId !== id || endedAt !== null);
    expect([state, closedAt === null && isOver]).toEqual([state, false]);
    expect([state, closedAt !== null && state === 'fixed' && !isOver]).toEqual([state, false]);
  }
  for (const member of members) {
    const remediation = made.find(({ id }) => id === member.remediationId);
    const run = await heart.row(member.runId);
    if (run.autoFixApplied !== null) {
      expect(run.autoFixApplied.outcome).toBe(member.endedAt === null ? 'pending' : member.outcome);
    }
    if (member.outcome === 'fixed') {
      const liveAt = remediation?.liveAt ?? null;
      const since = liveAt?.getTime() ?? Infinity;
      const ofTest = await heart.db.select().from(runs).where(eq(runs.test, heart.test));
      const proof = ofTest.filter(
        ({ verdict, startedAt }) => verdict === 'passed' && (startedAt?.getTime() ?? 0) >= since
      );
      expect(proof).not.toEqual([]);
    }
    if (member.endedAt !== null && !model.ended.has(member.incidentId)) {
      model.ended.add(member.incidentId);
      const { outcome } = member;
      if (outcome === 'fixed' || outcome === 'notFixed' || outcome === 'unknown') {
        model.seen[outcome] += 1;
      }
    }
  }
  model.seen.approved += made.some(({ approvedBy }) => approvedBy !== null) ? 1 : 0;
  // Nobody is left without a word: what was diagnosed has been told, or its redeploy is on its way.
  const failed = (await heart.db.select().from(runs).where(eq(runs.test, heart.test))).filter(
    ({ verdict, diagnosisState }) => verdict === 'failed' && diagnosisState === 'done'
  );
  for (const { id, incidentId } of failed) {
    const isUnderWay = members.some((one) => one.incidentId === incidentId && one.toldAt === null);
    expect([id, isUnderWay || (await heart.alerts(id)).length > 0]).toEqual([id, true]);
  }
}

/** Of what is over, no target is kept waiting. */
async function nobodyWaitsForNothing({ heart, projectId }: Verification): Promise<void> {
  const waiting = await heart.db
    .select({ incidentId: remediationMembers.incidentId })
    .from(remediationMembers)
    .innerJoin(remediations, eq(remediations.id, remediationMembers.remediationId))
    .where(
      and(eq(remediations.projectId, projectId), eq(remediations.state, 'live'), isNull(remediationMembers.endedAt))
    );
  const open = await listIncidents(heart.db, { test: heart.test, open: true }, 10);
  expect(open.map(({ incident }) => incident.id)).toEqual(
    expect.arrayContaining(waiting.map(({ incidentId }) => incidentId))
  );
}

const verification = async ({ world }: Real) => {
  const ofTest = await world.heart.db.select().from(runs).where(eq(runs.test, world.heart.test));
  return ofTest.find(({ trigger, verdict }) => trigger === 'verification' && verdict === null)?.id;
};
const planned = async ({ world }: Real) => {
  const made = await world.heart.db.select().from(remediations).where(eq(remediations.projectId, world.projectId));
  return made.find(({ state, closedAt }) => state === 'planned' && closedAt === null);
};
const make = ({ vercel, projectId, deploymentCount }: Verification) => {
  const id = `${madeDeployment}${deploymentCount()}`;
  vercel.addDeployment({ id, projectId, target: 'production', readyState: 'BUILDING' });
  return id;
};

async function fail({ world }: Real): Promise<void> {
  const run = await world.fail(world.heart);
  world.catchUp();
  await world.heart.diagnose(run, 'autoFixable');
}

async function confirm(real: Real, kind: 'redeployed' | 'unknown' | 'notSent'): Promise<void> {
  const one = await planned(real);
  if (one !== undefined) {
    const end =
      kind === 'redeployed'
        ? { kind, deploymentId: make(real.world), deploymentUrl: null }
        : { kind, reason: 'so it was' };
    await real.world.heart.confirmed(one.runId, end);
  }
}

function goLive({ world }: Real, state: 'READY' | 'ERROR'): Promise<void> {
  const id = world.vercel.deployments.findLast(({ readyState }) => readyState === 'BUILDING')?.id;
  return Promise.resolve(id === undefined ? undefined : world.vercel.setState(id, state));
}

/** The whole way, which the steps seldom go in this order: a redeploy is live, and its verification run is queued. */
async function untilVerifying(real: Real): Promise<void> {
  await fail(real);
  await real.approve((await newestIncident(real)) ?? '').catch(() => undefined);
  await confirm(real, 'redeployed');
  await goLive(real, 'READY');
  await bothLook(real);
}

const newestIncident = async ({ world }: Real) =>
  (await listIncidents(world.heart.db, { test: world.heart.test }, 1))[0]?.incident.id;

async function bothLook({ world, sidecars, wait }: Real): Promise<void> {
  const look = async (sidecar: Verifying) => {
    await watchDeployments(sidecar);
    await verifyRemediations(sidecar);
  };
  await wait(Promise.all(sidecars.map(look)));
  await world.heart.lookAfterRedeploys();
  await nobodyWaitsForNothing(world);
}

const steps: ReadonlyArray<fc.Arbitrary<Step>> = [
  fc.constant(step('a run fails', fail)),
  fc.constant(step('a run passes', ({ world }) => world.heart.follow('passed').then(() => world.catchUp()))),
  fc.constant(step('a run tells nothing', ({ world }) => world.heart.follow('errored').then(() => world.catchUp()))),
  fc
    .constantFrom('redeployed' as const, 'unknown' as const, 'notSent' as const)
    .map((kind) => step(`Vercel: ${kind}`, (real) => confirm(real, kind))),
  fc
    .constantFrom('READY' as const, 'ERROR' as const)
    .map((state) => step(`the deployment is ${state}`, (real) => goLive(real, state))),
  fc.constant(
    step('somebody deploys', ({ world }) => {
      world.later(1);
      const { id } = world.vercel.addDeployment({
        projectId: world.projectId,
        target: 'production',
        readyState: 'READY',
      });
      return Promise.resolve(world.vercel.setProduction(world.projectId, id));
    })
  ),
  fc.constant(step('both sidecars look', bothLook)),
  ...[false, true].map((isLookedAt) =>
    fc.constantFrom('passed' as const, 'failed' as const, 'inconclusive' as const).map((verdict) =>
      step(`the verification has ${verdict}${isLookedAt ? ', and both look' : ''}`, async (real) => {
        const id = await verification(real);
        if (id !== undefined) {
          await real.world.ends(id, verdict);
          if (verdict === 'failed') {
            await real.world.heart.diagnose(id, 'autoFixable');
          }
          await (isLookedAt ? bothLook(real) : undefined);
        }
      })
    )
  ),
  fc.constant(
    step('a person approves', async (real) => {
      // What a rule refuses, it says.
      await real.approve((await newestIncident(real)) ?? 'none').catch(() => undefined);
    })
  ),
  fc
    .boolean()
    .map((off) =>
      step(`a person switches it ${off ? 'off' : 'on'}`, ({ world }) =>
        setSwitch(world.heart.db, { off, reason: 'trying', changedAt: world.now(), changedBy: 'ada' })
      )
    ),
  fc.constantFrom(30, 600, 3700, 86_400).map((seconds) =>
    step(`${seconds} s later`, async ({ world }) => {
      world.later(seconds);
      await world.heart.lookAfterRedeploys();
    })
  ),
];

describeOnEachDatabase('incident, remediation and its verification', (database) => {
  it('never go a way that they must not, whatever two sidecars, Vercel and people do in which order', async () => {
    const seen = { fixed: 0, notFixed: 0, unknown: 0, approved: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.constantFrom('auto' as const, 'approve' as const),
        fc.boolean(),
        fc.commands([...steps], { maxCommands: 25, size: 'max' }),
        async (scheduler, mode, beginsVerifying, commands) => {
          const world = await createVerification(database(), { mode });
          const { client } = world;
          const vercel = {
            getDeployment: scheduler.scheduleFunction(client.getDeployment),
            getProject: scheduler.scheduleFunction(client.getProject),
          };
          const sidecars = ['one', 'other'].map((owner) => ({ ...world.verifying, owner, vercel }));
          const approver = createRedeployApprover({
            ...world.heart.planning,
            db: database(),
            mode,
            vercelConfigured: true,
            allowedProjectIds: [world.projectId],
            maintenanceOf: () => null,
          });
          try {
            const real: Real = {
              world,
              sidecars,
              approve: (id) => approver.approve(id, 'ada'),
              wait: (work) => scheduler.waitFor(work),
            };
            if (beginsVerifying) {
              await untilVerifying(real);
            }
            const model: Model = { states: new Map(), ended: new Set(), seen };
            await fc.asyncModelRun(() => ({ model, real }), commands);
          } finally {
            await setSwitch(database(), { off: false, reason: 'over', changedAt: world.now(), changedBy: 'ada' });
            await world.close();
          }
        }
      ),
      { numRuns: process.env.TEST_FULL === 'true' ? 300 : 20 }
    );
    // The steps lead somewhere: each end was come to.
    expect(Object.entries(seen).filter(([, times]) => times === 0)).toEqual([]);
  });
});
