import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { askEveryMs, createGrafanaRules, createRunAlertTeller } from '../alerts';
import { createAnnotationClient } from '../annotations';
import { bannerRoutes, testRoutes, incidentRoutes, ingestRoutes, runRoutes } from '../api';
import { createBannerSource } from '../banner';
import { loadCatalogue } from '../catalogue';
import { type LoadTest } from '../model/load-test';
import {
  inspectEntry,
  listen,
  makeDataFolder,
  openRecords,
  openStore,
  productionOf,
  runnerOutput,
  slackClient,
} from './parts';
import type { Config } from '../config';
import { createDiagnoser } from '../diagnosis';
import { releaseEffects } from '../effects';
import { buildHttp, createMetricsRegistry, type HttpApp, type HttpOptions } from '../http';
import { hashApiKey } from '../model/api-key';
import { generateApiKey, loadApiKeys, storeConfiguredKeys, storeKey, localAdminKey } from '../access';
import { createBreakers, type Peer } from '../lib/outbound/breaker';
import { createLoop, createOwnerWatch, registerLoopMetrics, withBreaker, type OwnerTimes } from '../loop';
import { createVercelClient } from '../remediation';
import { createRunner, type Runner, createRunnerReports } from '../runner';
import { startRun, type EntryProfile } from '../runs';
import type { ShutdownPhase } from './shutdown';
import { version } from './version';

export interface Sidecar {
  readonly app: HttpApp;
  /** Listens, then starts the runner and the loop. @returns the base URL. */
  start(): Promise<string>;
  /** Stop intake, drain, close: for the shutdown. */
  readonly phases: readonly ShutdownPhase[];
}

export interface SidecarOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly now?: () => Date;
  readonly random?: () => number;
  /** How long the model may take, in ms. Default: 20 s per try, 45 s in all. */
  readonly modelTimeouts?: { readonly tryTimeoutMs: number; readonly overallTimeoutMs: number };
  /** Default: says every 5 s that it is at work, and takes another sidecar for gone after 30 s. */
  readonly ownerTimes?: OwnerTimes;
  /** Limits of the HTTP server; default: the usual ones. */
  readonly http?: Pick<HttpOptions, 'limits' | 'timings'>;
}

/** How long running k6 processes get to end on SIGINT when the sidecar stops, in ms. */
const drainRunnerMs = 5000;
const sweepEveryMs = 60 * 60 * 1000;
/** How soon a key that another sidecar has revoked stops working here, in ms. */
const keyReloadMs = 30_000;

/**
 * Everything put together from the configuration: nothing listens and nothing is worked on before `start`.
 *
 * @throws CatalogueError, FolderInUseError, or the error of a database that cannot be opened.
 */
