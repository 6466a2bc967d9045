import { z } from 'zod';
import type { SecretFiles } from './files';

/** Where a service finds the files of its own volume. */
const mounted = '/run/loadtests';

/** Fakes of the demo, for what has not been configured. */
export const fakes = {
  slack: { token: 'xoxb-fake-of-the-demo', channel: '#load-tests', webhookPath: '/services/T00000000/B00000000/demo' },
  vercel: { token: 'fake-of-the-demo', projectId: 'prj_demo_shop' },
  anthropic: { key: 'fake-of-the-demo' },
  ports: { slack: 9001, vercel: 9002, anthropic: 9003 },
} as const;

const oneLine = z
  .string()
  .trim()
  .regex(/^[^\r\n]*$/, 'must be a single line')
  .transform((value) => (value === '' ? null : value))
  .nullish()
  .transform((value) => value ?? null);

/** What a person may set in `.env`; empty is unset. */
export const settingsSchema = z.object({
  ANTHROPIC_API_KEY: oneLine,
  VERCEL_TOKEN: oneLine,
  SLACK_BOT_TOKEN: oneLine,
  SLACK_CHANNEL: oneLine,
  SLACK_WEBHOOK_URL: oneLine,
  WEBHOOK_VERCEL_SECRET: oneLine,
  WEBHOOK_DEPLOYMENTS_SECRET: oneLine,
  GRAFANA_ADMIN_PASSWORD: oneLine,
});
export type Settings = z.output<typeof settingsSchema>;

/** What became of each part: told to whoever looks into the log. */
export interface Chosen {
  readonly slack: 'configured' | 'fake';
  readonly vercel: 'configured' | 'fake';
  readonly anthropic: 'configured' | 'fake';
  /** What Grafana's alert rules tell: by an incoming webhook alone. */
  readonly grafanaAlerts: 'configured' | 'fake';
}

/**
 * Makes every secret that needs nobody else, once, and writes down what has been configured, at each start. The sidecar
 * gets the names of its files, and the addresses of the fakes where it needs them, as a file of variables.
 */
export async function writeSecrets(files: SecretFiles, settings: Settings): Promise<Chosen> {
  await writeKeys(files);
  await files.keep('influxdb', 'admin-password');
  await files.keep('influxdb', 'admin-token');
  const databasePassword = await files.keep('postgres', 'password');
  await files.write('sidecar', 'database-url', `postgres://loadtests:${databasePassword}@postgres:5432/loadtests`);
  if (settings.GRAFANA_ADMIN_PASSWORD === null) {
    await files.keep('grafana', 'admin-password');
  } else {
    await files.write('grafana', 'admin-password', settings.GRAFANA_ADMIN_PASSWORD);
  }

  const variables = new Map<string, string>();
  const secret = async (variable: string, value: string | null) => {
    const name = variable.toLowerCase().replaceAll('_', '-');
    if (value === null) {
      await files.remove('sidecar', name);
    } else {
      await files.write('sidecar', name, value);
      variables.set(`${variable}_FILE`, `${mounted}/${name}`);
    }
  };
  const chosen = await chooseOutside(files, settings, variables, secret);
  await secret('WEBHOOK_VERCEL_SECRET', settings.WEBHOOK_VERCEL_SECRET);
  await secret('WEBHOOK_DEPLOYMENTS_SECRET', settings.WEBHOOK_DEPLOYMENTS_SECRET);
  await files.write('sidecar', 'sidecar.env', [...variables].map(([name, value]) => `${name}=${value}`).join('\n'));
  return chosen;
}

/** One key for each that asks the sidecar, with the scopes that it needs. */
async function writeKeys(files: SecretFiles): Promise<void> {
  const keys = [
    `${await files.keep('grafana', 'sidecar-read-key')}:read:grafana`,
    `${await files.keep('grafana', 'sidecar-operate-key')}:operate:grafana`,
    `${await files.keep('admin-site', 'banner-key')}:banner`,
    // For the buttons of the demo: it starts load tests.
    `${await files.keep('admin-site', 'operate-key')}:operate`,
    `${await files.keep('k6', 'loadtests-key')}:ingest+read`,
  ];
  await files.write('sidecar', 'api-keys', keys.join(','));
}

/** Slack, Vercel and the model: the real one as soon as it is configured, never a fake with a real secret. */
async function chooseOutside(
  files: SecretFiles,
  settings: Settings,
  variables: Map<string, string>,
  secret: (variable: string, value: string | null) => Promise<void>
): Promise<Chosen> {
  const { ports } = fakes;
  await secret('ANTHROPIC_API_KEY', settings.ANTHROPIC_API_KEY ?? fakes.anthropic.key);
  if (settings.ANTHROPIC_API_KEY === null) {
    variables.set('ANTHROPIC_BASE_URL', `http://fakes:${ports.anthropic}`);
  }
  await secret('VERCEL_TOKEN', settings.VERCEL_TOKEN ?? fakes.vercel.token);
  if (settings.VERCEL_TOKEN === null) {
    variables.set('VERCEL_API_URL', `http://fakes:${ports.vercel}`);
    variables.set('VERCEL_ALLOWED_PROJECT_IDS', fakes.vercel.projectId);
  }
  const fakeWebhook = `http://fakes:${ports.slack}${fakes.slack.webhookPath}`;
  const hasSlack = settings.SLACK_BOT_TOKEN !== null || settings.SLACK_WEBHOOK_URL !== null;
  await secret('SLACK_WEBHOOK_URL', settings.SLACK_BOT_TOKEN === null ? settings.SLACK_WEBHOOK_URL : null);
  await secret('SLACK_BOT_TOKEN', hasSlack ? settings.SLACK_BOT_TOKEN : fakes.slack.token);
  if (!hasSlack) {
    variables.set('SLACK_API_URL', `http://fakes:${ports.slack}/api`);
  }
  const channel = hasSlack ? settings.SLACK_CHANNEL : fakes.slack.channel;
  if (channel !== null) {
    // Node reads what stands behind an unquoted # as a comment.
    variables.set('SLACK_CHANNEL', `"${channel}"`);
  }
  await files.write('grafana', 'slack-webhook-url', settings.SLACK_WEBHOOK_URL ?? fakeWebhook);
  return {
    slack: hasSlack ? 'configured' : 'fake',
    vercel: settings.VERCEL_TOKEN === null ? 'fake' : 'configured',
    anthropic: settings.ANTHROPIC_API_KEY === null ? 'fake' : 'configured',
    grafanaAlerts: settings.SLACK_WEBHOOK_URL === null ? 'fake' : 'configured',
  };
}
