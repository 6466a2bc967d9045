import type { Logger } from 'pino';
import type { Database } from '../../db';
import { lockOpenIncident } from '../../incidents';
import {
  lockMembership,
  membersNeverVerified,
  membersToTell,
  recordRedeploy,
  stalledRemediations,
} from '../../remediation';
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
    await db.transaction((tx) => recordRedeploy(tx, id, { kind: 'unknown', reason }, watching.now()));
  }
  const members = await membersToTell(db);
  for (const { test, incidentId } of members) {
    await db.transaction(async (tx) => {
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
 * Asks a person about redeploys that were confirmed an hour ago and after which no run of the load test has passed: the
 * outcome is not known, and the banner comes on.
 *
 * @returns how many there were.
 */
export async function escalateUnverified(watching: Watching): Promise<number> {
  const { db } = watching;
  const before = new Date(watching.now().getTime() - unverifiedMinutes * 60_000);
  const members = await membersNeverVerified(db, before);
  for (const member of members) {
    const reason =
      `production was redeployed ${unverifiedMinutes} minutes ago, and no run of ${member.test} has passed since: ` +
      'whether that helped is not known';
    await db.transaction((tx) => askPersonFor(tx, watching, member, { outcome: 'unknown', reason }));
  }
  return members.length;
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
