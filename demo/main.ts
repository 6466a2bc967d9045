import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunDetail } from '../src/api/request';
import { startFakeAnthropic } from '../backend/src/testing/fakes/anthropic';
import { startFakeSlack } from '../backend/src/testing/fakes/slack';
import { startFakeVercel } from '../backend/src/testing/fakes/vercel';
import { freePort, temporaryFolder } from '../tests/parts/server';
import { buildElements } from './elements';
import { startDemoAdminSite } from './admin-site';
import { startDemoInflux } from './influx';
import { demoK6 } from './k6';
import { type Interrupt, onInterrupt } from './interrupt';
import { createProgress, type DemoProgress } from './progress';
import { deploy } from './deploy';
import {
  brokenTest,
  catalogueYaml,
  scenarios,
  scheduledTest,
  soonTick,
  type Scenario,
  type ScenarioStep,
} from './scenarios';
import { createScreen, type Screen } from './screen';
import { startShop, type Shop, type ShopMode } from './shop';
import { sidecarApi, type SidecarApi } from './sidecar-api';
import { startSidecarProcess } from './sidecar-process';
import { bannerState, storyJson, storyText } from './story';

const usage = `npm run demo [-- options]

Shows the whole loop on this machine, with embedded stores and no keys: four load tests by a
real k6 against four small shops, one of them by its schedule too and one after a deployment; fakes stand in for Slack,
Vercel and the model. Takes one to two minutes.

  --json     end with one line of JSON on standard output; progress goes to standard error
  --influx   stream into a real InfluxDB 2.7 instead of the embedded store
  --serve    keep everything running afterwards, with an admin site that shows the banner
  --help     this text

Ctrl-C ends it at any time and leaves nothing behind. Text is coloured in a terminal; NO_COLOR=1
turns that off, and FORCE_COLOR=1 on in a pipe too.`;

const k6Folder = resolve(__dirname, 'k6');

interface DemoOptions {
  readonly json: boolean;
  readonly influx: boolean;
  readonly serve: boolean;
}

/** What is open, and how it is closed: last opened, first closed. */
type Closers = Array<() => Promise<unknown>>;

async function demo(options: DemoOptions): Promise<void> {
  const output = options.json ? process.stderr : process.stdout;
  const screen = createScreen(output, process.env);
  const closers: Closers = [];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) {
      await close().catch((error: unknown) => screen.line(`could not close: ${String(error)}`));
    }
  };
  const interrupt = onInterrupt({
    signals: process,
    say: screen.line,
    close: closeAll,
    exit: (code) => process.exit(code),
    now: () => performance.now(),
  });
  endWithReader(output, interrupt);
  // On the way down nothing of the story is news.
  const unlessStopping = (text: string) => (interrupt.isUnderWay() ? undefined : screen.line(text));
  const progress = createProgress({ ...screen, line: unlessStopping });
  try {
    await tell(options, screen, progress, closers);
  } catch (error) {
    // What fails on the way down was ended by it.
    if (!interrupt.isUnderWay()) {
      throw error;
    }
  } finally {
    await closeAll();
  }
}

/** Without anybody who reads it (`| head`) the story ends: with the exit code of a program that a pipe has ended. */
function endWithReader(output: NodeJS.WriteStream, interrupt: Interrupt): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') {
        throw error;
      }
      if (stream === output && !interrupt.isUnderWay()) {
        interrupt.begin(141);
      }
    });
  }
}

