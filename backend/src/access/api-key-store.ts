import { randomUUID } from 'node:crypto';
import { and, isNull, notInArray } from 'drizzle-orm';
import { inTransaction, type Database } from '../db';
import { apiKeys } from './tables';
import type { ApiKeyRecord } from '../model/api-key';
import type { ApiKeyDirectory } from './api-keys';

type NewKey = Omit<ApiKeyRecord, 'id'>;

/** Writes the configured keys into the records (hashed) and revokes every other one, also an earlier local key. */
export async function storeConfiguredKeys(db: Database, keys: readonly NewKey[], now: Date): Promise<void> {
  await inTransaction(db, 'store configured keys', async (tx) => {
    const hashes = keys.map((key) => key.hash);
    await tx
      .update(apiKeys)
      .set({ revokedAt: now })
      .where(and(isNull(apiKeys.revokedAt), notInArray(apiKeys.hash, hashes)));
    for (const key of keys) {
      await storeKey(tx, key, now);
    }
  });
}

/** Adds one key, or changes what it may do. Its id is random: part of a hash would help to guess a weak key. */
export async function storeKey(db: Database, key: NewKey, now: Date): Promise<void> {
  const values = { name: key.name, scopes: key.scopes, grafana: key.grafana, revokedAt: null };
  await db
    .insert(apiKeys)
    .values({ ...values, id: randomUUID(), hash: key.hash, createdAt: now })
    .onConflictDoUpdate({ target: apiKeys.hash, set: values });
}

export interface StoredApiKeys extends ApiKeyDirectory {
  /** Reads the records again: another sidecar may have added or revoked keys. */
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
