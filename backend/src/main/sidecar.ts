import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { createBannerSource } from '../banner';
import { createChangeWatch } from '../changes';
import { createCatalogueSource, loadCatalogue, maintenanceAt } from '../catalogue';
import type { Config } from '../config';
import { createHints } from '../db';
import type { HttpApp, HttpOptions } from '../http';
import {
  askWhileWell,
  beat,
  createLoop,
  createNameGuard,
  createOwnerWatch,
  createPersonTeller,
  createRedeployApprover,
  expectedRuns,
  type OwnerTimes,
} from '../loop';
import type { LoadTest } from '../model/load-test';
import {
  createProbe,
  createProgressWatch,
  createRunner,
  createRunnerReports,
  endOrphans,
  type Runner,
} from '../runner';
import { closeOrphaned, runOfGate, startRun, type RunRow } from '../runs';
import { createRenewal } from './parts/renewal';
import { createDeploymentStarter, createScheduler, takeDeployment } from '../triggers';
import { createIntervals } from './intervals';
import { createHttpServer } from './parts/http-server';
import { openKeys } from './parts/keys';
import { createRunUrls, grafanaRunUrl } from './parts/run-urls';
import { createOutside } from './parts/outside';
import { createProfiles } from './parts/profiles';
import { makeDataFolder, openRecords, whileServerStays } from './parts/records';
import { runnerOutput } from './parts/runner-output';
import { openStore } from './parts/samples';
import { createScriptCheck } from './parts/script-check';
import { tellWhatIsMissing } from './parts/start-checks';
import type { ShutdownPhase } from './shutdown';
import { type Opened, phasesOf, start, type Working } from './working';
import { betweenFaultPoints } from '../lib/fault-point';

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
  /** By this factor leases are shorter, and Slack's pace is faster, than in earnest. Default: 1. */
  readonly haste?: number;
  /** Limits of the HTTP server; default: the usual ones. */
  readonly http?: Pick<HttpOptions, 'limits' | 'timings'>;
}

/**
 * Everything put together from the configuration: nothing listens and nothing is worked on before `start`.
 *
 * @throws CatalogueError, FolderInUseError, StartError, or the error of a database that cannot be opened.
 */
export async function createSidecar(options: SidecarOptions): Promise<Sidecar> {
  const opened = await open(options);
  const working = await whileServerStays(options.config, () => assemble(options, opened));
  const intervals = createIntervals(options.logger);
  return {
    app: working.app,
    start: async () => {
      const url = await whileServerStays(options.config, () => start(options.config, opened, working, intervals));
      // Neither a store that is silent nor a script that never ends must hold up the start.
      void tellWhatIsMissing({ ...options, store: opened.store, beat: working.beat });
      void working.scripts.look();
      return url;
    },
    phases: phasesOf(options.logger, opened, working, intervals),
  };
}

async function open({ config, logger, now = () => new Date() }: SidecarOptions): Promise<Opened> {
  const load = () =>
    loadCatalogue(config.loadTestsFile, process.env, {
      projectId: config.vercel?.projectId ?? null,
      teamId: config.vercel?.teamId ?? null,
    });
  const catalogue = createCatalogueSource(await load(), load, logger);
  makeDataFolder(config.dataDir);
  const database = await openRecords(config);
  const samples = await openStore(config, now);
  const keys = await whileServerStays(config, () => openKeys(config, { db: database.db, now, logger }));
  return { catalogue, database, ...samples, keys };
}