async function tell(options: DemoOptions, screen: Screen, progress: DemoProgress, closers: Closers): Promise<void> {
  // Removed when the sidecar stops, or when this process ends.
  const folder = await temporaryFolder('demo');
  const k6 = await demoK6(progress.line);
  const influx = options.influx ? await startDemoInflux(progress.line) : null;
  if (influx !== null) {
    closers.push(influx.stop);
  }

  progress.line('Starting four shops and the fakes of Slack, Vercel and Anthropic');
  const shops = new Map<string, Shop>();
  for (const { test, steps } of scenarios) {
    const shop = await startShop(steps[0]?.mode ?? 'healthy');
    shops.set(test, shop);
    closers.push(() => shop.close());
  }
  const [slack, vercel, anthropic] = await Promise.all([
    startFakeSlack({ channels: ['#load-tests'] }),
    startFakeVercel({
      projects: scenarios.map(({ projectId, test }) => ({ id: projectId, name: test })),
      readyAtOnce: true,
      // What a redeploy changes about the shop.
      onRedeploy: (projectId) => {
        const scenario = scenarios.find((each) => each.projectId === projectId);
        const verified = scenario?.steps.find(({ startedBy }) => startedBy === 'redeploy');
        if (scenario !== undefined && verified !== undefined) {
          shops.get(scenario.test)?.setMode(verified.mode);
        }
      },
    }),
    startFakeAnthropic(),
  ]);
  closers.push(() => Promise.all([slack.close(), vercel.close(), anthropic.close()]));

  const webhookSecret = randomBytes(24).toString('hex');
  const catalogueFolder = join(folder, 'k6');
  await mkdir(catalogueFolder);
  await copyFile(join(k6Folder, 'shop.js'), join(catalogueFolder, 'shop.js'));
  const targets = new Map([...shops].map(([test, shop]) => [test, shop.url]));
  const tick = soonTick(new Date());
  await writeFile(join(catalogueFolder, 'loadtests.yaml'), catalogueYaml(targets, tick));

  progress.line(`Starting the sidecar (records: embedded; samples: ${influx === null ? 'embedded' : 'InfluxDB 2.7'})`);
  const sidecar = await startSidecarProcess({
    folder,
    port: await freePort(),
    env: {
      LOADTESTS_FILE: join(catalogueFolder, 'loadtests.yaml'),
      K6_BIN: k6.path,
      ...k6.env,
      ANTHROPIC_API_KEY: 'demo-no-real-key',
      ANTHROPIC_BASE_URL: anthropic.url,
      VERCEL_TOKEN: vercel.token,
      VERCEL_API_URL: vercel.url,
      WEBHOOK_VERCEL_SECRET: webhookSecret,
      VERCEL_ALLOWED_PROJECT_IDS: scenarios.map(({ projectId }) => projectId).join(','),
      SLACK_BOT_TOKEN: slack.token,
      SLACK_CHANNEL: slack.channel,
      SLACK_API_URL: slack.apiUrl,
      ...(influx === null ? {} : influx.env),
    },
  });
  closers.push(() => sidecar.stop());
  const api = sidecarApi(sidecar.url, sidecar.key);

  const start = async (scenario: Scenario, { startedBy }: ScenarioStep): Promise<string> => {
    if (startedBy === 'person') {
      return api.runNow(scenario.test);
    }
    if (startedBy === 'redeploy') {
      return api.verification(scenario.test);
    }
    const at = { vercel, sidecarUrl: sidecar.url, secret: webhookSecret };
    const { id, runId } = await deploy(at, scenario, startedBy);
    progress.line(`Vercel (a fake one) says that deployment ${id} of "${startedBy.message}" is in production`);
    return runId;
  };
  const step = async (scenario: Scenario, index: number): Promise<RunDetail[]> => {
    const taken = scenario.steps[index];
    if (taken === undefined) {
      return [];
    }
    // What a redeploy changes, it has changed when it was made.
    if (taken.startedBy !== 'redeploy') {
      shops.get(scenario.test)?.setMode(taken.mode);
    }
    const id = await start(scenario, taken);
    return [await api.settled(id, (run) => progress.run(run, taken.what))];
  };
  const all = async (index: number, which: (scenario: Scenario) => boolean) =>
    (await Promise.all(scenarios.filter(which).map((scenario) => step(scenario, index)))).flat();
  const isVerified = ({ steps }: Scenario) => steps[1]?.startedBy === 'redeploy';

  const first = await all(0, () => true);
  const verified = await all(1, isVerified);
  const before = await api.banner();
  progress.line(`Banner: ${bannerState(before, screen.paint)}`);
  progress.line(
    `The schedule of ${scheduledTest} runs it every day at ${clockTime(tick)}: that is now, or within a minute`
  );
  const [scheduled, repaired, faster] = await Promise.all([
    scheduledRun(api, tick, progress.run),
    all(1, (scenario) => !isVerified(scenario)),
    all(2, isVerified),
  ]);
  const after = await api.banner();
  progress.line(`Banner: ${bannerState(after, screen.paint)}`);

  const story = {
    // As they stand at the end: what became of a redeploy was not known before.
    runs: await Promise.all([...first, ...verified, ...repaired, ...faster, scheduled].map(({ id }) => api.run(id))),
    slack: slack.messages,
    redeploys: vercel.redeploys,
    banner: { before, after },
    k6: k6.description,
    metricStore: influx === null ? 'embedded (DuckDB)' : 'InfluxDB 2.7',
  };
  screen.print(storyText(story, screen.columns(), screen.paint));
  if (options.json) {
    process.stdout.write(`${storyJson(story)}\n`);
  }
  if (after.state !== 'ok') {
    throw new Error(`the banner should be ok after the last run and is ${after.state}`);
  }
  if (options.serve) {
    const checkout = (mode: ShopMode) => async () => {
      shops.get(brokenTest)?.setMode(mode);
      await api.runNow(brokenTest);
    };
    const site = await startDemoAdminSite({
      sidecarUrl: sidecar.url,
      bannerKey: sidecar.bannerKey,
      embed: await buildElements(join(folder, 'elements')),
      steps: [
        { id: 'break', label: 'Break the checkout and run its load test', take: checkout('brokenCheckout') },
        { id: 'repair', label: 'Repair the checkout and run its load test', take: checkout('healthy') },
      ],
    });
    closers.push(() => site.close());
    progress.line(`\nAn admin site with the banner is at ${site.url}/admin (log in with any name).`);
    progress.line(`\nThe sidecar stays at ${sidecar.url} (API: ${sidecar.url}/docs). Try, until you press Ctrl-C:`);
    screen.print(`  curl -H "Authorization: Bearer $(cat ${sidecar.keyFile})" ${sidecar.url}/api/v1/runs`);
    await new Promise(() => undefined);
  }
}

async function scheduledRun(
  api: SidecarApi,
  tick: Date,
  show: (run: RunDetail, what: string) => void
): Promise<RunDetail> {
  const id = await api.scheduled(scheduledTest, tick);
  return api.settled(id, (run) => show(run, 'nobody has started it: its schedule has'));
}

/** `12:35 UTC` */
function clockTime(at: Date): string {
  return `${at.toISOString().slice(11, 16)} UTC`;
}

function readOptions(): DemoOptions & { readonly help: boolean } {
  try {
    return parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        influx: { type: 'boolean', default: false },
        serve: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    const wrong = error instanceof Error ? error.message : String(error);
    createScreen(process.stderr, process.env).line(`${wrong}\n\n${usage}`);
    process.exit(2);
  }
}

const values = readOptions();
if (values.help) {
  createScreen(process.stdout, process.env).line(usage);
} else {
  demo(values).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
