import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { createSlackClient, type SlackClient } from '../alerts';
import type { LoadTest } from '../model/load-test';
import type { Config } from '../config';
import { openDatabase, type OpenDatabase } from '../db';
import type { HttpApp } from '../http';
import type { Breaker } from '../lib/outbound/breaker';
import { createEmbeddedStore, createInfluxStore, type EmbeddedStore } from '../metrics';
import { type MetricsStore } from '../model/figures';
import { productionDeployment, type VercelClient } from '../remediation';
import type { Runner } from '../runner';
import type { EntryProfile } from '../runs';
import { StartError, systemErrorCode } from './start-error';

/** The parts that the sidecar is put together from, each made from the configuration. */

export function makeDataFolder(dataDir: string): void {
  try {
    makeFolders(resolve(dataDir));
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    throw new StartError(
      `The data folder ${dataDir} cannot be used (${systemErrorCode(error) ?? 'unknown error'}). ` +
        'Set DATA_DIR to a folder that this user may write to.'
    );
  }
}

/** Step by step: Node's own `recursive` never returns where a folder cannot be made in one that exists (under /proc). */
function makeFolders(folder: string): void {
  if (existsSync(folder)) {
    return;
  }
  makeFolders(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/** Refusals of a Postgres server carry SQLSTATE codes: 28… wrong user or password, 3D000 no such database. */
export async function openRecords(config: Config): Promise<OpenDatabase> {
  try {
    return await openDatabase({ databaseUrl: config.database?.url.reveal() ?? null, dataDir: config.dataDir });
  } catch (error) {
    const code = systemErrorCode(error);
    if (config.database === null || code === null) {
      throw error;
    }
    throw new StartError(
      `The database of DATABASE_URL cannot be opened (${code}). Check that the Postgres server runs, and that host, ` +
        'port, user, password and database name in DATABASE_URL are right.',
      { cause: error }
    );
  }
}

export async function listen(app: HttpApp, { host, port }: Config['http']): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EADDRINUSE') {
      throw new StartError(`Port ${port} on ${host} is taken. Stop what listens there, or set PORT.`);
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new StartError(`The sidecar cannot listen on ${host}:${port} (${code}). Set HOST and PORT.`);
    }
    throw error;
  }
}

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

export function slackClient({ slack }: Config, breaker: Breaker): SlackClient | null {
  if (slack === null) {
    return null;
  }
  return createSlackClient(
    slack.kind === 'bot'
      ? { botToken: slack.token.reveal(), channel: slack.channel, apiUrl: slack.apiUrl }
      : { webhookUrl: slack.url.reveal() },
    { breaker }
  );
}

/** Where the runner's k6 streams to: InfluxDB, or this sidecar's own `/write`. */
export function runnerOutput(config: Config, app: HttpApp, runnerKey: string) {
  if (config.influx !== null) {
    const { url, token, bucket } = config.influx;
    return {
      url: `${url.replace(/\/+$/, '')}/${bucket}`,
      username: token === null ? null : 'k6',
      password: token?.reveal() ?? null,
    };
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.http.port;
  const host = ['0.0.0.0', '::', 'localhost'].includes(config.http.host) ? '127.0.0.1' : config.http.host;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/k6`,
    username: 'k6',
    password: runnerKey,
  };
}

export async function inspectEntry(runner: Runner | null, test: LoadTest): Promise<EntryProfile> {
  const inspection = await runner?.inspect(test).catch((error: unknown) => ({
    ok: false as const,
    failure: { message: error instanceof Error ? error.message : 'k6 could not be asked' },
  }));
  if (inspection === undefined) {
    return { problem: 'the sidecar is still starting' };
  }
  return inspection.ok
    ? {
        loadProfileHash: inspection.loadProfileHash,
        planned: inspection.planned,
        thresholds: inspection.thresholds,
        measuredOptions: inspection.measuredOptions,
        k6Version: inspection.k6Version ?? 'unknown',
      }
    : { problem: inspection.failure.message };
}

export async function productionOf(vercel: VercelClient | null, test: LoadTest, logger: Logger) {
  const policy = test.remediation.vercel;
  if (vercel === null || policy === null) {
    return null;
  }
  return productionDeployment(policy.projectId, policy.teamId, vercel, (reason) =>
    logger.warn({ test: test.name, reason }, 'the production deployment could not be recorded')
  );
}
