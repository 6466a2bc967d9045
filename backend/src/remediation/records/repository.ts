import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm';
import type { InferSelectModel } from 'drizzle-orm';
import type { Database, Tx } from '../../db';
import type { DeploymentState, MemberOutcome } from '../../model/remediation';
import type { EarlierRedeploy } from '../memory';
import { remediationMembers, remediations } from './tables';

export type RemediationRow = InferSelectModel<typeof remediations>;
export type MemberRow = InferSelectModel<typeof remediationMembers>;

/** An incident's part in a remediation. */
export interface Membership {
  readonly member: MemberRow;
  readonly remediation: RemediationRow;
}

/**
 * What a decision has to know of the project; the project is locked until the transaction ends, so that two decisions on
 * it come one after the other. Whoever also locks an incident does that before: all in one order.
 *
 * @param since redeploys that are over and older than this are left out.
 */
export async function lockProject(
  tx: Tx,
  projectId: string,
  since: Date
): Promise<{ readonly open: RemediationRow | null; readonly earlier: readonly EarlierRedeploy[] }> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('project'), hashtext(${projectId}))`);
  const [open] = await tx
    .select()
    .from(remediations)
    .where(and(eq(remediations.projectId, projectId), isNull(remediations.closedAt)))
    .for('update');
  const madeAt = sql`coalesce(${remediations.redeployedAt}, ${remediations.sentAt}, ${remediations.openedAt})`;
  const made = await tx
    .select()
    .from(remediations)
    .where(
      and(
        eq(remediations.projectId, projectId),
        isNotNull(remediations.closedAt),
        ne(remediations.state, 'notSent'),
        sql`${madeAt} > ${since.toISOString()}`
      )
    )
    .orderBy(desc(madeAt), desc(remediations.id));
  return { open: open ?? null, earlier: await withMembers(tx, made) };
}

async function withMembers(tx: Tx, made: readonly RemediationRow[]): Promise<EarlierRedeploy[]> {
  const ids = made.map(({ id }) => id);
  const members =
    ids.length === 0
      ? []
      : await tx.select().from(remediationMembers).where(inArray(remediationMembers.remediationId, ids));
  return made.map((row) => ({
    test: row.test,
    deploymentId: row.deploymentId,
    at: madeAt(row),
    members: members.filter(({ remediationId }) => remediationId === row.id),
  }));
}

/** When the redeploy was made, or may have been. */
function madeAt({ redeployedAt, sentAt, openedAt }: RemediationRow): Date {
  return redeployedAt ?? sentAt ?? openedAt;
}

export type NewRemediation = Pick<
  RemediationRow,
  'id' | 'projectId' | 'teamId' | 'test' | 'runId' | 'incidentId' | 'sourceDeploymentId' | 'policyVersion' | 'openedAt'
> &
  Partial<Pick<RemediationRow, 'approvedBy' | 'approvedAt'>> &
  Pick<MemberRow, 'signature'>;

/**
 * Opens the project's remediation, with the incident as its first member. The database allows one: of two that try at
 * once the second one throws, whatever both of them have read.
 */
export async function openRemediation(tx: Tx, { signature, ...remediation }: NewRemediation): Promise<void> {
  await tx.insert(remediations).values({ ...remediation, state: 'planned' });
  const { id, incidentId, test, runId, openedAt } = remediation;
  await joinRemediation(tx, { incidentId, remediationId: id, test, runId, joinedAt: openedAt, signature });
}

/** One more incident shares the remediation; it has been locked by `lockProject`. */
export async function joinRemediation(
  tx: Tx,
  member: Pick<MemberRow, 'incidentId' | 'remediationId' | 'test' | 'runId' | 'joinedAt' | 'signature'>
): Promise<void> {
  await tx.insert(remediationMembers).values(member);
}

/** The remediation of this id; null: there is none. */
export async function findRemediation(db: Database, id: string): Promise<RemediationRow | null> {
  return (await db.select().from(remediations).where(eq(remediations.id, id)))[0] ?? null;
}

/** Noted before each try that may send the POST: a run that ends later may have tested what it made. @returns false: it is over. */
export async function noteSending(db: Database, id: string, at: Date): Promise<boolean> {
  const noted = await db
    .update(remediations)
    .set({ sentAt: at })
    .where(and(eq(remediations.id, id), eq(remediations.state, 'planned'), isNull(remediations.closedAt)))
    .returning({ id: remediations.id });
  return noted.length > 0;
}

/** What came of the POST. */
export type RedeployEnd =
  | { readonly kind: 'redeployed'; readonly deploymentId: string; readonly deploymentUrl: string | null }
  /** Nobody knows, or nothing was sent: it is over. */
  | { readonly kind: 'unknown' | 'notSent'; readonly reason: string };

/** Records it, for all members alike. @returns the row as it is then; null where there is none */
export async function recordRedeploy(tx: Tx, id: string, end: RedeployEnd, now: Date): Promise<RemediationRow | null> {
  const change =
    end.kind === 'redeployed'
      ? { redeployedAt: now, deploymentId: end.deploymentId, deploymentUrl: end.deploymentUrl }
      : { closedAt: now, reason: end.reason };
  const [row] = await tx
    .update(remediations)
    .set({ state: end.kind, ...change })
    .where(eq(remediations.id, id))
    .returning();
  return row ?? null;
}

/** The incident's part in a remediation, with the remediation locked until the transaction ends. */
export async function lockMembership(tx: Tx, incidentId: string): Promise<Membership | null> {
  const [member] = await tx.select().from(remediationMembers).where(eq(remediationMembers.incidentId, incidentId));
  if (member === undefined) {
    return null;
  }
  const [remediation] = await tx
    .select()
    .from(remediations)
    .where(eq(remediations.id, member.remediationId))
    .for('update');
  const [current] = await tx.select().from(remediationMembers).where(eq(remediationMembers.incidentId, incidentId));
  return remediation === undefined || current === undefined ? null : { member: current, remediation };
}

/** The parts that these incidents have in remediations, by incident. */
export async function membershipsOf(
  db: Database,
  incidentIds: readonly string[]
): Promise<ReadonlyMap<string, Membership>> {
  const rows =
    incidentIds.length === 0
      ? []
      : await db
          .select({ member: remediationMembers, remediation: remediations })
          .from(remediationMembers)
          .innerJoin(remediations, eq(remediations.id, remediationMembers.remediationId))
          .where(inArray(remediationMembers.incidentId, [...incidentIds]));
  return new Map(rows.map((row) => [row.member.incidentId, row]));
}

/** Run and incident of this member have what came of the redeploy. */
export async function markTold(tx: Tx, incidentId: string, now: Date): Promise<void> {
  await tx.update(remediationMembers).set({ toldAt: now }).where(eq(remediationMembers.incidentId, incidentId));
}

const worstFirst: readonly MemberOutcome[] = ['notFixed', 'unknown', 'notSent', 'fixed'];

/** The member's end; with the last one the remediation ends too. It has been locked by `lockMembership`. */
export async function endMember(
  tx: Tx,
  { member, remediation }: Membership,
  outcome: MemberOutcome,
  now: Date
): Promise<void> {
  await tx
    .update(remediationMembers)
    .set({ endedAt: now, outcome })
    .where(eq(remediationMembers.incidentId, member.incidentId));
  const all = await tx.select().from(remediationMembers).where(eq(remediationMembers.remediationId, remediation.id));
  if (remediation.closedAt === null && all.every(({ endedAt }) => endedAt !== null)) {
    const state = worstFirst.find((each) => all.some((one) => one.outcome === each)) ?? 'unknown';
    await tx.update(remediations).set({ state, closedAt: now }).where(eq(remediations.id, remediation.id));
  }
}

/** Members whose run and incident do not have yet what came of the redeploy, oldest first. */
export async function membersToTell(db: Database): Promise<MemberRow[]> {
  const rows = await db
    .select({ member: remediationMembers })
    .from(remediationMembers)
    .innerJoin(remediations, eq(remediations.id, remediationMembers.remediationId))
    .where(
      and(isNull(remediationMembers.endedAt), isNull(remediationMembers.toldAt), ne(remediations.state, 'planned'))
    )
    .orderBy(asc(remediationMembers.joinedAt), asc(remediationMembers.incidentId))
    .limit(100);
  return rows.map(({ member }) => member);
}

/** Members of redeploys that were confirmed before this, of which no run has told yet whether they helped. */
export async function membersNeverVerified(db: Database, confirmedBefore: Date): Promise<MemberRow[]> {
  const rows = await db
    .select({ member: remediationMembers })
    .from(remediationMembers)
    .innerJoin(remediations, eq(remediations.id, remediationMembers.remediationId))
    .where(and(isNull(remediationMembers.endedAt), lt(remediations.redeployedAt, confirmedBefore)))
    .orderBy(asc(remediationMembers.joinedAt), asc(remediationMembers.incidentId))
    .limit(100);
  return rows.map(({ member }) => member);
}

/**
 * Remediations that wait for a redeploy of which nothing more will come: its effect is over, and what followed from it
 * could not be recorded.
 */
export async function stalledRemediations(db: Database): Promise<RemediationRow[]> {
  // Names in full: Drizzle would leave out the outer table's.
  const isPending = sql`EXISTS (SELECT 1 FROM effects
    WHERE effects.id = remediations.id AND effects.state IN ('planned', 'claimed', 'sent'))`;
  return db
    .select()
    .from(remediations)
    .where(and(eq(remediations.state, 'planned'), isNull(remediations.closedAt), sql`NOT ${isPending}`))
    .limit(100);
}

/** Confirmed redeploys whose deployment was not seen in production yet. */
export async function deploymentsToWatch(db: Database): Promise<RemediationRow[]> {
  return db
    .select()
    .from(remediations)
    .where(and(isNull(remediations.closedAt), isNull(remediations.liveAt), isNotNull(remediations.deploymentId)))
    .orderBy(asc(remediations.openedAt), asc(remediations.id))
    .limit(100);
}

/** Redeploys that are in production and of which runs have to show what they did. */
export async function remediationsToVerify(db: Database): Promise<RemediationRow[]> {
  return db
    .select()
    .from(remediations)
    .where(and(isNull(remediations.closedAt), isNotNull(remediations.liveAt)))
    .orderBy(asc(remediations.openedAt), asc(remediations.id))
    .limit(100);
}

/** What was seen of the deployment, unless it was known to be in production before. */
export async function noteDeployment(db: Database, id: string, state: DeploymentState, now: Date): Promise<void> {
  const isLive = state === 'live';
  await db
    .update(remediations)
    .set({
      deploymentState: state,
      ...(state !== 'building' && { deploymentEndedAt: now }),
      ...(isLive && { state: 'live', liveAt: now }),
    })
    .where(and(eq(remediations.id, id), isNull(remediations.liveAt), isNull(remediations.closedAt)));
}

/** What was seen of the member's target, or that its verification run has been started. */
export async function changeMember(
  db: Database,
  incidentId: string,
  change: Partial<Pick<MemberRow, 'readiness' | 'readinessSince' | 'verificationRunId'>>
): Promise<void> {
  await db.update(remediationMembers).set(change).where(eq(remediationMembers.incidentId, incidentId));
}

/** The member whose verification run this is, while it is open. */
export async function memberVerifiedBy(db: Database, runId: string): Promise<MemberRow | null> {
  const [member] = await db
    .select()
    .from(remediationMembers)
    .where(and(eq(remediationMembers.verificationRunId, runId), isNull(remediationMembers.endedAt)));
  return member ?? null;
}

/** Load tests that open remediations are for, with their failed runs: nothing else may load the targets of those. */
export async function heldRuns(db: Database): Promise<ReadonlyArray<Pick<MemberRow, 'runId' | 'test'>>> {
  return db
    .select({ runId: remediationMembers.runId, test: remediationMembers.test })
    .from(remediationMembers)
    .innerJoin(remediations, eq(remediations.id, remediationMembers.remediationId))
    .where(and(isNull(remediations.closedAt), isNull(remediationMembers.endedAt)));
}

/** Remediations of the project that are open, or were when this was; the newest first. */
export async function remediationsSince(db: Database, projectId: string, since: Date): Promise<RemediationRow[]> {
  return db
    .select()
    .from(remediations)
    .where(
      and(eq(remediations.projectId, projectId), or(isNull(remediations.closedAt), gt(remediations.closedAt, since)))
    )
    .orderBy(desc(remediations.openedAt), desc(remediations.id))
    .limit(100);
}

/** The incidents that share this remediation and are not over, in an order that stays: they are verified one after the other. */
export async function openMembersOf(db: Database, remediationId: string): Promise<MemberRow[]> {
  return db
    .select()
    .from(remediationMembers)
    .where(and(eq(remediationMembers.remediationId, remediationId), isNull(remediationMembers.endedAt)))
    .orderBy(asc(remediationMembers.joinedAt), asc(remediationMembers.incidentId));
}
