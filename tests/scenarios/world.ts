import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunDetail } from '../../src/api/request';
import {
  byTheEvidence,
  startFakeAnthropic,
  type AnthropicRequest,
  type FakeAnthropic,
} from '../../backend/src/testing/fakes/anthropic';
import { startFakeGrafana, type FakeGrafana } from '../../backend/src/testing/fakes/grafana';
import { startFakeSlack, type FakeSlack, type FakeSlackMessage } from '../../backend/src/testing/fakes/slack';
import { startFakeVercel, type FakeDeployment, type FakeVercel } from '../../backend/src/testing/fakes/vercel';
import { startTarget, type Target } from '../fixtures/k6/target';
import { writeCatalogue, type CatalogueEntry, type CatalogueFolder } from '../stack/catalogue';
import type { StackClient } from '../stack/client';
import { startSidecar, type StackOptions, type StackSidecar } from '../stack/sidecar';
import { waitUntil } from '../stack/wait-until';
import { createFakeK6, type FakeK6 } from './fake-k6';
import { announcedLoad, p95LimitMs, partsOf, type Load } from './load';

/** Starting a sidecar takes seconds on a busy machine. */
jest.setTimeout(180_000);

export const publicGrafana = 'https://grafana.example';
export const teamId = 'team_shop';
export const projectOf = (test: string): string => `prj_${test}`;
/** What is in production of the test's project when the world starts. */
export const liveDeploymentOf = (test: string): string => `dpl_${test}_1`;

export interface WorldOptions {
  readonly tests: readonly string[];
  /** Name of the project of each; else each has one of its own. */
  readonly projectNameOf?: (test: string) => string;
  /** More of its entry in the catalogue. */
  readonly entryOf?: (test: string) => Pick<CatalogueEntry, 'schedule' | 'triggers'>;
  /**
   * Targets answer, and deployments are built until `verification` puts them live. Else they are live at once, and
   * their verification waits for targets that nobody answers for.
   */
  readonly answering?: boolean;
  /** Over the normal ones; an empty value unsets. */
  readonly env?: Readonly<Record<string, string>>;
  readonly sidecar?: StackOptions['sidecar'];
  /** Default: one of its own, which goes with the world. */
  readonly dataDir?: string;
  readonly now?: StackOptions['now'];
}

export interface ExternalRun {
  readonly id?: string;
  readonly target?: string;
  readonly scriptHash?: string;
  readonly loadProfileHash?: string;
  readonly announcedTest?: string;
}

/** A sidecar with everything around it: fakes of the outside world, a catalogue and a stand-in for k6. */
export interface World {
  readonly slack: FakeSlack;
  readonly vercel: FakeVercel;
  readonly anthropic: FakeAnthropic;
  readonly grafana: FakeGrafana;
  readonly k6: FakeK6;
  readonly dataDir: string;
  /** Of the sidecar that runs now. */
  sidecar(): StackSidecar;
  api(): StackClient;
  /** The sidecar's own runner; waits until everything that follows has come to its end. */
  run(test: string, load: Load): Promise<RunDetail>;
  /** Redeploys go live, and the run that verifies one finds this. Waits until everything that follows has come to its end. */
  verification(test: string, load: Load): Promise<RunDetail>;
  /** Somebody else's k6, over HTTP: announce, stream, exit code, summary. */
  report(test: string, load: Load, options?: ExternalRun): Promise<RunDetail>;
  /** Only the announcement: nothing more is heard of this run. @returns its id. */
  announceOnly(test: string, load: Load, options?: ExternalRun): Promise<string>;
  /** Exit code and summary of an announced run. */
  sendParts(id: string, load: Load): Promise<void>;
  /** The same without the waiting. @returns the id of the run. */
  reportOnly(test: string, load: Load, options?: ExternalRun): Promise<string>;
  /**
   * As `waitForSettled`, and until it is decided what becomes of the failure: a run that shares another one's redeploy has
   * nothing of its own under way while that is made.
   */
  decided(id: string): Promise<RunDetail>;
  /** What Slack holds about the load test, as `<kind> <run id>`. */
  alerts(test: string): string[];
  messages(test: string): FakeSlackMessage[];
  /** All deployments but the one that was there at the start. */
  newDeployments(test: string): FakeDeployment[];
  /** The model answers this, and something else happens at that very moment: between the verdict and the redeploy. */
  whileDiagnosing(act: (request: AnthropicRequest) => void): void;
  /** Ends the sidecar as SIGTERM does, until `restart`. */
  stop(): Promise<void>;
  /** Ends the sidecar as SIGTERM does and starts another one on the same folder. @param env instead of the first one's. */
  restart(env?: WorldOptions['env']): Promise<void>;
  close(): Promise<void>;
}