export async function createSidecar(options: SidecarOptions): Promise<Sidecar> {
  const { config, logger, now = () => new Date(), random = Math.random } = options;
  const catalogue = await loadCatalogue(config.loadTestsFile, process.env, {
    projectId: config.vercel?.projectId ?? null,
    teamId: config.vercel?.teamId ?? null,
  });
  makeDataFolder(config.dataDir);
  const database = await openRecords(config);
  const { db } = database;
  const { store, embedded } = await openStore(config, now);

  const runnerKey = generateApiKey();
  if (config.http.apiKeys.length > 0) {
    await storeConfiguredKeys(db, config.http.apiKeys, now());
  } else {
    const { record, file } = localAdminKey(config.dataDir);
    await storeKey(db, record, now());
    logger.info({ file }, 'no API_KEYS are configured: the key for every scope is in this file');
  }
  const storedKeys = await loadApiKeys(db);
  const runnerRecord = {
    id: 'runner',
    name: 'runner',
    hash: hashApiKey(runnerKey),
    scopes: ['ingest' as const],
    grafana: false,
  };
  const apiKeys = {
    find: (hash: string) => (hash === runnerRecord.hash ? runnerRecord : storedKeys.find(hash)),
  };

  const { publicUrl } = config.grafana;
  const runUrl = (runId: string) =>
    publicUrl === null
      ? null
      : `${publicUrl.replace(/\/+$/, '')}/a/blueclerk-loadtest-app/runs/${encodeURIComponent(runId)}`;
  /** Set when there is a loop; no peer is called before. */
  let peerAnswers: (peer: Peer) => void = () => undefined;
  const breakers = createBreakers({
    onChange(state, peer) {
      if (state === 'paused') {
        logger.warn({ peer }, 'the peer has not answered several times in a row: it is asked less often');
      } else {
        logger.info({ peer }, 'the peer answers again');
        peerAnswers(peer);
      }
    },
  });
  const slack = slackClient(config, breakers.slack);
  const vercel =
    config.vercel === null
      ? null
      : createVercelClient({
          token: config.vercel.token.reveal(),
          apiUrl: config.vercel.apiUrl,
          breaker: breakers.vercel,
          now,
        });
  const annotations =
    config.grafana.api === null
      ? null
      : createAnnotationClient({
          grafanaUrl: config.grafana.api.url,
          token: config.grafana.api.token.reveal(),
          breaker: breakers.grafana,
          now,
        });
  const teller = createRunAlertTeller({
    setting: config.runAlerts,
    ask:
      config.grafana.api === null
        ? null
        : createGrafanaRules({
            grafanaUrl: config.grafana.api.url,
            token: config.grafana.api.token.reveal(),
            breaker: breakers.grafana,
            now,
          }),
    now,
    logger,
  });
  const { anthropic, deadlineSeconds } = config.diagnosis;
  const banner = createBannerSource({ db, now, runUrl, diagnosisDeadlineSeconds: deadlineSeconds, logger });
  const loop = createLoop({
    db,
    store,
    breakers,
    diagnoser: createDiagnoser({
      anthropic:
        anthropic === null
          ? null
          : {
              apiKey: anthropic.apiKey.reveal(),
              model: anthropic.model,
              breaker: breakers.anthropic,
              ...(anthropic.baseUrl === null ? {} : { baseUrl: anthropic.baseUrl }),
              ...options.modelTimeouts,
            },
      now,
    }),
    slack,
    vercel,
    annotations,
    mode: config.remediation.mode,
    vercelConfigured: vercel !== null,
    allowedProjectIds: config.vercel?.allowedProjectIds ?? [],
    runAlerts: () => teller.current().kind,
    diagnosisDeadlineSeconds: deadlineSeconds,
    runUrl,
    now,
    random,
    logger,
    onChange: () => banner.refresh(),
  });
  peerAnswers = (peer) => loop.peerAnswers(peer);

  let runner: Runner | null = null;
  const owner = randomUUID();
  const reports = createRunnerReports({
    db,
    now,
    owner,
    deadlineSecondsOf: (test) => catalogue.tests.get(test)?.deadlineSeconds ?? 3600,
    productionOf: async (name) => {
      const test = catalogue.tests.get(name);
      return test === undefined ? null : productionOf(vercel, test, logger);
    },
    runReady: () => loop.runReady(),
    logger,
  });
  const owners = createOwnerWatch({
    db,
    owner,
    isAlone: database.kind === 'embedded',
    testOf: (name) => catalogue.tests.get(name),
    enqueue: (run, test) => {
      runner?.enqueue({ runId: run.id, test });
      return runner !== null;
    },
    couldNotStart: (runId, reason) => reports.couldNotStart(runId, reason),
    runReady: () => loop.runReady(),
    logger,
    ...(options.ownerTimes && { times: options.ownerTimes }),
  });
  const profiles = new Map<string, Promise<EntryProfile>>();
  /** What k6 says about an entry, asked once per version of its script and settings. */
  const profileOf = (test: LoadTest): Promise<EntryProfile> => {
    const key = JSON.stringify([test.script, test.scriptHash, test.target, test.env]);
    const known = profiles.get(key) ?? inspectEntry(runner, test);
    profiles.set(key, known);
    return known.then((profile) => {
      // Asked again the next time: k6 may only have been slow, or not installed yet.
      if ('problem' in profile) {
        profiles.delete(key);
      }
      return profile;
    });
  };

  const rulesTell = async (): Promise<void> => {
    const current = teller.current();
    if (current.kind === 'sidecar') {
      throw new Error(current.reason ?? "Grafana's alert rules do not tell");
    }
  };
  const registry = createMetricsRegistry();
  registerLoopMetrics(registry, { db, breakers });
  const app = await buildHttp({
    config,
    logger,
    apiKeys,
    version,
    registry,
    readiness: [
      { name: 'database', check: () => database.check(), required: true },
      { name: 'metricStore', check: () => store.check(), required: false },
      ...(config.runAlerts === 'grafana' ? [{ name: 'grafanaAlertRules', check: rulesTell, required: false }] : []),
    ],
    ...options.http,
  });
  await app.register(runRoutes, {
    db,
    store: withBreaker(store, breakers.metricStore),
    now,
    runUrl,
    catalogue: () => catalogue,
    profileOf,
    runReady: () => loop.runReady(),
    stop: (runId) => (runner?.stop(runId, { byPerson: true }) ?? 'unknown') !== 'unknown',
  });
  await app.register(testRoutes, {
    catalogue: () => catalogue,
    runNow: (test, startedBy) =>
      startRun(
        {
          db,
          now,
          owner,
          profileOf,
          enqueue: (run, each) => owners.hand(run, each),
        },
        test,
        'manual',
        startedBy
      ),
  });
  await app.register(incidentRoutes, { db });
  await app.register(bannerRoutes, {
    db,
    source: banner,
    isPublic: config.banner.public,
    allowedOrigins: config.banner.allowedOrigins,
    runUrl,
  });
  if (embedded !== null) {
    await app.register(ingestRoutes, { store: embedded });
  }

  const timers: NodeJS.Timeout[] = [];
  /** Does something now and then; a failure is logged and tried again the next time. */
  const every = (ms: number, what: string, work: () => Promise<unknown>) => {
    const timer = setInterval(() => {
      work().catch((error: unknown) => logger.error({ err: error }, `${what} failed`));
    }, ms);
    timer.unref();
    timers.push(timer);
  };

  return {
    app,
    async start() {
      await owners.signOn();
      const url = await listen(app, config.http);
      runner = createRunner({
        k6Bin: config.k6Bin,
        output: runnerOutput(config, app, runnerKey),
        report: reports,
        logger,
        workDirectory: join(config.dataDir, 'runner'),
        now,
      });
      if (database.kind === 'embedded') {
        // One process owns this folder: nobody else works on what the process before had under way.
        await releaseEffects(db);
      }
      await owners.start();
      // Before the loop: what is told first must not be told twice.
      await Promise.all([teller.ask(), banner.refresh()]);
      banner.start();
      loop.start();
      if (config.runAlerts === 'grafana') {
        every(askEveryMs, "asking for Grafana's alert rules", () => teller.ask());
      }
      every(keyReloadMs, 'reading the API keys again', () => storedKeys.reload());
      if (embedded !== null) {
        every(sweepEveryMs, 'deleting old samples', () => embedded.sweep());
      }
      return url;
    },
    phases: [
      {
        name: 'end k6',
        timeoutMs: drainRunnerMs + 1000,
        run: async (signal) => {
          const stopped = owners.stop();
          const drained = await runner?.drain(drainRunnerMs, signal);
          await stopped;
          if (drained !== undefined) {
            logger.info(drained, 'the runner has ended');
          }
        },
      },
      { name: 'stop intake', run: () => app.close() },
      { name: 'finish work', run: () => loop.stop() },
      { name: 'sign off', run: () => owners.signOff() },
      {
        name: 'close stores',
        run: async () => {
          banner.stop();
          timers.forEach((timer) => clearInterval(timer));
          await store.close();
          await database.close();
        },
      },
    ],
  };
}
