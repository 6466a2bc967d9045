import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../parts/command';
import { cacheFolder } from '../parts/part';
import { freePort } from '../parts/server';
import { waitUntil } from '../stack/wait-until';
import { stackWith, type Settings, type Stack } from './stack';
import { visitorOf, type Visitor } from './visitor';

jest.setTimeout(300_000);

/** One story, told in order: somebody starts the stack, uses it, and things die. */
let stack: Stack;
let settings: Settings;
let visitor: Visitor;
let newest: string | null = null;

beforeAll(async () => {
  const [grafana, adminSite] = [await freePort(), await freePort()];
  const loadTests = await shortLoadTests();
  settings = {
    GRAFANA_PORT: String(grafana),
    ADMIN_SITE_PORT: String(adminSite),
    LOADTESTS_FOLDER: loadTests,
  };
  stack = stackWith(settings);
  visitor = visitorOf(adminSite);
  await stack.down({ volumes: true });
});
afterAll(() => stack.down({ volumes: true }));

/** The demo's own load test for five seconds instead of fourteen, in a folder of its own. */
async function shortLoadTests(): Promise<string> {
  const folder = path.join(cacheFolder, 'compose/loadtests');
  const demo = path.resolve(__dirname, '../../demo/k6');
  await rm(folder, { recursive: true, force: true });
  await cp(demo, folder, { recursive: true });
  const file = path.join(folder, 'loadtests.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('    script: shop.js\n', "    script: shop.js\n    env: { DURATION: '5s' }\n"));
  return folder;
}

const show = async (format: string, ...services: readonly string[]) => {
  const ids = (await stack.compose('ps', '--quiet', ...services)).trim().split('\n');
  const { output } = await runCommand('docker', ['inspect', '--format', format, ...ids]);
  return output.trim().split('\n');
};

async function run(step: 'break' | 'slow' | 'repair', isDone?: Parameters<Visitor['next']>[1]) {
  await visitor.press(step);
  const result = await visitor.next(newest, isDone);
  newest = result.runId;
  return result;
}

/** A run that fails here says nothing by itself: what the sidecars logged goes with it. */
async function passes(...sidecars: readonly string[]): Promise<void> {
  const result = await run('repair');
  if (result.verdict !== 'passed') {
    const logs = await Promise.all(sidecars.map((name) => stack.logs(name)));
    throw new Error([`${result.runId} was ${result.verdict ?? 'not judged'}`, ...logs].join('\n'));
  }
}

it('is what the specification of compose files allows, with every profile', async () => {
  // Compose checks each file by the schema of the specification.
  await stack.compose('--profile', '*', 'config', '--quiet');
});

it('comes up by one command, with every service healthy', async () => {
  await stack.up();
  const states = await show('{{.Name}} {{.State.Health.Status}}');
  expect(states.filter((line) => !line.endsWith(' healthy'))).toEqual([]);
  expect(await stack.logs('init-secrets')).toContain('Slack: fake, Vercel: fake, Anthropic: fake');
});

it('publishes Grafana and the admin site alone, on loopback', async () => {
  const ports = await show('{{range .NetworkSettings.Ports}}{{range .}}{{.HostIp}}:{{.HostPort}} {{end}}{{end}}');
  expect(ports.join(' ').trim().split(/\s+/).sort()).toEqual(
    [`127.0.0.1:${settings.ADMIN_SITE_PORT}`, `127.0.0.1:${settings.GRAFANA_PORT}`].sort()
  );
});

it('runs the sidecar without root, on a file system that it cannot write, with its secrets as files', async () => {
  expect(await show('{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}}', 'sidecar')).toEqual([
    '1000 true [ALL]',
  ]);
  const inSidecar = (...command: readonly string[]) => stack.compose('exec', '--no-TTY', 'sidecar', ...command);
  await expect(inSidecar('touch', '/app/x')).rejects.toThrow(/Read-only file system/);
  const variables = await inSidecar('env');
  const secrets = (await inSidecar('cat', '/run/loadtests/api-keys', '/run/loadtests/influx-token')).split(/[\n,:]/);
  expect(secrets.filter((secret) => secret.length >= 16 && variables.includes(secret))).toEqual([]);
  // Nobody else's are there.
  await expect(inSidecar('ls', '/run/loadtests/admin-token')).rejects.toThrow(/No such file/);
});

it('shows nothing to who is not logged in', async () => {
  expect(await visitor.banner()).toBeNull();
  await visitor.logIn();
  expect(await visitor.banner()).toMatchObject({ state: 'ok', incidents: [] });
});

it('judges a failing run: banner, diagnosis, and a message to Slack', async () => {
  const result = await run('break', ({ diagnosis }) => diagnosis !== null);
  expect(result).toMatchObject({ verdict: 'failed', actionRequired: true, test: 'checkout', environment: 'demo' });
  expect(result.runUrl).toBe(`http://127.0.0.1:${settings.GRAFANA_PORT}/a/blueclerk-loadtest-app/runs/${result.runId}`);
  expect(await visitor.banner()).toMatchObject({
    state: 'action_required',
    incidents: [{ runId: result.runId, diagnosis: expect.stringMatching(/checkout/) as string }],
  });
  expect(await stack.logs('fakes')).toMatch(/^\[Slack #load-tests\] Action required: checkout failed on demo/m);
});

it('judges a passing run: the banner is gone, and Slack hears of it', async () => {
  const result = await run('repair');
  expect(result).toMatchObject({ verdict: 'passed', errorRate: 0 });
  expect(await visitor.banner()).toMatchObject({ state: 'ok', incidents: [] });
  expect(await stack.logs('fakes')).toMatch(/^\[Slack #load-tests\] .*[Rr]ecovered/m);
});

it('has each run with its samples in InfluxDB and its result beside it', async () => {
  const query = (bucket: string, filter: string) =>
    stack.compose(
      'exec',
      '--no-TTY',
      'sidecar',
      'node',
      '-e',
      `const token = require('fs').readFileSync('/run/loadtests/influx-token', 'utf8').trim();
       fetch('http://influxdb:8086/api/v2/query?org=loadtests', { method: 'POST',
         headers: { authorization: 'Token ' + token, 'content-type': 'application/vnd.flux' },
         body: 'from(bucket: "${bucket}") |> range(start: -1h) |> filter(fn: (r) => ${filter}) |> group() |> count()' })
         .then((answer) => answer.text()).then(console.log)`
    );
  const samples = `r._measurement == "http_reqs" and r._field == "value" and r.testid == "${newest}"`;
  // The sidecar's first heartbeat comes 30 s after its start.
  const comes = (what: string, bucket: string, filter: string, count: RegExp) =>
    waitUntil(what, async () => (count.test(await query(bucket, filter)) ? true : undefined), { withinMs: 120_000 });
  await comes('the samples', 'k6', samples, /,[1-9]\d{2,}\s*$/m);
  const results = 'r._measurement == "load_test_run" and r._field == "verdict"';
  await comes('both results', 'loadtest_results', results, /,2\s*$/m);
  const beats = 'r._measurement == "load_test_monitor" and r._field == "pendingEffects"';
  await comes('the heartbeat', 'loadtest_results', beats, /,[1-9]\d*\s*$/m);
});

it('takes a run from the command line, by the profile k6', async () => {
  const said = await stack.compose('run', '--rm', '--no-TTY', '--env', 'DURATION=5s', 'k6');
  expect(said).toMatch(/passed/);
  newest = (await visitor.next(newest)).runId;
});

/** A schedule may have started another run meanwhile. */
const stillThere = (before: readonly unknown[]): unknown => expect.arrayContaining([...before]);

it('says that nobody knows while the sidecar is dead, and goes on with what it knew', async () => {
  const before = await visitor.results();
  await stack.compose('kill', 'sidecar');
  expect(await visitor.banner()).toBeNull();
  await stack.up();
  expect(await visitor.results()).toEqual(stillThere(before));
});

it('judges a run while InfluxDB is dead, and is whole again with it', async () => {
  await stack.compose('kill', 'influxdb');
  await passes('sidecar');
  await stack.up();
  await passes('sidecar');
});

it('keeps everything over an end and a new start: records, keys and tokens', async () => {
  const before = await visitor.results();
  await stack.down({ volumes: false });
  await stack.up();
  await visitor.logIn();
  expect(await visitor.results()).toEqual(stillThere(before));
  await passes('sidecar');
});

describe('two sidecars on one Postgres behind a proxy (profile scale)', () => {
  beforeAll(async () => {
    await stack.down({ volumes: true });
    stack = stackWith({
      ...settings,
      COMPOSE_PROFILES: 'scale',
      DATABASE_URL_FILE: '/run/loadtests/database-url',
      SIDECAR_URL: 'http://proxy:8090',
    });
    newest = null;
    await stack.up();
    await visitor.logIn();
  });

  it('judge a run, once', async () => {
    expect(await run('break', ({ diagnosis }) => diagnosis !== null)).toMatchObject({ verdict: 'failed' });
    const messages = (await stack.logs('fakes')).match(/^\[Slack #load-tests\] Action required/gm);
    expect(messages).toHaveLength(1);
  });

  it.each([
    ['sidecar', 'sidecar-2'],
    ['sidecar-2', 'sidecar'],
  ])('go on without %s', async (dead, alive) => {
    await stack.compose('kill', dead);
    expect(await visitor.banner()).toMatchObject({ state: expect.stringMatching(/ok|action_required/) as string });
    await passes(dead, alive);
    expect(await show('{{.State.Health.Status}}', alive)).toEqual(['healthy']);
    await stack.up();
  });
});
