import type { Logger } from 'pino';
import {
  generateApiKey,
  loadApiKeys,
  localAdminKey,
  storeConfiguredKeys,
  storeKey,
  type ApiKeyDirectory,
} from '../../access';
import type { Config } from '../../config';
import type { Database } from '../../db';
import { hashApiKey, type ApiKeyRecord } from '../../model/api-key';

/** The API keys that work here. */
export interface Keys extends ApiKeyDirectory {
  /** The runner's own, for k6's writes; made anew with each process and never stored. */
  readonly runnerKey: string;
  /** Reads the stored ones again: another sidecar may have revoked some. */
  reload(): Promise<void>;
}

/** Stores the configured keys or, without any, one for every scope in a file that the log names. */
export async function openKeys(
  config: Config,
  { db, now, logger }: { readonly db: Database; readonly now: () => Date; readonly logger: Logger }
): Promise<Keys> {
  if (config.http.apiKeys.length > 0) {
    await storeConfiguredKeys(db, config.http.apiKeys, now());
  } else {
    const { record, file } = localAdminKey(config.dataDir);
    await storeKey(db, record, now());
    logger.info({ file }, 'no API_KEYS are configured: the key for every scope is in this file');
  }
  const stored = await loadApiKeys(db);
  const runnerKey = generateApiKey();
  const runner: ApiKeyRecord = {
    id: 'runner',
    name: 'runner',
    hash: hashApiKey(runnerKey),
    scopes: ['ingest'],
    grafana: false,
  };
  return {
    runnerKey,
    find: (hash) => (hash === runner.hash ? runner : stored.find(hash)),
    reload: () => stored.reload(),
  };
}
