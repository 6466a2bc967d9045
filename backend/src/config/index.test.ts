import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { type Config, ConfigError, configurationHelp, loadConfig } from '.';
import { describeConfig } from './help';
import { variableNames } from './variables';
import { hashApiKey } from '../model/api-key';

const load = (env: Record<string, string | undefined>, files: Record<string, string> = {}): Config =>
  loadConfig(env, {
    cwd: '/srv/app',
    readFile: (path) => {
      const content = files[path];
      if (content === undefined) {
        throw Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: 'ENOENT' });
      }
      return content;
    },
  });

function problemsOf(env: Record<string, string | undefined>, files: Record<string, string> = {}) {
  try {
    load(env, files);
  } catch (error) {
    if (error instanceof ConfigError) {
      return { list: error.problems.map(({ name, what }) => `${name} ${what}`), message: error.message };
    }
    throw error;
  }
  return { list: [], message: '' };
}

describe('the defaults', () => {
  it('need no variable at all: embedded stores, this machine only, nothing outside', () => {
    const config = load({});
    const http = { host: '127.0.0.1', port: 8090, loopback: true, publicUrl: null, trustedProxies: [], apiKeys: [] };
    expect(config.http).toEqual(http);
    expect(config).toMatchObject({
      logLevel: 'info',
      dataDir: '/srv/app/data',
      loadTestsFile: '/srv/app/k6/loadtests.yaml',
      k6Bin: 'k6',
      runner: { maxMemoryMb: expect.any(Number) as number },
      database: null,
      influx: null,
      diagnosis: { deadlineSeconds: 60, anthropic: null },
      vercel: null,
      remediation: { mode: 'off' },
      slack: null,
      grafana: { api: null, publicUrl: null },
      banner: { public: false, allowedOrigins: [] },
      webhooks: { vercelSecrets: [], deploymentsSecrets: [] },
      runAlerts: 'sidecar',
      warnings: [],
    });
  });

  it('treat an empty or blank variable as unset, as compose files write it', () => {
    expect(load({ PORT: '', SLACK_BOT_TOKEN: '', VERCEL_TOKEN: '  ', INFLUX_URL: '' })).toMatchObject({
      http: { port: 8090 },
      slack: null,
      vercel: null,
      influx: null,
    });
  });
});

