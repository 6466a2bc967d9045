import type { Logger } from 'pino';
import { askEveryMs } from '../alerts';
import type { BannerSource } from '../banner';
import type { CatalogueSource } from '../catalogue';
import type { ChangeWatch } from '../changes';
import type { Config } from '../config';
import type { Hints, OpenDatabase } from '../db';
import type { HttpApp } from '../http';
import { heartbeatEveryMs, type Loop, type NameGuard, nameGuardEveryMs, type OwnerWatch } from '../loop';
import type { EmbeddedStore } from '../metrics';
import type { MetricsStore } from '../model/figures';
import type { ProgressWatch, Runner } from '../runner';
import type { DeploymentStarter, Scheduler } from '../triggers';
import type { createIntervals } from './intervals';
import type { Keys } from './parts/keys';
import { listen } from './parts/listen';
import type { Outside } from './parts/outside';
import type { ScriptCheck } from './parts/script-check';
import type { ShutdownPhase } from './shutdown';

/** How long running k6 processes get to end on SIGINT when the sidecar stops, in ms. */
const drainRunnerMs = 5000;
/** What is enough to hand back leases, in ms. */
const handBackMs = 1000;
const sweepEveryMs = 60 * 60 * 1000;
const tidyEveryMs = 60 * 60 * 1000;
/** How soon an edited catalogue or script is used, in ms. */
const catalogueLookMs = 10_000;
/** How soon a key that another sidecar has revoked stops working here, in ms. */
const keyReloadMs = 30_000;

/** What is opened before anything works on it. */
export interface Opened {
  readonly catalogue: CatalogueSource;
  readonly database: OpenDatabase;
  readonly store: MetricsStore;
  readonly embedded: EmbeddedStore | null;
  readonly keys: Keys;
}

/** What works once it is started, and is stopped in order. */
export interface Working {
  readonly app: HttpApp;
  readonly loop: Loop;
  readonly owners: OwnerWatch;
  readonly scheduler: Scheduler;
  readonly deployments: DeploymentStarter;
  readonly banner: BannerSource;
  readonly hints: Hints;
  readonly changes: ChangeWatch;
  readonly progress: ProgressWatch;
  readonly teller: Outside['teller'];
  readonly nameGuard: NameGuard;
  readonly scripts: ScriptCheck;
  readonly beat: () => Promise<void>;
  /** Ends what sidecars before it have left running on this machine. */
  endOrphans(): Promise<void>;
  /** Makes the runner, once the address is known that k6 writes to. */
  startRunner(): void;
  runner(): Runner | null;
}

/** In an order in which each finds what it needs. @returns the base URL. */
export async function start(
  config: Config,
  { catalogue, database, embedded, keys }: Opened,
  { app, loop, owners, scheduler, deployments, banner, teller, nameGuard, scripts, ...working }: Working,
  intervals: ReturnType<typeof createIntervals>
): Promise<string> {
  await owners.signOn();
  const url = await listen(app, config.http);
  // Before anything is started on a target that one of them may load.
  await working.endOrphans();
  working.startRunner();
  await owners.start();
  // Before the loop: what is told first must not be told twice.
  await Promise.all([teller.ask(), banner.refresh()]);
  banner.start();
  loop.start();
  working.hints.start();
  scheduler.start();
  deployments.start();
  if (config.runAlerts === 'grafana') {
    intervals.every(askEveryMs, "asking for Grafana's alert rules", () => teller.ask());
  }
  intervals.every(heartbeatEveryMs, 'the heartbeat', working.beat);
  intervals.every(nameGuardEveryMs, 'counting the names of requests', () => nameGuard.look());
  intervals.every(catalogueLookMs, 'reading the catalogue again', () => catalogue.look().then(() => scripts.look()));
  intervals.every(keyReloadMs, 'reading the API keys again', () => keys.reload());
  intervals.every(tidyEveryMs, 'tidying up the records', () => database.tidy());
  if (embedded !== null) {
    intervals.every(sweepEveryMs, 'deleting old samples', () => embedded.sweep());
  }
  return url;
}

/** Stop intake, drain, close. */
export function phasesOf(
  logger: Logger,
  { store, database }: Opened,
  { app, loop, owners, scheduler, deployments, banner, hints, changes, progress, scripts, runner }: Working,
  intervals: ReturnType<typeof createIntervals>
): readonly ShutdownPhase[] {
  return [
    // First: what it starts now would only be ended.
    {
      name: 'stop schedules',
      timeoutMs: 2000,
      run: async () => {
        scripts.stop();
        await Promise.all([scheduler.stop(), deployments.stop()]);
      },
    },
    {
      name: 'end k6',
      timeoutMs: drainRunnerMs + 1000,
      run: async (signal) => {
        const stopped = owners.stop();
        const drained = await runner()?.drain(drainRunnerMs, signal);
        await stopped;
        if (drained !== undefined) {
          logger.info(drained, 'the runner has ended');
        }
      },
    },
    { name: 'stop intake', run: () => app.close() },
    {
      name: 'finish work',
      // What hangs then is handed back, for which some of the time has to be left.
      run: (_signal, withinMs) => loop.stop(Math.max(withinMs / 2, withinMs - handBackMs)),
    },
    { name: 'sign off', run: () => owners.signOff() },
    {
      name: 'close stores',
      run: async () => {
        banner.stop();
        progress.stop();
        await hints.stop();
        await changes.stop();
        intervals.stop();
        await store.close();
        await database.close();
      },
    },
  ];
}