async function assemble(options: SidecarOptions, opened: Opened): Promise<Working> {
  const { config, logger, now = () => new Date(), random = Math.random } = options;
  const { catalogue, database, store, embedded, keys } = opened;
  const { db } = database;
  const isAlone = database.kind === 'embedded';
  const owner = randomUUID();
  const testOf = (name: string) => catalogue.current().tests.get(name);
  const runUrl = createRunUrls(config, () => app.server.address());
  const labelsOf = (test: string) => testOf(test)?.labels ?? {};
  const maintenanceOf = (name: string, at: Date) => {
    const test = testOf(name);
    return test === undefined ? null : maintenanceAt(test, at);
  };
  const { deadlineSeconds } = config.diagnosis;
  const workDirectory = join(config.dataDir, 'runner');
  let runner: Runner | null = null;
  const profiles = createProfiles(() => runner);
  const probe = createProbe();

  const outside = createOutside(config, {
    now,
    logger,
    modelTimeouts: options.modelTimeouts,
    peerAnswers: (peer) => loop.peerAnswers(peer),
  });
  const { breakers, teller } = outside;
  const banner = createBannerSource({
    db,
    // A server that nothing can be read from shows by the read itself.
    ...(isAlone && { canStore: database.check }),
    now,
    catalogue: catalogue.current,
    runUrl,
    diagnosisDeadlineSeconds: deadlineSeconds,
    logger,
  });
  const changes = createChangeWatch({ db, logger });
  const hints = createHints({
    databaseUrl: config.database?.url.reveal() ?? null,
    db,
    sidecar: owner,
    heard(hint) {
      changes.nudge();
      if (hint === 'changed') {
        void banner.refresh();
        loop.lookForWork();
      } else {
        loop.runReady();
      }
    },
    random,
    logger,
  });
  const onChange = () => {
    hints.tell('changed');
    changes.nudge();
    return banner.refresh();
  };
  const planning = { now, runUrl, labelsOf, runAlerts: () => teller.current().kind };
  const deciding = {
    ...planning,
    mode: config.remediation.mode,
    vercelConfigured: outside.vercel !== null,
    allowedProjectIds: config.vercel?.allowedProjectIds ?? [],
    maintenanceOf,
  };
  const loop = createLoop({
    ...outside,
    ...deciding,
    db,
    store,
    diagnosisDeadlineSeconds: deadlineSeconds,
    random,
    logger,
    onChange,
    owner,
    haste: options.haste,
    isAlone,
    testOf,
    profileOf: (test) => profiles.profileOf(test),
    enqueue: (run, test) => owners.hand(run, test),
    probe,
  });
  const runReady = () => {
    hints.tell('runReady');
    changes.nudge();
    loop.runReady();
  };
  const report = createRunnerReports({
    db,
    now,
    owner,
    testOf,
    productionOf: async (name) => {
      const test = testOf(name);
      return test === undefined ? null : outside.productionOf(test);
    },
    runReady,
    logger,
  });
  const owners = createOwnerWatch({
    db,
    owner,
    isAlone,
    testOf,
    enqueue: (run, test) => {
      runner?.enqueue({ runId: run.id, test, queuedAt: run.announcedAt, isFirst: run.trigger === 'verification' });
      return runner !== null;
    },
    stopRun: (runId) => void runner?.stop(runId, { byPerson: true }),
    couldNotStart: (runId, reason) => report.couldNotStart(runId, reason),
    runReady,
    logger,
    ...(options.ownerTimes && { times: options.ownerTimes }),
  });
  const { profileOf, inspectionOf } = profiles;
  const scripts = createScriptCheck({ catalogue: catalogue.current, inspectionOf, logger, now });
  const nameGuard = createNameGuard({ store, now, logger });
  const expected = () => expectedRuns(db, catalogue.current().tests.values());
  const runnerStatus = () => {
    const status = runner?.status();
    return { running: status?.running.length ?? 0, queued: status?.queued.length ?? 0 };
  };
  const enqueue = (run: RunRow, test: LoadTest) => owners.hand(run, test);
  const progress = createProgressWatch({
    standings: () => runner?.standings() ?? [],
    live: (run, recent) => askWhileWell(breakers.metricStore, () => store.live(run, recent)),
    now,
  });
  const starting = { db, now, owner, profileOf, enqueue };
  const scheduler = createScheduler({ ...starting, catalogue: catalogue.current, runReady, onChange, logger });
  const deployments = createDeploymentStarter({
    ...starting,
    testOf,
    vercel: outside.vercel,
    probe,
    onChange,
    logger,
  });
  const app = await createHttpServer({
    config,
    logger,
    database,
    store,
    embedded,
    apiKeys: keys,
    breakers,
    teller,
    nameGuard,
    catalogueProblem: catalogue.problem,
    scriptsProblem: scripts.problem,
    expected,
    runs: {
      now,
      runUrl,
      labelsOf,
      catalogue: catalogue.current,
      profileOf,
      runReady,
      stop: (runId) => (runner?.stop(runId, { byPerson: true }) ?? 'unknown') !== 'unknown',
    },
    tests: {
      db,
      now,
      catalogue: catalogue.current,
      scriptProblemOf: scripts.problemOf,
      runNow: (test, startedBy) => startRun(starting, test, 'manual', startedBy),
    },
    gates: {
      catalogue: catalogue.current,
      runUrl,
      runOf: (test, asked, askedBy) => runOfGate(starting, test, asked, askedBy),
    },
    webhooks: {
      now,
      async take(deployment, promoted) {
        const taken = await takeDeployment({ db, now, catalogue: catalogue.current }, deployment, promoted);
        deployments.nudge();
        return taken;
      },
    },
    changes,
    progress,
    remediation: { now, catalogue: catalogue.current },
    incidents: {
      now,
      teller: createPersonTeller(planning),
      approver: createRedeployApprover({ ...deciding, db }),
      onChange,
    },
    slack: { slack: outside.slack, now },
    annotations: { layer: outside.annotations, now },
    runner: runnerStatus,
    banner: { source: banner, runUrl },
    inGrafana: (runId) => grafanaRunUrl(config, runId),
    http: options.http,
  });
  return {
    app,
    loop,
    owners,
    scheduler,
    deployments,
    banner,
    hints,
    changes,
    progress,
    teller,
    nameGuard,
    scripts,
    beat: () =>
      beat({
        db,
        store,
        now,
        runner: runnerStatus,
        nameValues: () => nameGuard.values(),
        runAlerts: config.runAlerts,
        expected,
      }),
    endOrphans: () =>
      endOrphans({
        workDirectory,
        logger,
        ended: async (runId) => {
          if (!(await betweenFaultPoints('close orphaned', () => closeOrphaned(db, runId)))) {
            logger.warn({ runId }, 'the run of a k6 that was left behind had been closed before');
          }
        },
      }),
    startRunner() {
      runner = createRunner({
        k6Bin: config.k6Bin,
        output: runnerOutput(config, app, keys.runnerKey),
        report,
        logger,
        renewed: createRenewal({ db, catalogue, profileOf, logger }),
        workDirectory,
        maxMemoryMb: config.runner.maxMemoryMb,
        now,
      });
    },
    runner: () => runner,
  };
}