export async function startWorld(options: WorldOptions): Promise<World> {
  const { tests } = options;
  const projects = [...new Set(tests.map(options.projectNameOf ?? ((test) => test)))];
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'scenario-')));
  const targets = await startTargets(tests, options.answering === true);
  const targetOf = (test: string): string => targets.get(test)?.url ?? `http://${test}.shop.example`;
  const [slack, vercel, anthropic, grafana, k6, catalogue] = await Promise.all([
    startFakeSlack(),
    startFakeVercel({
      projects: projects.map((name) => ({ id: projectOf(name), name, teamId })),
      readyAtOnce: options.answering !== true,
    }),
    startFakeAnthropic(),
    startFakeGrafana(),
    createFakeK6(),
    catalogueOf(options, targetOf),
  ]);
  const start = (env: WorldOptions['env'] = {}): Promise<StackSidecar> =>
    startSidecar({
      catalogueFile: catalogue.file,
      dataDir,
      ...(options.sidecar && { sidecar: options.sidecar }),
      ...(options.now && { now: options.now }),
      env: {
        K6_BIN: k6.path,
        ANTHROPIC_API_KEY: 'no-real-anthropic-key',
        ANTHROPIC_BASE_URL: anthropic.url,
        VERCEL_TOKEN: vercel.token,
        VERCEL_API_URL: vercel.url,
        VERCEL_ALLOWED_PROJECT_IDS: projects.map(projectOf).join(','),
        SLACK_BOT_TOKEN: slack.token,
        SLACK_CHANNEL: slack.channel,
        SLACK_API_URL: slack.apiUrl,
        GRAFANA_URL: grafana.grafanaUrl,
        GRAFANA_TOKEN: grafana.token,
        GRAFANA_PUBLIC_URL: publicGrafana,
        ...env,
      },
    });
  let sidecar = await start(options.env);
  const api = (): StackClient => sidecar.api;

  /** Each is waited for once. */
  const verifications = new Set<string>();
  const world: World = {
    slack,
    vercel,
    anthropic,
    grafana,
    k6,
    dataDir,
    sidecar: () => sidecar,
    api,
    async run(test, load) {
      await k6.plan(test, load);
      return api().waitForSettled(await api().runNow(test), 120_000);
    },
    async verification(test, load) {
      const query = { test: [test], trigger: ['verification' as const] };
      const ids = async () => (await api().call('read', 'listRuns', { query })).runs.map(({ id }) => id);
      await k6.plan(test, load);
      vercel.deployments
        .filter(({ readyState }) => readyState === 'QUEUED')
        .forEach(({ id }) => vercel.setState(id, 'READY'));
      const id = await waitUntil(`the verification of ${test}`, async () =>
        (await ids()).find((each) => !verifications.has(each))
      );
      verifications.add(id);
      await waitUntil(`what ${id} has shown`, async () => {
        const open = await api().incidents({ test, open: true });
        return open.every(({ state }) => state !== 'remediating') ? true : undefined;
      });
      return api().waitForSettled(id, 40_000);
    },
    decided: (id) =>
      waitUntil(`the decision on run ${id}`, async () => {
        const { autoFixApplied, actionRequired } = await api().waitForSettled(id, 40_000);
        // Once more: what tells of the decision was planned together with it.
        return autoFixApplied !== null || actionRequired ? api().waitForSettled(id, 40_000) : undefined;
      }),
    async report(test, load, given) {
      return api().waitForSettled(await world.reportOnly(test, load, given), 120_000);
    },
    async announceOnly(test, load, given = {}) {
      const id = given.id ?? `${test}-${randomUUID()}`;
      const announced = await api().announce({
        id,
        test: given.announcedTest ?? test,
        target: given.target ?? targetOf(test),
        reporter: 'cli',
        startedAt: load.startedAt.toISOString(),
        scriptHash: given.scriptHash ?? (await scriptHashOf(api(), test)),
        loadProfileHash: given.loadProfileHash ?? announcedLoad.loadProfileHash,
        planned: announcedLoad.planned,
      });
      expectStatus(announced.status, 201, announced.body);
      return id;
    },
    async sendParts(id, load) {
      for (const part of partsOf(load)) {
        const sent = await api().sendPart(id, part);
        expectStatus(sent.status, 202, sent.body);
      }
    },
    async reportOnly(test, load, given) {
      const id = await world.announceOnly(test, load, given);
      await write(sidecar, load.lines(id));
      await world.sendParts(id, load);
      return id;
    },
    alerts: (test) =>
      world.messages(test).map(({ metadata }) => {
        const [, kind, runId] = /^slack-([A-Za-z]+)-(.*)$/.exec(String(metadata?.event_payload['effect_id'])) ?? [];
        return `${kind ?? '?'} ${runId ?? '?'}`;
      }),
    messages: (test) => slack.messages.filter(({ text }) => text.includes(`: ${test} `)),
    newDeployments: (test) =>
      vercel.deployments.filter(({ projectId, id }) => projectId === projectOf(test) && id !== liveDeploymentOf(test)),
    whileDiagnosing: (act) =>
      anthropic.reply((request) => {
        act(request);
        return byTheEvidence(request);
      }),
    stop: () => sidecar.stop(),
    async restart(env = options.env) {
      await sidecar.stop();
      sidecar = await start(env);
    },
    async close() {
      await sidecar.stop();
      await Promise.all([
        slack.close(),
        vercel.close(),
        anthropic.close(),
        grafana.close(),
        k6.remove(),
        catalogue.remove(),
        ...[...targets.values()].map((target) => target.close()),
        rm(dataDir, { recursive: true, force: true }),
      ]);
    },
  };
  return world;
}

