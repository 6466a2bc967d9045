import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../db';
import type { EffectState } from '../model/effect';

const isOpen = sql`state IN ('planned', 'claimed', 'sent')`;

/** Calls on the outside world, written before they are made. */
export const effects = pgTable(
  'effects',
  {
    id: text('id').primaryKey(),
    kind: text('kind').notNull(),
    runId: text('run_id').notNull(),
    incidentId: text('incident_id'),
    payload: jsonb('payload').$type<unknown>().notNull(),
    state: text('state').$type<EffectState>().notNull(),
    attempts: integer('attempts').notNull().default(0),
    /** How often in a row its worker was gone before the try had an end. */
    crashes: integer('crashes').notNull().default(0),
    /** Rises with each claim; a write with an older fence changes nothing. */
    fence: integer('fence').notNull().default(0),
    leaseUntil: instant('lease_until'),
    /** An earlier try may have reached the other side: look it up before sending again. */
    mayHaveArrived: boolean('may_have_arrived').notNull().default(false),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    createdAt: instant('created_at').notNull(),
    sentAt: instant('sent_at'),
    settledAt: instant('settled_at'),
    result: jsonb('result').$type<unknown>(),
    code: text('code'),
    reason: text('reason'),
  },
  (table) => [
    // Claims go through a kind in the order in which it was planned.
    index('effects_in_order').on(table.kind, table.createdAt, table.id, table.nextAttemptAt).where(isOpen),
    index('effects_at_work')
      .on(table.kind)
      .where(sql`state IN ('claimed', 'sent')`),
    index('effects_open_by_incident').on(table.incidentId, table.kind, table.createdAt, table.id).where(isOpen),
    index('effects_by_incident').on(table.incidentId, table.kind, table.createdAt, table.id),
    index('effects_by_run').on(table.runId),
  ]
);

/** How fast a peer may be called, and whether it has asked for a pause: one row for all sidecars. */
export const paces = pgTable('paces', {
  line: text('line').primaryKey(),
  /** When as many calls at once as ever are allowed again. */
  fullAt: instant('full_at').notNull(),
  pausedUntil: instant('paused_until').notNull(),
});