describe('a full configuration', () => {
  const env = {
    HOST: '0.0.0.0',
    PORT: '9000',
    PUBLIC_URL: 'https://loadtests.example.com/monitor/',
    DATA_DIR: '/var/lib/monitor',
    DATABASE_URL: 'postgres://monitor:s3cr%2Ft-pass@db:5432/monitor',
    INFLUX_URL: 'http://influxdb:8086/',
    INFLUX_TOKEN: 'influx-token',
    ANTHROPIC_API_KEY: 'sk-ant-key',
    VERCEL_TOKEN: 'vercel-token',
    VERCEL_PROJECT_ID: 'prj_1',
    SLACK_BOT_TOKEN: 'xoxb-token',
    SLACK_CHANNEL: '#load-tests',
    GRAFANA_URL: 'http://grafana:3000',
    GRAFANA_TOKEN: 'glsa_token',
    GRAFANA_PUBLIC_URL: 'https://grafana.example.com/',
    API_KEYS: 'ingest-key-0123456789:ingest, plugin-key-0123456789:read+operate:grafana,ingest-key-0123456789:read',
    TRUST_PROXY: 'loopback, 10.0.0.0/8,2001:db8::/32',
    BANNER_PUBLIC: 'Yes',
    BANNER_ALLOWED_ORIGINS: 'https://admin.example.com, http://localhost:3000',
    WEBHOOK_VERCEL_SECRET: 'vercel-signs-with-this, vercel-signed-with-that',
    WEBHOOK_DEPLOYMENTS_SECRET: 'whsec_ZGVwbG95bWVudHMtc2VjcmV0LW51bWJlci1vbmU=',
  };

  it('is grouped by domain', () => {
    const config = load(env);
    expect(config.http).toMatchObject({
      host: '0.0.0.0',
      port: 9000,
      loopback: false,
      publicUrl: 'https://loadtests.example.com/monitor',
      trustedProxies: ['loopback', '10.0.0.0/8', '2001:db8::/32'],
    });
    expect(config.influx).toMatchObject({ url: 'http://influxdb:8086', org: 'loadtests', bucket: 'k6' });
    expect(config.influx?.token?.reveal()).toBe('influx-token');
    expect(config.diagnosis.anthropic).toMatchObject({ baseUrl: null, model: 'claude-haiku-5-5' });
    expect(config.vercel).toMatchObject({ projectId: 'prj_1', allowedProjectIds: ['prj_1'], teamId: null });
    expect(config.remediation.mode).toBe('auto');
    expect(config.slack).toMatchObject({ kind: 'bot', channel: '#load-tests', apiUrl: 'https://slack.com/api' });
    expect(config.grafana).toMatchObject({
      api: { url: 'http://grafana:3000' },
      publicUrl: 'https://grafana.example.com',
    });
    expect(config.banner).toEqual({
      public: true,
      allowedOrigins: ['https://admin.example.com', 'http://localhost:3000'],
    });
    expect(config.webhooks.vercelSecrets).toHaveLength(2);
    expect(config.warnings).toEqual([]);
  });

  it('keeps keys only as hashes, with the scopes of all their entries', () => {
    expect(load(env).http.apiKeys).toEqual([
      {
        id: 'env-1',
        name: 'env-1',
        hash: hashApiKey('ingest-key-0123456789'),
        scopes: ['ingest', 'read'],
        grafana: false,
      },
      {
        id: 'env-2',
        name: 'env-2',
        hash: hashApiKey('plugin-key-0123456789'),
        scopes: ['read', 'operate'],
        grafana: true,
      },
    ]);
  });

  it('shows no secret when printed, logged as JSON or put into a text', () => {
    const config = load(env);
    const shown = [
      JSON.stringify(config),
      inspect(config, { depth: 10, showHidden: true }),
      `${config.vercel?.token} ${config.database?.url}`,
      describeConfig().map((row) => JSON.stringify(row)),
    ].join();
    for (const secret of [
      's3cr',
      'influx-token',
      'sk-ant-key',
      'vercel-token',
      'xoxb-token',
      'glsa_token',
      'key-0123456789',
      'whsec_ZGVw',
    ]) {
      expect(shown).not.toContain(secret);
    }
  });

  it('names every secret for the log to mask, the password of the database URL in both spellings', () => {
    const secrets = load(env).secrets.map((secret) => secret.reveal());
    expect(secrets).toEqual(
      expect.arrayContaining([
        'influx-token',
        'sk-ant-key',
        'vercel-token',
        'xoxb-token',
        'glsa_token',
        'ingest-key-0123456789',
        'plugin-key-0123456789',
        'vercel-signed-with-that',
        'whsec_ZGVwbG95bWVudHMtc2VjcmV0LW51bWJlci1vbmU=',
        's3cr%2Ft-pass',
        's3cr/t-pass',
      ])
    );
  });
});

describe('files', () => {
  it('hold secrets, one per NAME_FILE, without the line break at their end', () => {
    const config = load(
      { VERCEL_TOKEN_FILE: '/run/secrets/vercel', API_KEYS_FILE: '/run/secrets/keys' },
      {
        '/run/secrets/vercel': 'from-a-file\r\n',
        '/run/secrets/keys': 'key-number-one-0001:read\nkey-number-two-0002:ingest\n',
      }
    );
    expect(config.vercel?.token.reveal()).toBe('from-a-file');
    expect(config.http.apiKeys.map(({ scopes }) => scopes)).toEqual([['read'], ['ingest']]);
  });

  it('that cannot be read, are empty, or come besides the variable itself are problems', () => {
    const { list } = problemsOf(
      {
        INFLUX_URL: 'http://influxdb:8086',
        INFLUX_TOKEN_FILE: '/missing',
        VERCEL_TOKEN_FILE: '/empty',
        ANTHROPIC_API_KEY: 'sk-ant-key',
        ANTHROPIC_API_KEY_FILE: '/key',
      },
      { '/empty': '\n', '/key': 'other' }
    );
    expect(list).toEqual([
      'INFLUX_TOKEN_FILE names a file that cannot be read (ENOENT)',
      'ANTHROPIC_API_KEY is set, and ANTHROPIC_API_KEY_FILE as well',
      'VERCEL_TOKEN_FILE names an empty file',
    ]);
  });
});

