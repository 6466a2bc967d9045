import { randomUUID } from 'node:crypto';
import { and, isNull, like, notInArray } from 'drizzle-orm';
import { schema, type Database } from '../db';
import type { ApiKeyDirectory, ApiKeyRecord } from './api-keys';

const { apiKeys } = schema;

/**
 * Writes the keys of the environment into the records (hashed) and revokes those that are no longer in it.
 *
 * @param records ids begin with `env-`; other ids are left alone.
 */
export async function storeEnvironmentKeys(db: Database, records: readonly ApiKeyRecord[], now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const hashes = records.map((record) => record.hash);
    await tx
      .update(apiKeys)
      .set({ revokedAt: now })
      .where(
        and(
          like(apiKeys.name, 'env-%'),
          isNull(apiKeys.revokedAt),
          hashes.length === 0 ? undefined : notInArray(apiKeys.hash, hashes)
        )
      );
    for (const record of records) {
      const values = { name: record.name, scopes: record.scopes, grafana: record.grafana, revokedAt: null };
      await tx
        .insert(apiKeys)
        .values({ ...values, id: randomUUID(), hash: record.hash, createdAt: now })
        .onConflictDoUpdate({ target: apiKeys.hash, set: values });
    }
  });
}

/** Adds one key, or changes what it may do. */
export async function storeKey(db: Database, record: ApiKeyRecord, now: Date): Promise<void> {
  const values = { name: record.name, scopes: record.scopes, grafana: record.grafana, revokedAt: null };
  await db
    .insert(apiKeys)
    .values({ ...values, id: record.id, hash: record.hash, createdAt: now })
    .onConflictDoUpdate({ target: apiKeys.hash, set: values });
}

export interface StoredApiKeys extends ApiKeyDirectory {
  /** Reads the records again. */
  reload(): Promise<void>;
}

/** The keys that are not revoked, in memory, since they are asked for at every request. */
export async function loadApiKeys(db: Database): Promise<StoredApiKeys> {
  let byHash = new Map<string, ApiKeyRecord>();
  async function reload(): Promise<void> {
    const rows = await db.select().from(apiKeys).where(isNull(apiKeys.revokedAt));
    byHash = new Map(
      rows.map((row) => [
        row.hash,
        { id: row.id, name: row.name, hash: row.hash, scopes: row.scopes, grafana: row.grafana },
      ])
    );
  }
  await reload();
  return { find: (hash) => byHash.get(hash), reload };
}
