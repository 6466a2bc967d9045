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
  readonly logger: { info(line: string): void; warn(line: string): void };
}

/** One plain line for each part that is missing or not configured, with what that means and the remedy. */
export async function tellWhatIsMissing({ config, store, logger }: StartChecks): Promise<void> {
  const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
  await findK6(config.k6Bin).catch((error: unknown) => {
    logger.warn(`no load test can be run here. ${reasonOf(error)}`);
  });
  await store.check().catch((error: unknown) => {
    const reason = reasonOf(error).replace(/\.$/, '');
    const remedy =
      config.influx === null ? 'Look at DATA_DIR' : 'Check INFLUX_URL, INFLUX_TOKEN, INFLUX_ORG and INFLUX_BUCKET';
    // A store that knows which of them it is has said so.
    const said = reason.includes('INFLUX_') ? [reason] : [reason, remedy];
    logger.warn(`samples cannot be read, so that runs are judged by k6's own summary alone: ${said.join('. ')}`);
  });
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
