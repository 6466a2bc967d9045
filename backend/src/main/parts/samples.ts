import { join } from 'node:path';
import type { Config } from '../../config';
import type { MetricsStore } from '../../model/figures';
import { createEmbeddedStore, createInfluxStore, type EmbeddedStore } from '../../metrics';

/** The metric store: InfluxDB where it is configured, else the embedded one, which also takes k6's writes. */
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
  const embedded = await createEmbeddedStore({ directory: join(config.dataDir, 'metrics'), now });
  return { store: embedded, embedded };
}
