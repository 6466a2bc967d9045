import { and, desc, eq, inArray, lt, lte, ne, sql } from 'drizzle-orm';
import { inTransaction, type Database, type Tx } from '../db';
import { contentHash } from '../lib/content-hash';
import { runIdSchema } from '../model/protocol';
import { firstOnTarget } from './repository';
import { deploymentEvents, runs } from './tables';

/** What a deployment leads to for one load test. */
export type DeploymentEventRow = typeof deploymentEvents.$inferSelect;
export type NewDeploymentEvent = Pick<
  DeploymentEventRow,
  'test' | 'deploymentId' | 'deployment' | 'projectId' | 'deployedAt' | 'receivedAt'
>;
type Change = Partial<Omit<DeploymentEventRow, 'test' | 'deploymentId'>>;

/** How long a look may take before another sidecar looks again, in ms. */
const leaseMs = 60_000;
/** Ends are kept this long for people to look at, and so that no event starts a second run. */
const keptMs = 90 * 24 * 60 * 60 * 1000;

/** A deployment about which nothing is known yet. */
export const waitingAnew = {
  state: 'waiting',
  code: null,
  reason: null,
  readiness: null,
  startBy: null,
  decidedAt: null,
} as const satisfies Change;

/** Locks the deployments of a load test until the transaction ends, so that they come one after the other. */
export async function lockDeployments(tx: Tx, test: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('deployments'), hashtext(${test}))`);
}

/**
 * Writes that a deployment waits to start its load test, once: the deployments of the test have been locked.
 *
 * @returns the row that was there before; null: it is new.
 */
export async function insertDeploymentEvent(tx: Tx, event: NewDeploymentEvent): Promise<DeploymentEventRow | null> {
  const { test, deploymentId, receivedAt } = event;
  const old = new Date(receivedAt.getTime() - keptMs);
  await tx
    .delete(deploymentEvents)
    .where(
      and(eq(deploymentEvents.test, test), ne(deploymentEvents.state, 'waiting'), lt(deploymentEvents.receivedAt, old))
    );
  const row = {
    ...event,
    runId: runIdOfDeployment(test, deploymentId),
    state: 'waiting',
    lookAfter: receivedAt,
  } as const;
  const inserted = await tx.insert(deploymentEvents).values(row).onConflictDoNothing().returning();
  return inserted.length > 0 ? null : lockDeploymentEvent(tx, test, deploymentId);
}

/** The newest deployment of the load test that is not dropped, beside this one. */
export async function newestDeployment(tx: Tx, test: string, beside: string): Promise<DeploymentEventRow | null> {
  const [row] = await tx
    .select()
    .from(deploymentEvents)
    .where(
      and(
        eq(deploymentEvents.test, test),
        ne(deploymentEvents.deploymentId, beside),
        ne(deploymentEvents.state, 'dropped')
      )
    )
    .orderBy(desc(deploymentEvents.deployedAt), desc(deploymentEvents.deploymentId))
    .limit(1);
  return row ?? null;
}

/** Drops every deployment of the load test that still waits, beside this one. */
export async function dropWaiting(
  tx: Tx,
  test: string,
  beside: string,
  why: { readonly code: string; readonly reason: string; readonly decidedAt: Date }
): Promise<void> {
  await tx
    .update(deploymentEvents)
    .set({ state: 'dropped', ...why })
    .where(
      and(
        eq(deploymentEvents.test, test),
        ne(deploymentEvents.deploymentId, beside),
        eq(deploymentEvents.state, 'waiting')
      )
    );
}

/**
 * Takes back every run of an earlier deployment of the load test that is queued and has not had its turn: it would test
 * what is not there any more. Its runner finds it gone when it asks.
 */
export async function withdrawQueued(
  tx: Tx,
  test: string,
  beside: string,
  why: { readonly code: string; readonly reason: string; readonly decidedAt: Date }
): Promise<void> {
  const started = await tx
    .select({ deploymentId: deploymentEvents.deploymentId, runId: runs.id })
    .from(deploymentEvents)
    .innerJoin(runs, eq(runs.id, deploymentEvents.runId))
    .where(
      and(
        eq(deploymentEvents.test, test),
        ne(deploymentEvents.deploymentId, beside),
        eq(deploymentEvents.state, 'started'),
        eq(runs.status, 'queued')
      )
    );
  for (const { deploymentId, runId } of started) {
    // Waits for a sidecar that is just about to begin it, and then leaves it alone.
    const gone = await tx
      .delete(runs)
      .where(and(eq(runs.id, runId), eq(runs.status, 'queued')))
      .returning({ id: runs.id });
    if (gone.length > 0) {
      await changeDeploymentEvent(tx, { test, deploymentId }, { state: 'dropped', ...why });
    }
  }
}

/** A deployment that was dropped for another one waits again, because the other one is not what is in production. */
export async function openSuperseded(tx: Tx, test: string, deploymentId: string, now: Date): Promise<void> {
  await tx
    .update(deploymentEvents)
    .set({ ...waitingAnew, lookAfter: now })
    .where(
      and(
        isEvent(test, deploymentId),
        eq(deploymentEvents.state, 'dropped'),
        inArray(deploymentEvents.code, ['superseded', 'older'])
      )
    );
}

/** Locks the row until the transaction ends. */
export async function lockDeploymentEvent(
  tx: Tx,
  test: string,
  deploymentId: string
): Promise<DeploymentEventRow | null> {
  return (await tx.select().from(deploymentEvents).where(isEvent(test, deploymentId)).for('update'))[0] ?? null;
}

export async function changeDeploymentEvent(
  db: Database,
  { test, deploymentId }: Pick<DeploymentEventRow, 'test' | 'deploymentId'>,
  change: Change
): Promise<void> {
  await db.update(deploymentEvents).set(change).where(isEvent(test, deploymentId));
}

/**
 * Takes one waiting deployment that is to be looked at, or null. Several sidecars may call it: each goes to one of them,
 * and comes back when its holder dies.
 */
export async function claimDeploymentEvent(db: Database, now: Date): Promise<DeploymentEventRow | null> {
  return inTransaction(db, 'claim deployment', async (tx) => {
    const [row] = await tx
      .select()
      .from(deploymentEvents)
      .where(and(eq(deploymentEvents.state, 'waiting'), lte(deploymentEvents.lookAfter, now)))
      .orderBy(deploymentEvents.lookAfter)
      .limit(1)
      .for('update', { skipLocked: true });
    if (row === undefined) {
      return null;
    }
    await changeDeploymentEvent(tx, row, { lookAfter: new Date(now.getTime() + leaseMs) });
    return row;
  });
}

/** The deployment whose run would have this id; null: there is none, or it is long ago. */
export async function deploymentEventOfRun(db: Database, runId: string): Promise<DeploymentEventRow | null> {
  return (await db.select().from(deploymentEvents).where(eq(deploymentEvents.runId, runId)).limit(1))[0] ?? null;
}

/** The newest deployment of each of these load tests that has had one. */
export async function lastDeploymentsOf(
  db: Database,
  tests: readonly string[]
): Promise<ReadonlyMap<string, DeploymentEventRow>> {
  if (tests.length === 0) {
    return new Map();
  }
  const rows = await db
    .selectDistinctOn([deploymentEvents.test])
    .from(deploymentEvents)
    .where(inArray(deploymentEvents.test, [...tests]))
    .orderBy(deploymentEvents.test, desc(deploymentEvents.deployedAt));
  return new Map(rows.map((row) => [row.test, row]));
}

/** The oldest run on the target that a runner has, has not ended, and was announced by then. */
export async function runOnTarget(db: Database, target: string, announcedBy: Date): Promise<string | null> {
  const unfinished = and(
    eq(runs.reporter, 'runner'),
    inArray(runs.status, ['queued', 'running', 'awaitingParts']),
    lte(runs.announcedAt, announcedBy)
  );
  return (await firstOnTarget(db, target, unfinished))?.id ?? null;
}

/** `checkout-dpl_8a7b…`: the same for every event of the deployment, whoever takes it. */
export function runIdOfDeployment(test: string, deploymentId: string): string {
  const id = `${test}-${deploymentId}`;
  const hash = contentHash([test, deploymentId]).slice(0, 12);
  return runIdSchema.safeParse(id).success ? id : `${test.slice(0, 80)}-${hash}`;
}

function isEvent(test: string, deploymentId: string) {
  return and(eq(deploymentEvents.test, test), eq(deploymentEvents.deploymentId, deploymentId));
}
