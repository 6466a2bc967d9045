import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { loadConfig } from '../../../backend/src/config';
import { secretFiles } from '../../../compose/init/files';
import { settingsSchema, writeSecrets } from '../../../compose/init/secrets';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'secrets-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const prepare = (env: Readonly<Record<string, string>> = {}) =>
  writeSecrets(secretFiles(root), settingsSchema.parse(env));
const secret = async (file: string) => (await readFile(join(root, file), 'utf8')).trim();

/** What the sidecar reads of it, with its files where this test has them. */
async function configured(own: Readonly<Record<string, string>> = {}) {
  const variables = parseEnv(await readFile(join(root, 'sidecar/sidecar.env'), 'utf8'));
  return loadConfig(
    { ...own, ...variables, API_KEYS_FILE: '/run/loadtests/api-keys' },
    { readFile: (path) => readFileSync(path.replace('/run/loadtests', join(root, 'sidecar')), 'utf8') }
  );
}

it('makes what nobody has set: fakes outside, and a key for each that asks the sidecar', async () => {
  expect(await prepare()).toEqual({ slack: 'fake', vercel: 'fake', anthropic: 'fake', grafanaAlerts: 'fake' });
  const config = await configured();
  expect(config.slack).toMatchObject({ kind: 'bot', channel: '#load-tests', apiUrl: 'http://fakes:9001/api' });
  expect(config.vercel).toMatchObject({ apiUrl: 'http://fakes:9002', allowedProjectIds: ['prj_demo_shop'] });
  expect(config.diagnosis.anthropic?.baseUrl).toBe('http://fakes:9003');
  expect(config.http.apiKeys.map(({ scopes, grafana }) => [scopes.join('+'), grafana])).toEqual([
    ['read', true],
    ['operate', true],
    ['banner', false],
    ['operate', false],
    ['ingest+read', false],
  ]);
  expect(config.warnings).toEqual([]);
  expect(await secret('sidecar/database-url')).toBe(
    `postgres://loadtests:${await secret('postgres/password')}@postgres:5432/loadtests`
  );
});

it('never sends a real secret to a fake', async () => {
  expect(
    await prepare({
      ANTHROPIC_API_KEY: 'sk-real',
      VERCEL_TOKEN: 'real',
      SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/real',
    })
  ).toEqual({ slack: 'configured', vercel: 'configured', anthropic: 'configured', grafanaAlerts: 'configured' });
  const config = await configured({ VERCEL_PROJECT_ID: 'prj_real' });
  expect(config.diagnosis.anthropic?.baseUrl).toBeNull();
  expect(config.vercel).toMatchObject({ apiUrl: 'https://api.vercel.com', allowedProjectIds: ['prj_real'] });
  expect(config.slack).toMatchObject({ kind: 'webhook' });
  expect(await readFile(join(root, 'sidecar/sidecar.env'), 'utf8')).not.toMatch(/fakes|real/);
  expect(await secret('grafana/slack-webhook-url')).toBe('https://hooks.slack.com/services/real');
});

it('says that Grafana needs a webhook where the sidecar has a bot', async () => {
  const env = { SLACK_BOT_TOKEN: 'xoxb-real', SLACK_CHANNEL: '#ops' };
  expect(await prepare(env)).toMatchObject({ slack: 'configured', grafanaAlerts: 'fake' });
  expect((await configured()).slack).toMatchObject({ kind: 'bot', channel: '#ops', apiUrl: 'https://slack.com/api' });
});

it('keeps what it has made, and follows what is set anew', async () => {
  await prepare({ SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/one' });
  const made = ['grafana/admin-password', 'influxdb/admin-token', 'admin-site/banner-key', 'sidecar/api-keys'];
  const before = await Promise.all(made.map(secret));
  await prepare({ SLACK_BOT_TOKEN: 'xoxb-two', SLACK_CHANNEL: 'C1' });
  expect(await Promise.all(made.map(secret))).toEqual(before);
  expect((await configured()).slack).toMatchObject({ kind: 'bot' });
  expect(await readdir(join(root, 'sidecar'))).not.toContain('slack-webhook-url');
  await prepare();
  expect((await configured()).slack).toMatchObject({ kind: 'bot', apiUrl: 'http://fakes:9001/api' });
});

it('gives each service its own files alone, readable by whatever user its image has', async () => {
  await prepare();
  expect((await readdir(root)).sort()).toEqual(['admin-site', 'grafana', 'influxdb', 'k6', 'postgres', 'sidecar']);
  expect(await readdir(join(root, 'admin-site'))).toEqual(['banner-key', 'operate-key']);
  for (const file of await readdir(join(root, 'sidecar'))) {
    expect((await stat(join(root, 'sidecar', file))).mode & 0o777).toBe(0o444);
  }
});

it('refuses a value of two lines by its name, without the value', () => {
  const result = settingsSchema.safeParse({ VERCEL_TOKEN: 'one\nADMIN=two' });
  expect(result.error?.issues).toMatchObject([{ path: ['VERCEL_TOKEN'], message: 'must be a single line' }]);
});
