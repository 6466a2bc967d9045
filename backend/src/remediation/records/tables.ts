import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from '../../db';
import type { Readiness } from '../../model/deployment';
import type { DeploymentState, FailureSignature, MemberOutcome, RemediationState } from '../../model/remediation';

/** The redeploy of a project and what became of it; kept for good, because it is the project's memory. */
export const remediations = pgTable(
  'remediations',
  {
    /** That of the effect that redeploys. */
    id: text('id').primaryKey(),
    projectId: text('project_id').notNull(),
    teamId: text('team_id'),
    /** The load test, run and incident that it was opened for. */
    test: text('test').notNull(),
    runId: text('run_id').notNull(),
    incidentId: text('incident_id').notNull(),
    /** The production deployment that the run has tested and that is built again. */
    sourceDeploymentId: text('source_deployment_id').notNull(),
    /** Of the table of rules that permitted it; empty where it is not known. */
    policyVersion: text('policy_version').notNull(),
    /** The person who has approved it; null: nobody had to. */
    approvedBy: text('approved_by'),
    approvedAt: instant('approved_at'),
    state: text('state').$type<RemediationState>().notNull(),
    openedAt: instant('opened_at').notNull(),
    /** When the last try began that may have sent the POST; null before the first one. */
    sentAt: instant('sent_at'),
    /** When Vercel confirmed it. */
    redeployedAt: instant('redeployed_at'),
    deploymentId: text('deployment_id'),
    deploymentUrl: text('deployment_url'),
    /** What was last seen of the deployment; null: nothing yet. */
    deploymentState: text('deployment_state').$type<DeploymentState>(),
    /** When it was seen in production. */
    liveAt: instant('live_at'),
    /** When it was seen in production, or never to get there; null: it is still looked at. */
    deploymentEndedAt: instant('deployment_ended_at'),
    /** Null: open. From then on the project may be redeployed again, as far as its memory permits. */
    closedAt: instant('closed_at'),
    /** Why it was not sent, is not known or did not hold; null where there is nothing to say. */
    reason: text('reason'),
  },
  (table) => [
    uniqueIndex('remediations_one_open_per_project')
      .on(table.projectId)
      .where(sql`closed_at IS NULL`),
    index('remediations_by_project').on(table.projectId, table.openedAt.desc().nullsFirst()),
  ]
);

/** The incidents that share a remediation, the one it was opened for among them. An incident has one at most, ever. */
export const remediationMembers = pgTable(
  'remediation_members',
  {
    incidentId: text('incident_id').primaryKey(),
    remediationId: text('remediation_id')
      .notNull()
      .references(() => remediations.id, { onDelete: 'cascade' }),
    test: text('test').notNull(),
    /** Its failed run: `autoFixApplied` stands there. */
    runId: text('run_id').notNull(),
    joinedAt: instant('joined_at').notNull(),
    /** When run and incident were given what came of the redeploy. */
    toldAt: instant('told_at'),
    /** How the target answered before its verification run, and since when it was asked. */
    readiness: jsonb('readiness').$type<Readiness>(),
    readinessSince: instant('readiness_since'),
    /** The run that shows whether the redeploy helped; null: it has not been started. */
    verificationRunId: text('verification_run_id'),
    /** When it was known, or given up to know, whether the redeploy helped this load test. */
    endedAt: instant('ended_at'),
    outcome: text('outcome').$type<MemberOutcome>(),
    /** What its failure looked like; null: not known, as of remediations of before there were signatures. */
    signature: jsonb('signature').$type<FailureSignature>(),
  },
  (table) => [
    index('remediation_members_open')
      .on(table.remediationId)
      .where(sql`ended_at IS NULL`),
  ]
);

/** Whether people have switched remediation off: one row, or none as long as nobody has ever touched it. */
export const remediationSwitch = pgTable('remediation_switch', {
  /** Always 1. */
  id: integer('id').primaryKey(),
  off: boolean('off').notNull(),
  reason: text('reason').notNull(),
  changedAt: instant('changed_at').notNull(),
  changedBy: text('changed_by').notNull(),
});

/** Who has let a load test be redeployed again for a failure that a redeploy was made for before, and why. */
export const breakerResets = pgTable(
  'breaker_resets',
  {
    test: text('test').notNull(),
    resetAt: instant('reset_at').notNull(),
    resetBy: text('reset_by').notNull(),
    reason: text('reason').notNull(),
  },
  (table) => [primaryKey({ columns: [table.test, table.resetAt] })]
);
