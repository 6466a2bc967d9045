import type { Logger } from 'pino';
import { inTransaction, type Database, type Tx } from '../../db';
import { findIncident, lockOpenIncident, moveIncident } from '../../incidents';
import type { LoadTest } from '../../model/load-test';
import {
  changeMember,
  deploymentServes,
  lockMembership,
  type MemberRow,
  openMembersOf,
  type RemediationRow,
  remediationsToVerify,
  type VercelClient,
} from '../../remediation';
import { lookAtReadiness, type Probe, readinessTargetOf } from '../../runner';
import { type EntryProfile, findRun, insertRun, queuedRun, type RunRow, type Starting } from '../../runs';
import type { Planning } from '../consequences/plan';
import { askPersonFor } from '../consequences/remediation-members';
import { planAlert } from '../consequences/slack-message';
import type { Stage, Worked } from '../stage';
import { resolveIncident } from './follow-verdict';
import { betweenFaultPoints } from '../../lib/fault-point';

export interface Verifying extends Planning, Starting {
  readonly testOf: (name: string) => LoadTest | undefined;
  /** Null: not configured. */
  readonly vercel: Pick<VercelClient, 'getDeployment' | 'getProject'> | null;
  readonly probe: Probe;
}

/** A deployment that has just begun to serve is cold itself: its target is waited for, but no longer than this, in ms. */
const longestReadinessMs = 120_000;
/** How often Vercel is asked what is in production while the target is not ready, in s. */
const whileWaitingEverySeconds = 5;

/**
 * Shows by runs whether redeploys that are in production have helped: one run for the load test of each incident that shares
 * the redeploy, one after the other, and what is in production is looked at before and after each. Every step is taken
 * from the records, so that a sidecar that dies leaves it to the next one, and none is taken twice.
 *
 * @returns whether anything has changed.
 */
export async function verifyRemediations(verifying: Verifying): Promise<boolean> {
  let changed = false;
  for (const remediation of await remediationsToVerify(verifying.db)) {
    changed = (await noteLive(verifying.db, remediation)) || changed;
    const members = await membersToVerify(verifying, remediation);
    // The run that has been started is followed to its end, whichever joined first.
    const next = members.find(({ verificationRunId }) => verificationRunId !== null) ?? members[0];
    if (next !== undefined) {
      const step = next.verificationRunId === null ? prepare : followRun;
      changed = (await step(verifying, remediation, next)) || changed;
    }
  }
  return changed;
}

/**
 * Notes on every incident that shares the redeploy when it went live: only a run that starts later says something about it.
 *
 * @returns whether one did not have it yet.
 */
export async function noteLive(db: Database, { id, deploymentId, liveAt }: RemediationRow): Promise<boolean> {
  let noted = false;
  for (const { test, incidentId, runId } of liveAt === null ? [] : await openMembersOf(db, id)) {
    if ((await findIncident(db, incidentId))?.liveAt === null) {
      await inTransaction(db, 'note live', async (tx) => {
        await lockOpenIncident(tx, test);
        const incident = await findIncident(tx, incidentId);
        if (incident?.liveAt === null) {
          const text = `the redeploy ${deploymentId ?? ''} is in production`;
          await moveIncident(
            tx,
            incidentId,
            { kind: 'deploymentLive', at: liveAt ?? incident.openedAt, text, runId },
            { liveAt }
          );
          noted = true;
        }
      });
    }
  }
  return noted;
}

/** Those whose incident is over meanwhile need no run: nothing is left to be fixed, and nobody waits for the target. */
async function membersToVerify(verifying: Verifying, { id }: RemediationRow): Promise<readonly MemberRow[]> {
  const members: MemberRow[] = [];
  for (const member of await openMembersOf(verifying.db, id)) {
    const incident = await findIncident(verifying.db, member.incidentId);
    if ((incident?.resolvedAt ?? null) === null) {
      members.push(member);
    } else {
      await giveUp(verifying, member, 'its incident was over before');
    }
  }
  return members;
}

/** Waits until the target is ready, and starts the run. */
async function prepare(verifying: Verifying, remediation: RemediationRow, member: MemberRow): Promise<boolean> {
  const { db, now, probe } = verifying;
  const failed = await findRun(db, member.runId);
  const test = verifying.testOf(member.test);
  if (failed === null || test === undefined) {
    return giveUp(verifying, member, failed === null ? 'its failed run is gone' : 'it has left the catalogue');
  }
  // It measures what the failed run has measured, or it shows nothing.
  if (failed.scriptHash !== null && test.scriptHash !== failed.scriptHash) {
    return giveUp(verifying, member, 'its script was changed after the run that failed');
  }
  const since = member.readinessSince ?? now();
  const waitedMs = now().getTime() - since.getTime();
  const before = { readiness: member.readiness, secondsSinceFirst: Math.round(waitedMs / 1000) };
  const readiness = await lookAtReadiness(probe, readinessTargetOf(test), before);
  await betweenFaultPoints('note readiness', () =>
    changeMember(db, member.incidentId, { readiness, readinessSince: since })
  );
  const isDue = readiness.ready || waitedMs >= longestReadinessMs;
  if (!isDue && Math.floor(waitedMs / 1000) % whileWaitingEverySeconds !== 0) {
    return false;
  }
  const standing = await productionOf(verifying, remediation);
  if (standing.kind !== 'ours') {
    return standing.kind === 'notOurs' && giveUpAll(verifying, remediation, standing.reason);
  }
  if (!isDue) {
    return false;
  }
  // k6 may take seconds to tell; nobody has to wait for that in the transaction.
  const profile = await verifying.profileOf(test);
  const started = await inTransaction(db, 'start verification', (tx) =>
    startRun(tx, verifying, remediation, member, test, profile)
  );
  if (started === null) {
    return false;
  }
  verifying.enqueue(started, test);
  return true;
}

