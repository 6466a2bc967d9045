import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../db';
import type { EffectState } from '../model/effect';

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
    index('effects_due')
      .on(table.nextAttemptAt)
      .where(sql`state IN ('planned', 'claimed', 'sent')`),
    index('effects_by_run').on(table.runId),
  ]
);
