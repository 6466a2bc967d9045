import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateApiKey, hashApiKey, type ApiKeyRecord } from './api-keys';

/**
 * The key of an installation that was given none in `API_KEYS`: made at the first start and kept in a file only its
 * owner can read, so that a laptop needs no configuration and the key never passes through a log.
 *
 * @returns the record to store and the file that holds the key.
 */
export function localAdminKey(dataDir: string): { readonly record: ApiKeyRecord; readonly file: string } {
  const file = join(dataDir, 'admin.key');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  let key: string;
  try {
    key = readFileSync(file, 'utf8').trim();
  } catch {
    key = generateApiKey();
    writeFileSync(file, `${key}\n`, { mode: 0o600 });
  }
  return { record: { id: 'local', name: 'local', hash: hashApiKey(key), scopes: ['admin'], grafana: false }, file };
}
