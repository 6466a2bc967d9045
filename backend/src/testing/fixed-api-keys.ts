import type { ApiKeyDirectory } from '../access/api-keys';
import type { ApiKeyRecord } from '../model/api-key';

/** A directory over a fixed list. */
export function fixedApiKeys(records: readonly ApiKeyRecord[]): ApiKeyDirectory {
  const byHash = new Map(records.map((record) => [record.hash, record]));
  return { find: (hash) => byHash.get(hash) };
}
