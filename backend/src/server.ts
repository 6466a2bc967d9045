import { createSidecar } from './main/sidecar';
import { CatalogueError } from './catalogue';
import { ConfigError, configurationHelp, loadConfig, type Config } from './config';
import { FolderInUseError, RecordsFolderError } from './db';
import { createLogger, readableLines } from './http';
import { createShutdown } from './main/shutdown';
import { StartError } from './main/start-error';

/** Reads the configuration, starts the sidecar and ties it to the process. Exit code 1 when it cannot start. */
async function main(): Promise<void> {
  const config = readConfig();
  const logger = createLogger({
    level: config.logLevel,
    secrets: config.secrets,
    // JSON for whatever reads a pipe or a file, words for a person.
    ...(process.stdout.isTTY && { destination: readableLines(1) }),
  });
  for (const warning of config.warnings) {
    logger.warn(warning, 'a setting is allowed and probably not meant');
  }
  const sidecar = await createSidecar({ config, logger });
  createShutdown({ phases: sidecar.phases, logger }).install();
  const url = await sidecar.start();
  logger.info(
    {
      url,
      docs: `${url}/docs`,
      records: config.database === null ? 'embedded' : 'Postgres server',
      metricStore: config.influx === null ? 'embedded' : 'InfluxDB',
      model: config.diagnosis.anthropic?.model ?? 'none, rules only',
      slack: config.slack?.kind ?? 'not configured',
      remediation: config.remediation.mode,
    },
    'the sidecar is ready'
  );
}

function readConfig(): Config {
  try {
    return loadConfig(process.env);
  } catch (error) {
    fail(error);
  }
}

/** What an operator can put right is said plainly; anything else with its stack. */
function fail(error: unknown): never {
  const expected =
    error instanceof ConfigError ||
    error instanceof CatalogueError ||
    error instanceof FolderInUseError ||
    error instanceof RecordsFolderError ||
    error instanceof StartError;
  process.stderr.write(
    `${expected ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`
  );
  process.exit(1);
}

if (process.argv.includes('--help')) {
  process.stdout.write(configurationHelp());
} else {
  main().catch(fail);
}
