/**
 * A sidecar as a process of its own that a test may kill or suspend: configured by its environment, with the times of
 * SIDECAR_CHILD_OWNER_TIMES (JSON; null: the usual ones), and its log on standard output. The line "the sidecar is ready" has its URL.
 */
import { createSidecar } from '../../backend/src/main/sidecar';
import { loadConfig } from '../../backend/src/config';
import { createLogger } from '../../backend/src/http';
import type { OwnerTimes } from '../../backend/src/loop';
import { createShutdown } from '../../backend/src/main/shutdown';

async function main(): Promise<void> {
  const { SIDECAR_CHILD_OWNER_TIMES: times = 'null', ...env } = process.env;
  const ownerTimes = JSON.parse(times) as OwnerTimes | null;
  const config = loadConfig(env);
  const logger = createLogger({ level: config.logLevel, secrets: config.secrets });
  const sidecar = await createSidecar({ config, logger, ...(ownerTimes && { ownerTimes }) });
  createShutdown({ phases: sidecar.phases, logger }).install();
  logger.info({ url: await sidecar.start() }, 'the sidecar is ready');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
