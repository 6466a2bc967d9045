import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSidecar, type SidecarOptions } from '../../backend/src/main/sidecar';
import { loadConfig } from '../../backend/src/config';
import { createLogger } from '../../backend/src/http';
import { createShutdown } from '../../backend/src/main/shutdown';
import { putEmptyRecords } from '../../backend/src/testing/empty-records';
import { realPart } from '../../backend/src/testing/real-parts';
import { createStackClient, type StackClient, type StackKeys } from './client';

export interface StackOptions {
  /** Of `writeCatalogue`. */
  readonly catalogueFile: string;
  /** Default: k6 2. */
  readonly k6Bin?: string;
  /** Added to the environment: the metric store, the fakes' URLs. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly now?: () => Date;
  /** Kept when the sidecar stops, so that a test may look into it or start another one on it. Default: one of its own. */
  readonly dataDir?: string;
  /** Those of another sidecar on the same records. Default: random ones. */
  readonly keys?: StackKeys;
  readonly sidecar?: Pick<SidecarOptions, 'random' | 'modelTimeouts' | 'ownerTimes' | 'haste'>;
}

type StackEnvironment = Readonly<Record<string, string | undefined>> & { readonly LOADTESTS_FILE: string };

/** A sidecar in this process, over its real configuration, on a free port. */
export interface StackSidecar {
  readonly url: string;
  readonly keys: StackKeys;
  readonly api: StackClient;
  /** What it was configured with: for another sidecar beside it. */
  readonly env: StackEnvironment;
  /** Its JSON log so far. */
  logged(): string;
  /** As on SIGTERM: every phase in order. Rejects when one fails; a second call does nothing more. */
  stop(): Promise<void>;
}

/** Nothing of the machine's own environment gets in but where programs are found. */
export function sidecarEnvironment(
  options: Pick<StackOptions, 'catalogueFile' | 'k6Bin' | 'env' | 'keys'> & { readonly dataDir: string }
): {
  readonly env: StackEnvironment;
  readonly keys: StackKeys;
} {
  const keys: StackKeys = options.keys ?? {
    banner: key(),
    ingest: key(),
    read: key(),
    operate: key(),
    ci: key(),
    person: key(),
  };
  const env = {
    PATH: process.env.PATH,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'info',
    DATA_DIR: options.dataDir,
    LOADTESTS_FILE: options.catalogueFile,
    K6_BIN: options.k6Bin ?? realPart('K6_BIN'),
    API_KEYS: [
      ...(['banner', 'ingest', 'read'] as const).map((scope) => `${keys[scope]}:${scope}`),
      // The plugin's: who Grafana says is acting is believed.
      `${keys.operate}:operate:grafana`,
      `${keys.ci}:ingest+read`,
      `${keys.person}:read+operate`,
    ].join(','),
    ...options.env,
  };
  return { env, keys };
}

export async function startSidecar(options: StackOptions): Promise<StackSidecar> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'stack-')));
  if (!options.env?.DATABASE_URL && !existsSync(join(dataDir, 'records'))) {
    await putEmptyRecords(dataDir);
  }
  const { env, keys } = sidecarEnvironment({ ...options, dataDir });
  const config = loadConfig(env);
  const lines: string[] = [];
  const logged = (): string => lines.join('');
  const logger = createLogger({
    level: config.logLevel,
    secrets: config.secrets,
    destination: { write: (line) => void lines.push(line) },
  });
  const removeOwnFolder = async (): Promise<void> => {
    if (options.dataDir === undefined) {
      await rm(dataDir, { recursive: true, force: true });
    }
  };

  const sidecar = await createSidecar({ config, logger, ...(options.now && { now: options.now }), ...options.sidecar });
  const shutdown = createShutdown({ phases: sidecar.phases, logger, timeoutMs: 20_000 });
  const url = await sidecar.start();
  return {
    url,
    keys,
    env,
    api: createStackClient(url, keys, logged),
    logged,
    async stop() {
      const failures = await shutdown.run('the test is over');
      await removeOwnFolder();
      if (failures.length > 0) {
        throw new AggregateError(
          failures.map(({ error }) => error),
          `shutdown failed:\n${logged()}`
        );
      }
    },
  };
}

function key(): string {
  return randomBytes(24).toString('hex');
}
