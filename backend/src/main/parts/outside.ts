import type { Logger } from 'pino';
import {
  createGrafanaRules,
  createRunAlertTeller,
  createSlackClient,
  type RunAlertTeller,
  type SlackClient,
} from '../../alerts';
import { createGrafanaLayer, type DiagnosisLayer } from '../../annotations';
import type { Config } from '../../config';
import { createDiagnoser, type Diagnoser } from '../../diagnosis';
import { createBreakers, type Breakers, type Peer } from '../../lib/outbound/breaker';
import type { LoadTest } from '../../model/load-test';
import type { ProductionDeployment } from '../../model/run';
import { createVercelClient, productionDeployment, type VercelClient } from '../../remediation';

/** Everybody whom the sidecar calls; null: not configured. */
export interface Outside {
  readonly breakers: Breakers;
  readonly slack: SlackClient | null;
  readonly vercel: VercelClient | null;
  readonly annotations: DiagnosisLayer | null;
  readonly teller: RunAlertTeller;
  readonly diagnoser: Diagnoser;
  /** What is in production of the test's project; null where Vercel is not configured or did not answer. */
  productionOf(test: LoadTest): Promise<ProductionDeployment | null>;
}

/** Clients of the outside world. No connection is made yet. */
export function createOutside(
  config: Config,
  options: {
    readonly now: () => Date;
    readonly logger: Logger;
    readonly modelTimeouts: { readonly tryTimeoutMs: number; readonly overallTimeoutMs: number } | undefined;
    /** A peer that was silent answers again. */
    readonly peerAnswers: (peer: Peer) => void;
  }
): Outside {
  const { now, logger } = options;
  const breakers = createBreakers({
    onChange(state, peer) {
      if (state === 'paused') {
        logger.warn({ peer }, 'the peer has not answered several times in a row: it is asked less often');
      } else {
        logger.info({ peer }, 'the peer answers again');
        options.peerAnswers(peer);
      }
    },
  });
  const grafana =
    config.grafana.api === null
      ? null
      : {
          grafanaUrl: config.grafana.api.url,
          token: config.grafana.api.token.reveal(),
          breaker: breakers.grafana,
          now,
        };
  const vercel = vercelClient(config, breakers, now);
  return {
    breakers,
    slack: slackClient(config, breakers),
    vercel,
    annotations: grafana === null ? null : createGrafanaLayer(grafana),
    teller: createRunAlertTeller({
      setting: config.runAlerts,
      ask: grafana === null ? null : createGrafanaRules(grafana),
      now,
      logger,
    }),
    diagnoser: diagnoserOf(config, breakers, now, options.modelTimeouts),
    async productionOf(test) {
      const policy = test.remediation.vercel;
      return vercel === null || policy === null
        ? null
        : productionDeployment(policy.projectId, policy.teamId, vercel, (reason) =>
            logger.warn({ test: test.name, reason }, 'the production deployment could not be recorded')
          );
    },
  };
}

function slackClient({ slack }: Config, { slack: breaker }: Breakers): SlackClient | null {
  if (slack === null) {
    return null;
  }
  return createSlackClient(
    slack.kind === 'bot'
      ? { botToken: slack.token.reveal(), channel: slack.channel, apiUrl: slack.apiUrl }
      : { webhookUrl: slack.url.reveal() },
    { breaker }
  );
}

function vercelClient({ vercel }: Config, { vercel: breaker }: Breakers, now: () => Date): VercelClient | null {
  return vercel === null
    ? null
    : createVercelClient({ token: vercel.token.reveal(), apiUrl: vercel.apiUrl, breaker, now });
}

function diagnoserOf(
  { diagnosis: { anthropic } }: Config,
  { anthropic: breaker }: Breakers,
  now: () => Date,
  timeouts: { readonly tryTimeoutMs: number; readonly overallTimeoutMs: number } | undefined
): Diagnoser {
  return createDiagnoser({
    anthropic:
      anthropic === null
        ? null
        : {
            apiKey: anthropic.apiKey.reveal(),
            model: anthropic.model,
            breaker,
            ...(anthropic.baseUrl === null ? {} : { baseUrl: anthropic.baseUrl }),
            ...timeouts,
          },
    now,
  });
}
