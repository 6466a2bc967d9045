import { sql } from 'drizzle-orm';
import { bigserial, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from '../db';
import type { IncidentMove, IncidentState } from '../model/incident';

export const incidents = pgTable(
  'incidents',
  {
    id: text('id').primaryKey(),
    test: text('test').notNull(),
    environment: text('environment').notNull(),
    state: text('state').$type<IncidentState>().notNull(),
    openedAt: instant('opened_at').notNull(),
    openedByRunId: text('opened_by_run_id').notNull(),
    /** The newest run that joined: the banner shows its figures. */
    lastRunId: text('last_run_id').notNull(),
    /** End of the newest run that joined; only a run started after it can resolve the incident. */
    lastFailureEndedAt: instant('last_failure_ended_at').notNull(),
    actionRequiredSince: instant('action_required_since'),
    actionRequiredReason: text('action_required_reason'),
    /** Set when the incident's one redeploy is planned; there is never a second. */
    redeployEffectId: text('redeploy_effect_id'),
    redeployedAt: instant('redeployed_at'),
    /** When the redeploy was seen in production; null: not yet, or never. */
    liveAt: instant('live_at'),
    /** When and by whom it was seen first; it says nothing of its state. */
    acknowledgedAt: instant('acknowledged_at'),
    acknowledgedBy: text('acknowledged_by'),
    /** Who has decided against a redeploy of it. */
    redeployRejectedBy: text('redeploy_rejected_by'),
    redeployRejectedAt: instant('redeploy_rejected_at'),
    resolvedAt: instant('resolved_at'),
    resolvedByRunId: text('resolved_by_run_id'),
  },
  (table) => [
    uniqueIndex('incidents_one_open_per_test')
      .on(table.test)
      .where(sql`resolved_at IS NULL`),
    index('incidents_by_date').on(table.openedAt.desc().nullsFirst(), table.id.desc().nullsFirst()),
  ]
);

/** The timeline of an incident: every step with its reason, never changed afterwards. */
export const incidentEvents = pgTable(
  'incident_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    incidentId: text('incident_id')
      .notNull()
      .references(() => incidents.id, { onDelete: 'cascade' }),
    at: instant('at').notNull(),
    kind: text('kind').$type<IncidentMove>().notNull(),
    text: text('text').notNull(),
    runId: text('run_id'),
    actor: text('actor'),
  },
  (table) => [index('incident_events_by_incident').on(table.incidentId, table.id)]
);