describe('a wrong configuration', () => {
  it('lists every problem at once, with what would be right and without any value', () => {
    const { list, message } = problemsOf({
      PORT: 'CANARY-port',
      DATA_DIR: 'd'.repeat(1001),
      DATABASE_URL: 'mysql://root:CANARY-db@host/x',
      INFLUX_URL: 'http://user:CANARY-influx@influxdb:8086',
      SLACK_BOT_TOKEN: 'CANARY slack',
      SLACK_WEBHOOK_URL: 'CANARY-webhook',
      GRAFANA_TOKEN: 'CANARY-grafana',
      API_KEYS:
        'read:CANARY-key-0123456789,CANARY-short:read,CANARY-key-0123456789:CANARY,CANARY-key-0123456789:read:CANARY',
      BANNER_PUBLIC: 'CANARY-maybe',
      BANNER_ALLOWED_ORIGINS: '*,https://admin.example.com/CANARY',
      RUN_ALERTS: 'CANARY-alerts',
      REMEDIATION_MODE: 'auto',
      DIAGNOSIS_DEADLINE_SECONDS: '0',
      VERCEL_API_URL: 'api.vercel.com',
      WEBHOOK_DEPLOYMENTS_SECRET: 'CANARY',
    });
    expect(list.sort()).toEqual(
      [
        'PORT is not a whole number',
        'DATA_DIR is longer than 1000 characters',
        'DATABASE_URL is not a Postgres URL',
        'INFLUX_URL holds a user name or password',
        'SLACK_BOT_TOKEN holds white space, control or non-ASCII characters',
        'SLACK_CHANNEL is missing, and SLACK_BOT_TOKEN is set',
        'SLACK_WEBHOOK_URL is not an http or https URL',
        'SLACK_WEBHOOK_URL is set, and SLACK_BOT_TOKEN as well',
        'GRAFANA_URL is missing, and GRAFANA_TOKEN is set',
        'API_KEYS entry 1 has a key that is not 16 to 512 characters long',
        'API_KEYS entry 2 has a key that is not 16 to 512 characters long',
        'API_KEYS entry 3 has something other than scopes (banner, ingest, read, operate, admin) after its key',
        'API_KEYS entry 4 has something other than "grafana" as its third part',
        'BANNER_PUBLIC is neither true nor false',
        'BANNER_ALLOWED_ORIGINS item 1 is a wildcard, and each origin must be named',
        'BANNER_ALLOWED_ORIGINS item 2 is not an origin',
        'RUN_ALERTS is not one of the two',
        'REMEDIATION_MODE needs VERCEL_TOKEN, which is not set',
        'DIAGNOSIS_DEADLINE_SECONDS is below 1',
        'VERCEL_API_URL is not an http or https URL',
        'WEBHOOK_DEPLOYMENTS_SECRET item 1 is not whsec_ and 24 to 64 bytes in base64',
      ].sort()
    );
    expect(message).toContain('The configuration has 21 problems:\n');
    expect(message).toContain('  PORT is not a whole number. Right would be: a whole number from 0 to 65535.');
    expect(message).not.toContain('CANARY');
  });

  it.each<[string, Record<string, string>, string]>([
    ['a channel without a bot', { SLACK_CHANNEL: 'C1' }, 'SLACK_BOT_TOKEN is missing, and SLACK_CHANNEL is set'],
    ['an InfluxDB token without its URL', { INFLUX_TOKEN: 't' }, 'INFLUX_URL is missing, and INFLUX_TOKEN is set'],
    [
      'results in the bucket of the samples',
      { INFLUX_URL: 'http://i:8086', INFLUX_RESULTS_BUCKET: 'k6' },
      'INFLUX_RESULTS_BUCKET is the bucket of the raw samples, whose retention would delete results',
    ],
    [
      'a project that is not allowed',
      { VERCEL_TOKEN: 't', VERCEL_PROJECT_ID: 'prj_1', VERCEL_ALLOWED_PROJECT_IDS: 'prj_2' },
      'VERCEL_ALLOWED_PROJECT_IDS does not hold VERCEL_PROJECT_ID',
    ],
    [
      'a proxy that is none',
      { TRUST_PROXY: 'loopback, true' },
      'TRUST_PROXY item 2 is no address, range or name of one',
    ],
    ['a range that is none', { TRUST_PROXY: '10.0.0.0/33' }, 'TRUST_PROXY item 1 is no address, range or name of one'],
    ['a port out of range', { PORT: '70000' }, 'PORT is above 65535'],
    ['keys that are none', { API_KEYS: ' , ' }, 'API_KEYS holds no entry'],
    [
      'dry-run without Vercel',
      { REMEDIATION_MODE: 'dry-run' },
      'REMEDIATION_MODE needs VERCEL_TOKEN, which is not set',
    ],
  ])('refuses %s', (_title, env, problem) => {
    expect(problemsOf(env).list).toEqual([problem]);
  });

  it('accepts mode off without Vercel and any mode with it', () => {
    expect(load({ REMEDIATION_MODE: 'off' }).remediation.mode).toBe('off');
    expect(load({ REMEDIATION_MODE: 'approve', VERCEL_TOKEN: 't' }).remediation.mode).toBe('approve');
  });
});

