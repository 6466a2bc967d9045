import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFakeAnthropic, type FakeAnthropic } from '../../backend/src/testing/fakes/anthropic';
import { startFakeGrafana, type FakeGrafana } from '../../backend/src/testing/fakes/grafana';
import { startFakeSlack, type FakeSlack } from '../../backend/src/testing/fakes/slack';
import { startFakeVercel, type FakeVercel } from '../../backend/src/testing/fakes/vercel';
import { createOwnDatabase, type OwnDatabase } from '../../backend/src/testing/databases';
import { putEmptyRecords } from '../../backend/src/testing/empty-records';
import { startTarget, type Target } from '../fixtures/k6/target';
import { createFakeK6, type FakeK6 } from '../scenarios/fake-k6';
import { healthy, p95LimitMs, slowStart } from '../scenarios/load';
import { startTcpProxy, type TcpProxy } from '../scenarios/tcp-proxy';
import { writeCatalogue, type CatalogueFolder } from '../stack/catalogue';
import { createStackClient, type StackClient } from '../stack/client';
import { sidecarEnvironment } from '../stack/sidecar';
import type { FaultAct } from './protocol';
import type { Random } from './random';
import { buildReplica, startReplica, type Replica } from './replica';

export type Records = 'PGlite' | 'Postgres';

/** Load tests whose k6 somebody else runs, those that the sidecar runs and may redeploy, those that deployments start. */
export interface ArenaTests {
  readonly reported: readonly string[];
  readonly own: readonly string[];
  readonly deployed: readonly string[];
}

/** Sidecars that die and come back, and everybody around them, who does not. */
export interface Arena {
  readonly records: Records;
  readonly tests: ArenaTests;
  readonly replicas: readonly Replica[];
  readonly slack: FakeSlack;
  readonly vercel: FakeVercel;
  readonly anthropic: FakeAnthropic;
  readonly grafana: FakeGrafana;
  readonly k6: FakeK6;
  readonly deploymentsSecret: string;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  /** When a replica has died, in ms since the epoch. */
  readonly deaths: readonly number[];
  /** Of a replica that is at work, whichever. */
  api(): Promise<StackClient>;
  apiOf(replica: Replica): Promise<StackClient>;
  /** What a replica tells Prometheus, by the name of the figure; of any that is at work, unless one is named. */
  figuresOf(replica?: Replica): Promise<(name: string) => number>;
  /** Writes samples wherever a judge may look for them. */
  write(lines: string): Promise<void>;
  /** Cuts the line to Postgres for so long, in ms; without one, nothing happens. */
  cutDatabase(ms: number): Promise<void>;
  /** What Slack lists only later, or does again. */
  listLate(ms: number): void;
  readonly lateListings: ReadonlyArray<{ readonly from: number; to: number }>;
  close(): Promise<void>;
}

const teamId = 'team_chaos';
export const projectOf = (test: string): string => `prj_${test}`;

/** Shorter than the real ones by a factor that lets a chaos run take minutes; their proportions stay. */
const times = {
  ownerTimes: { everyMs: 500, limitSeconds: 4 },
  modelTimeouts: { tryTimeoutMs: 1500, overallTimeoutMs: 3000 },
  haste: 20,
};

export interface ArenaOptions {
  readonly records: Records;
  readonly tests: ArenaTests;
  readonly random: Random;
  readonly onSeen: (point: string) => void;
  /** A replica has broken off at this point. */
  readonly onBroken?: (point: string, act: FaultAct) => void;
  readonly onDeath: (replica: string) => void;
}

