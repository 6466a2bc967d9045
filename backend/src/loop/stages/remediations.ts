import type { Logger } from 'pino';
import { inTransaction, type Database } from '../../db';
import { lockOpenIncident } from '../../incidents';
import {
  lockMembership,
  membersNeverVerified,
  membersToTell,
  openMembersOf,
  recordRedeploy,
  stalledRemediations,
} from '../../remediation';
import { findRuns } from '../../runs';
import type { Planning } from '../consequences/plan';
import { askPersonFor, tellMember, unverifiedMinutes } from '../consequences/remediation-members';
import type { Stage } from '../stage';

type Watching = Planning & { readonly db: Database };

/**
 * Gives incidents that share a redeploy what came of it, each in a transaction of its own: whoever locks an incident
 * locks one, and the remediation after it.
 *
 * @returns how many there were.
 */
export async function tellMembers(watching: Watching): Promise<number> {
  const { db } = watching;
  for (const { id } of await stalledRemediations(db)) {
    const reason = 'what Vercel answered could not be recorded; the log of the sidecar says why';
    await inTransaction(db, 'stalled redeploy', (tx) =>
      recordRedeploy(tx, id, { kind: 'unknown', reason }, watching.now())
    );
  }
  const members = await membersToTell(db);
  for (const { test, incidentId } of members) {
    await inTransaction(db, 'tell member', async (tx) => {
      await lockOpenIncident(tx, test);
      const current = await lockMembership(tx, incidentId);
      if (current?.member.toldAt === null) {
        await tellMember(tx, watching, incidentId);
      }
    });
  }
  return members.length;
}

/**
 * Asks a person about redeploys that were confirmed an hour ago and of which no run has shown whether they helped: the
 * outcome is not known, and the banner comes on. While a verification run of the redeploy is under way, its deadline
 * decides.
 *
 * @returns how many there were.
 */
export async function escalateUnverified(watching: Watching): Promise<number> {
  const { db } = watching;
  const before = new Date(watching.now().getTime() - unverifiedMinutes * 60_000);
  let escalated = 0;
  for (const member of await membersNeverVerified(db, before)) {
    if (await isBeingVerified(db, member.remediationId)) {
      continue;
    }
    const reason =
      `production was redeployed ${unverifiedMinutes} minutes ago, and no run of ${member.test} has passed since: ` +
      'whether that helped is not known';
    await inTransaction(db, 'unverified redeploy', (tx) =>
      askPersonFor(tx, watching, member, { outcome: 'unknown', reason })
    );
    escalated += 1;
  }
  return escalated;
}

async function isBeingVerified(db: Database, remediationId: string): Promise<boolean> {
  const members = await openMembersOf(db, remediationId);
  const runs = await findRuns(
    db,
    members.flatMap(({ verificationRunId }) => verificationRunId ?? [])
  );
  return runs.some(({ startedAt, verdict }) => startedAt !== null && verdict === null);
}

/** Looks after redeploys that were made: who shares them, and whether any run has shown in time that they helped. */
export function remediationsStage(watching: Watching & { readonly logger: Logger }): Stage {
  return {
    name: 'remediations',
    everyMs: 1000,
    workers: 1,
    wakes: ['effects'],
    async work() {
      const told = await tellMembers(watching);
      const escalated = await escalateUnverified(watching);
      if (escalated > 0) {
        watching.logger.info({ escalated }, 'no run has shown whether a redeploy helped: a person is asked');
      }
      return told > 0 || escalated > 0 ? 'changed' : 'nothing';
    },
  };
}