describe('warnings', () => {
  const warningsOf = (env: Record<string, string>) => load(env).warnings.map(({ name, what }) => `${name} ${what}`);

  it('point at misspelt names and say what was probably meant', () => {
    const { warnings } = load({ SLACK_CHANEL: 'C1', INFLUXDB_TOKEN: 't', API_KEY: 'x', VERCEL_TOKEN_FIEL: '/x' });
    expect(warnings.map(({ name, right }) => `${name}: ${right}`)).toEqual([
      'SLACK_CHANEL: SLACK_CHANNEL, if that was meant',
      'INFLUXDB_TOKEN: INFLUX_TOKEN, if that was meant',
      'API_KEY: API_KEYS, if that was meant',
      'VERCEL_TOKEN_FIEL: VERCEL_TOKEN_FILE, if that was meant',
    ]);
  });

  it('leave the rest of an ordinary environment alone', () => {
    const usual = {
      PATH: '/bin',
      HOSTNAME: 'a',
      SORT: 'x',
      POST: 'x',
      NODE_ENV: 'production',
      LOGNAME: 'me',
      VERCEL_URL: 'x.vercel.app',
      K6_INFLUXDB_USERNAME: 'any',
      GF_SERVER_ROOT_URL: 'http://x',
      PGHOST: 'x',
    };
    expect(warningsOf(usual)).toEqual([]);
  });

  it('say that a plain setting is not read from a file', () => {
    expect(warningsOf({ SLACK_CHANNEL_FILE: '/x' })).toEqual([
      'SLACK_CHANNEL_FILE has no effect: only secrets are read from files',
    ]);
  });

  it('say what is probably not meant', () => {
    expect(warningsOf({ INFLUX_URL: 'http://influxdb:8086' })).toEqual([
      'INFLUX_TOKEN is not set: only an InfluxDB 1.13 without authentication will answer',
    ]);
    expect(warningsOf({ VERCEL_TOKEN: 't' })).toEqual([
      'VERCEL_ALLOWED_PROJECT_IDS is not set: every redeploy will be refused',
    ]);
    expect(warningsOf({ VERCEL_PROJECT_ID: 'prj_1' })).toEqual([
      'VERCEL_PROJECT_ID has no effect without VERCEL_TOKEN',
    ]);
    expect(warningsOf({ RUN_ALERTS: 'grafana' })).toEqual([
      'RUN_ALERTS is grafana, and nobody can ask Grafana whether its rules are there: the sidecar tells about runs by itself',
    ]);
    expect(warningsOf({ RUN_ALERTS: 'grafana', GRAFANA_URL: 'http://grafana:3000', GRAFANA_TOKEN: 't' })).toEqual([]);
    expect(warningsOf({ BANNER_ALLOWED_ORIGINS: 'https://admin.example.com' })).toHaveLength(1);
  });
});

describe('describeConfig', () => {
  it('has a row for every variable with a description and what is right', () => {
    const rows = describeConfig();
    expect(rows.map(({ name }) => name)).toEqual(variableNames);
    expect(rows.filter(({ description, right, group }) => !description || !right || !group)).toEqual([]);
    expect(rows.find(({ name }) => name === 'PORT')).toMatchObject({ default: '8090', secret: false });
    expect(rows.filter(({ secret }) => secret).map(({ name }) => name)).toEqual([
      'DATABASE_URL',
      'INFLUX_TOKEN',
      'ANTHROPIC_API_KEY',
      'VERCEL_TOKEN',
      'SLACK_BOT_TOKEN',
      'SLACK_WEBHOOK_URL',
      'GRAFANA_TOKEN',
      'API_KEYS',
      'WEBHOOK_VERCEL_SECRET',
      'WEBHOOK_DEPLOYMENTS_SECRET',
    ]);
  });

  it('is what the README says: the same variables with the same defaults, and the same ones as secret', () => {
    expect(readmeRows()).toEqual(
      describeConfig().map((row) => ({ name: row.name, default: row.default, secret: row.secret }))
    );
  });
});

/** The table under "Configuration". */
function readmeRows() {
  const readme = readFileSync(resolve(__dirname, '../../../README.md'), 'utf8');
  const section = /^## Configuration\n(.*?)^## /ms.exec(readme)?.[1] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => {
    const cells = row.split('|').map((cell) => cell.trim());
    const first = cells[1] ?? '';
    return {
      name: /^`([A-Z0-9_]+)`/.exec(first)?.[1] ?? first,
      default: cells.at(-2)?.replaceAll('`', ''),
      secret: first.endsWith('🔒'),
    };
  });
}

it('tells whoever asks for help every variable with its default, and which are secrets', () => {
  const help = configurationHelp();
  for (const { name, description, default: defaultText } of describeConfig()) {
    expect(help).toContain(name);
    expect(help).toContain(description);
    expect(help).toContain(defaultText);
  }
  expect(help).toMatch(/ANTHROPIC_API_KEY \(secret\)/);
});