export async function startArena(options: ArenaOptions): Promise<Arena> {
  const { records, tests, random } = options;
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const running = [...tests.own, ...tests.deployed];
  const targets = new Map<string, Target>();
  for (const test of running) {
    targets.set(test, await startTarget());
  }
  const k6 = await createFakeK6();
  const plan = (test: string, helps: boolean) => k6.plan(test, helps ? healthy() : slowStart());
  const testOfProject = new Map(running.map((test) => [projectOf(test), test]));
  const [slack, vercel, anthropic, grafana, catalogue, database] = await Promise.all([
    startFakeSlack(),
    startFakeVercel({
      projects: running.map((test) => ({ id: projectOf(test), name: test, teamId })),
      // Two redeploys of three help.
      onRedeploy: (projectId) => void plan(testOfProject.get(projectId) ?? '', random.chance(2 / 3)),
    }),
    startFakeAnthropic(),
    startFakeGrafana(),
    catalogueOf(tests, targets),
    records === 'Postgres' ? createOwnDatabase() : null,
  ]);
  const proxy = database === null ? null : await proxyTo(database);
  const databaseUrl = database === null || proxy === null ? null : throughProxy(database, proxy);
  const deploymentsSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const settings = {
    ANTHROPIC_API_KEY: 'no-real-anthropic-key',
    ANTHROPIC_BASE_URL: anthropic.url,
    VERCEL_TOKEN: vercel.token,
    VERCEL_API_URL: vercel.url,
    VERCEL_ALLOWED_PROJECT_IDS: running.map(projectOf).join(','),
    SLACK_BOT_TOKEN: slack.token,
    SLACK_CHANNEL: slack.channel,
    SLACK_API_URL: slack.apiUrl,
    GRAFANA_URL: grafana.grafanaUrl,
    GRAFANA_TOKEN: grafana.token,
    GRAFANA_PUBLIC_URL: 'https://grafana.example',
    WEBHOOK_DEPLOYMENTS_SECRET: deploymentsSecret,
    ...(databaseUrl !== null && { DATABASE_URL: databaseUrl }),
  };
  const { env, keys } = sidecarEnvironment({
    catalogueFile: catalogue.file,
    k6Bin: k6.path,
    env: settings,
    dataDir: folder,
  });
  const program = await buildReplica(folder);
  const deaths: number[] = [];
  const start = async (name: string): Promise<Replica> => {
    const dataDir = join(folder, name);
    if (databaseUrl === null) {
      await putEmptyRecords(dataDir);
    }
    return startReplica({
      name,
      program,
      env: { ...env, DATA_DIR: dataDir },
      times,
      onSeen: options.onSeen,
      onDeath: (at) => {
        deaths.push(at.getTime());
        options.onDeath(name);
      },
      onBroken: (point, act) => {
        options.onBroken?.(point, act);
        if (act === 'wait') {
          // The database goes away at this very point, and comes back while the work waits for it.
          proxy?.cut();
          setTimeout(() => proxy?.mend(), 1500);
        }
        return Promise.resolve();
      },
    });
  };
  const replicas = [await start('one'), ...(records === 'Postgres' ? [await start('two')] : [])];
  // What was redeployed is built and goes live.
  const builds = setInterval(() => vercel.advance(), 300);
  const lateListings: Array<{ from: number; to: number }> = [];

  const apiOf = async (replica: Replica): Promise<StackClient> =>
    createStackClient(await replica.ready(), keys, () => replica.logged());
  const atWork = (): Replica => random.pick(replicas.some(isUp) ? replicas.filter(isUp) : replicas);
  const arena: Arena = {
    records,
    tests,
    replicas,
    slack,
    vercel,
    anthropic,
    grafana,
    k6,
    deploymentsSecret,
    dataDir: join(folder, 'one'),
    databaseUrl: database === null ? null : database.url.toString(),
    deaths,
    lateListings,
    apiOf,
    api: () => apiOf(atWork()),
    async figuresOf(replica = atWork()) {
      const url = await replica.ready();
      const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${keys.read}` } });
      const text = await answer.text();
      return (name) => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? NaN);
    },
    async write(lines) {
      for (const replica of replicas) {
        const answer = await fetch(`${await replica.ready()}/write?db=k6`, {
          method: 'POST',
          headers: { authorization: `Bearer ${keys.ingest}` },
          body: lines,
        });
        if (answer.status !== 204) {
          throw new Error(`the samples were answered with ${answer.status}`);
        }
      }
    },
    async cutDatabase(ms) {
      if (proxy !== null) {
        proxy.cut();
        await new Promise((resolve) => setTimeout(resolve, ms));
        proxy.mend();
      }
    },
    listLate(ms) {
      const last = lateListings.at(-1);
      if (last?.to === Number.POSITIVE_INFINITY) {
        last.to = Date.now();
      }
      if (ms > 0) {
        lateListings.push({ from: Date.now(), to: Number.POSITIVE_INFINITY });
      }
      slack.listLate(ms);
    },
    async close() {
      clearInterval(builds);
      await Promise.all([
        slack.close(),
        vercel.close(),
        anthropic.close(),
        grafana.close(),
        k6.remove(),
        catalogue.remove(),
        proxy?.close(),
        ...[...targets.values()].map((target) => target.close()),
        rm(folder, { recursive: true, force: true }),
      ]);
      await database?.drop();
    },
  };
  return arena;
}

/** A copy of the folder of the stopped sidecar's embedded records, which reading would change. */
export async function copyOfRecords(arena: Arena): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'chaos-records-'));
  await cp(arena.dataDir, copy, { recursive: true });
  return copy;
}

function catalogueOf(tests: ArenaTests, targets: ReadonlyMap<string, Target>): Promise<CatalogueFolder> {
  const script = 'passing.js';
  const thresholds = { p95ResponseTimeMs: p95LimitMs };
  const targetOf = (test: string) => targets.get(test)?.url ?? `http://${test}.shop.example`;
  return writeCatalogue([
    ...tests.reported.map((name) => ({ name, script, target: targetOf(name), thresholds })),
    ...tests.own.map((name) => ({
      name,
      script,
      target: targetOf(name),
      thresholds,
      remediation: { vercel: { projectId: projectOf(name), teamId } },
    })),
    ...tests.deployed.map((name) => ({
      name,
      script,
      target: targetOf(name),
      thresholds,
      environment: name,
      triggers: ['deployment' as const],
    })),
  ]);
}

function proxyTo({ url }: OwnDatabase): Promise<TcpProxy> {
  return startTcpProxy({ host: url.hostname, port: Number(url.port) });
}

function throughProxy(database: OwnDatabase, proxy: TcpProxy): string {
  const url = new URL(database.url);
  url.host = `127.0.0.1:${proxy.port}`;
  return url.toString();
}

const isUp = (replica: Replica): boolean => replica.url() !== null;
