import type { Config } from '../../config';
import { findK6 } from '../../k6';
import type { MetricsStore } from '../../model/figures';

/** How long a k6 that was found is taken to be there, in ms: asking starts a process. */
const k6FreshMs = 10 * 60 * 1000;

/** Whether k6 can be started, for `/health/ready`: asked again at once while it cannot. */
export function createK6Check(k6Bin: string, now: () => number = Date.now): () => Promise<void> {
  let foundAt: number | null = null;
  return async () => {
    if (foundAt === null || now() - foundAt > k6FreshMs) {
      foundAt = null;
      await findK6(k6Bin);
      foundAt = now();
    }
  };
}

interface StartChecks {
  readonly config: Config;
  readonly store: Pick<MetricsStore, 'check'>;
  /** The first heartbeat: whether results can be written. Asked where the store answers and is an InfluxDB. */
  readonly beat: () => Promise<void>;
  readonly logger: { info(line: string): void; warn(line: string): void };
}

/** One plain line for each part that is missing or not configured, with what that means and the remedy. */
export async function tellWhatIsMissing({ config, store, beat, logger }: StartChecks): Promise<void> {
  await findK6(config.k6Bin).catch((error: unknown) => {
    logger.warn(`no load test can be run here. ${reasonOf(error)}`);
  });
  await tellOfStore({ config, store, beat, logger });
  if (config.slack === null) {
    logger.warn(
      'Slack is not configured: nobody is told of a failure. Set SLACK_WEBHOOK_URL, or SLACK_BOT_TOKEN and SLACK_CHANNEL'
    );
  }
  if (config.diagnosis.anthropic === null) {
    logger.info(
      'no model is configured: rules alone diagnose, and every failure is for a person. Set ANTHROPIC_API_KEY'
    );
  }
  if (config.vercel === null) {
    logger.info('Vercel is not configured: nothing is redeployed. Set VERCEL_TOKEN and VERCEL_ALLOWED_PROJECT_IDS');
  }
}

async function tellOfStore({ config, store, beat, logger }: StartChecks): Promise<void> {
  const tell = (what: string, error: unknown, remedy: string) => {
    const reason = reasonOf(error).replace(/\.$/, '');
    // A store that knows which setting it is has said so.
    logger.warn(`${what}: ${reason.includes('INFLUX_') ? reason : `${reason}. ${remedy}`}`);
  };
  try {
    await store.check();
  } catch (error) {
    tell(
      "samples cannot be read, so that runs are judged by k6's own summary alone",
      error,
      config.influx === null ? 'Look at DATA_DIR' : 'Check INFLUX_URL, INFLUX_TOKEN, INFLUX_ORG and INFLUX_BUCKET'
    );
    return;
  }
  if (config.influx !== null) {
    await beat().catch((error: unknown) => {
      tell(
        'verdicts cannot be written, so that Grafana shows none',
        error,
        'Check INFLUX_RESULTS_BUCKET and INFLUX_TOKEN'
      );
    });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