async function startTargets(tests: readonly string[], areAnswering: boolean): Promise<ReadonlyMap<string, Target>> {
  const started = await Promise.all(
    (areAnswering ? tests : []).map(async (test) => [test, await startTarget()] as const)
  );
  return new Map(started);
}

function catalogueOf(
  { tests, projectNameOf = (test) => test, entryOf = () => ({}) }: WorldOptions,
  targetOf: (test: string) => string
): Promise<CatalogueFolder> {
  return writeCatalogue(
    tests.map((name) => ({
      name,
      script: 'passing.js',
      target: targetOf(name),
      thresholds: { p95ResponseTimeMs: p95LimitMs },
      remediation: { vercel: { projectId: projectOf(projectNameOf(name)), teamId } },
      ...entryOf(name),
    }))
  );
}

async function scriptHashOf(api: StackClient, test: string): Promise<string> {
  const { tests } = await api.call('read', 'listLoadTests');
  return tests.find(({ name }) => name === test)?.scriptHash ?? '';
}

async function write(sidecar: StackSidecar, lines: string): Promise<void> {
  const answer = await fetch(`${sidecar.url}/write?db=k6`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sidecar.keys.ingest}` },
    body: lines,
  });
  expectStatus(answer.status, 204, await answer.text());
}

function expectStatus(status: number, wanted: number, body: unknown): void {
  if (status !== wanted) {
    throw new Error(`answered ${status} instead of ${wanted}: ${JSON.stringify(body)}`);
  }
}
