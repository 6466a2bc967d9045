import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from '../lib/error-code';
import { hashApiKey, MIN_API_KEY_LENGTH, type ApiKeyRecord } from '../model/api-key';
import { generateApiKey } from './api-keys';

/**
 * The key of an installation that was given none in `API_KEYS`: made at the first start and kept in a file only its
 * owner can read, so that a laptop needs no configuration and the key never passes through a log.
 *
 * @returns the record to store and the file that holds the key.
 */
export function localAdminKey(dataDir: string): { readonly record: Omit<ApiKeyRecord, 'id'>; readonly file: string } {
  const file = join(dataDir, 'admin.key');
  const key = readKey(file) ?? makeKey(file);
  return { record: { name: 'local', hash: hashApiKey(key), scopes: ['admin'], grafana: false }, file };
}

/** Null only where there is no file: any other trouble must not silently make a second key. */
function readKey(file: string): string | null {
  try {
    const key = readFileSync(file, 'utf8').trim();
    if (key.length < MIN_API_KEY_LENGTH) {
      throw new Error(`${file} holds no usable key; delete the file to get a new one.`);
    }
    return key;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') {
      return null;
    }
    throw error;
  }
}

function makeKey(file: string): string {
  const key = generateApiKey();
  writeFileSync(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
  return key;
}
