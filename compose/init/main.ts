import { z } from 'zod';
import { readEnvironment, say, start } from '../environment';
import { secretFiles } from './files';
import { prepareGrafana } from './grafana';
import { patiently } from './http';
import { prepareInfluxdb } from './influxdb';
import { settingsSchema, writeSecrets } from './secrets';

const usage = `init <secrets | influxdb | grafana>: prepares the stack of docker-compose.yml, step by step; each may be repeated.

  secrets   keys and passwords, and what has been configured, as files in SECRETS_DIR
  influxdb  buckets and tokens in INFLUX_URL
  grafana   the sidecar's service account in GRAFANA_URL`;

const influxSchema = z
  .object({
    INFLUX_URL: z.url(),
    INFLUX_ORG: z.string().min(1),
    INFLUX_BUCKET: z.string().min(1),
    INFLUX_RESULTS_BUCKET: z.string().min(1),
    INFLUX_RETENTION_DAYS: z.coerce.number().int().min(0).max(36_500),
  })
  .refine(({ INFLUX_BUCKET, INFLUX_RESULTS_BUCKET }) => INFLUX_BUCKET !== INFLUX_RESULTS_BUCKET, {
    path: ['INFLUX_RESULTS_BUCKET'],
    message: 'is the bucket of the raw samples, whose retention would delete the results',
  });
const grafanaSchema = z.object({ GRAFANA_URL: z.url() });

async function main(step: string | undefined): Promise<void> {
  const files = secretFiles(process.env.SECRETS_DIR ?? '/secrets');
  switch (step) {
    case 'secrets': {
      const { slack, vercel, anthropic, grafanaAlerts } = await writeSecrets(files, readEnvironment(settingsSchema));
      say(`secrets are in place; Slack: ${slack}, Vercel: ${vercel}, Anthropic: ${anthropic}`);
      if (slack !== grafanaAlerts) {
        say('WARNING: Grafana has no SLACK_WEBHOOK_URL: its alerts, a dead sidecar among them, reach the fake alone');
      }
      return;
    }
    case 'influxdb': {
      const env = readEnvironment(influxSchema);
      await patiently(() =>
        prepareInfluxdb(files, {
          url: env.INFLUX_URL,
          org: env.INFLUX_ORG,
          bucket: env.INFLUX_BUCKET,
          resultsBucket: env.INFLUX_RESULTS_BUCKET,
          retentionDays: env.INFLUX_RETENTION_DAYS,
        })
      );
      return say(
        `InfluxDB has the buckets ${env.INFLUX_BUCKET} and ${env.INFLUX_RESULTS_BUCKET}, and a token for each`
      );
    }
    case 'grafana': {
      const { GRAFANA_URL } = readEnvironment(grafanaSchema);
      await patiently(() => prepareGrafana(files, GRAFANA_URL));
      return say('Grafana has the service account of the sidecar');
    }
    default:
      throw new Error(usage);
  }
}

start(() => main(process.argv[2]));