async function startRun(
  tx: Tx,
  { now, owner }: Verifying,
  remediation: RemediationRow,
  { test: name, incidentId }: MemberRow,
  test: LoadTest,
  profile: EntryProfile
): Promise<RunRow | null> {
  await lockOpenIncident(tx, name);
  const membership = await lockMembership(tx, incidentId);
  if (membership === null || membership.member.endedAt !== null || membership.member.verificationRunId !== null) {
    return null;
  }
  const { deploymentId } = remediation;
  const { readiness } = membership.member;
  const id = verificationRunId(name, remediation);
  const at = now();
  const run = queuedRun({
    id,
    test,
    profile,
    trigger: 'verification',
    startedBy: 'verification',
    owner,
    announcedAt: at,
  });
  await insertRun(tx, { ...run, deploymentId, readiness, incidentId });
  await changeMember(tx, incidentId, { verificationRunId: id });
  const answered =
    readiness?.ready === true
      ? `the target was ready after ${readiness.requests} requests`
      : `after two minutes the target did not answer within ${readiness?.limitMs ?? 0} ms`;
  const text = `run ${id} verifies the redeploy; ${answered}`;
  await moveIncident(tx, incidentId, { kind: 'verificationStarted', at, text, runId: id });
  return findRun(tx, id);
}

/** `checkout-verification-3f9a2b7c`: the same for every sidecar that would start it. */
function verificationRunId(test: string, { id }: RemediationRow): string {
  return `${test.slice(0, 70)}-verification-${id.replace(/^redeploy-/, '').slice(0, 8)}`;
}

/**
 * A run that has passed resolves, if what it tested is still in production. Whatever else it was judged as has asked a
 * person with its verdict; that it has ended without doing so is looked after here.
 */
async function followRun(verifying: Verifying, remediation: RemediationRow, member: MemberRow): Promise<boolean> {
  const run = await findRun(verifying.db, member.verificationRunId ?? '');
  if (run !== null && run.verdict === null) {
    return false;
  }
  if (run?.verdict !== 'passed') {
    const said = run?.reasons?.[0]?.text;
    const was =
      run === null ? 'is gone' : `was ${run.verdict ?? 'not judged'}${said === undefined ? '' : ` (${said})`}`;
    return giveUp(verifying, member, `its verification run ${was}`);
  }
  const { deploymentId } = remediation;
  const tested = run.productionDeployment?.id ?? deploymentId;
  const standing =
    tested === deploymentId
      ? await productionOf(verifying, remediation)
      : ({ kind: 'notOurs', reason: `the verification run tested ${tested ?? 'nothing'}` } as const);
  if (standing.kind !== 'ours') {
    return standing.kind === 'notOurs' && giveUpAll(verifying, remediation, standing.reason);
  }
  return inTransaction(verifying.db, 'verify', async (tx) => {
    await lockOpenIncident(tx, member.test);
    const incident = await findIncident(tx, member.incidentId);
    const membership = await lockMembership(tx, member.incidentId);
    if (incident === null || incident.resolvedAt !== null || membership?.member.endedAt !== null) {
      return false;
    }
    await resolveIncident(
      tx,
      verifying,
      run,
      incident.id,
      `the redeploy ${deploymentId ?? ''} has fixed it: its verification run has passed`
    );
    await planAlert(tx, verifying, run, incident.id, {
      kind: 'recovered',
      fixedBy: { deploymentId: deploymentId ?? '', failedRunId: member.runId },
    });
    return true;
  });
}

type Production =
  | { readonly kind: 'ours' }
  | { readonly kind: 'notOurs'; readonly reason: string }
  /** Vercel cannot be asked now. */
  | { readonly kind: 'unknown' };

async function productionOf(
  { vercel }: Verifying,
  { deploymentId, projectId, teamId }: RemediationRow
): Promise<Production> {
  if (vercel === null) {
    return { kind: 'unknown' };
  }
  const serving = await deploymentServes(vercel, { deploymentId: deploymentId ?? '', projectId, teamId });
  switch (serving.kind) {
    case 'serves':
      return { kind: 'ours' };
    case 'unknown':
      return { kind: 'unknown' };
    case 'notYet':
    case 'failed':
    case 'superseded':
      return { kind: 'notOurs', reason: serving.reason };
  }
}

/** Nothing shows whether the redeploy helped this load test. */
async function giveUp(verifying: Verifying, member: MemberRow, why: string): Promise<boolean> {
  const reason = `whether the redeploy helped ${member.test} is not known: ${why}`;
  await inTransaction(verifying.db, 'give up verification', (tx) =>
    askPersonFor(tx, verifying, member, { outcome: 'unknown', reason })
  );
  return true;
}

/** Another deployment is in production: nothing shows any more what the redeploy did, and the next runs decide. */
async function giveUpAll(verifying: Verifying, { id, deploymentId }: RemediationRow, why: string): Promise<boolean> {
  for (const member of await openMembersOf(verifying.db, id)) {
    await giveUp(verifying, member, `${deploymentId ?? 'it'} was superseded, ${why}`);
  }
  return true;
}

/** Verifies redeploys by runs. */
export function verifyStage(verifying: Verifying & { readonly logger: Logger }): Stage {
  return {
    name: 'verify',
    everyMs: 1000,
    workers: 1,
    wakes: ['effects'],
    work: async (): Promise<Worked> => ((await verifyRemediations(verifying)) ? 'changed' : 'nothing'),
  };
}
