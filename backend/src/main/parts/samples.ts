import { join } from 'node:path';
import type { Config } from '../../config';
import { fullDiskText } from '../../lib/disk-room';
import { MetricsStoreError, type MetricsStore } from '../../model/figures';
import { createEmbeddedStore, createInfluxStore, type EmbeddedStore } from '../../metrics';
import { StartError } from '../start-error';

/**
 * The metric store: InfluxDB where it is configured, else the embedded one, which also takes k6's writes.
 *
 * @throws StartError when the embedded one cannot be opened.
 */
export async function openStore(
  config: Config,
  now: () => Date
): Promise<{ readonly store: MetricsStore; readonly embedded: EmbeddedStore | null }> {
  if (config.influx !== null) {
    const { url, token, org, bucket, resultsBucket } = config.influx;
    const store = createInfluxStore({
      url,
      org,
      bucket,
      resultsBucket,
      ...(token === null ? {} : { token: token.reveal() }),
    });
    return { store, embedded: null };
  }
  const embedded = await openEmbedded(config.dataDir, now);
  return { store: embedded, embedded };
}

async function openEmbedded(dataDir: string, now: () => Date): Promise<EmbeddedStore> {
  try {
    return await createEmbeddedStore({ directory: join(dataDir, 'metrics'), now });
  } catch (error) {
    if (!(error instanceof MetricsStoreError)) {
      throw error;
    }
    const remedy = fullDiskText(dataDir) || 'Let this user write to all that is in DATA_DIR, or set another one.';
    throw new StartError(`${error.message.replace(/\.$/, '')}. ${remedy}`, { cause: error });
  }
}
