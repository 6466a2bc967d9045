import { boolean, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../db';
import type { Scope } from '../model/api-key';

/** API keys, hashed; those of the environment are written at start and revoked when they are gone from it. */
export const apiKeys = pgTable('api_keys', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  hash: text('hash').notNull().unique(),
  scopes: jsonb('scopes').$type<readonly Scope[]>().notNull(),
  grafana: boolean('grafana').notNull().default(false),
  createdAt: instant('created_at').notNull(),
  revokedAt: instant('revoked_at'),
});
