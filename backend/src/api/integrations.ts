import type { Config } from '../config';
import type { Breakers, Peer } from '../lib/outbound/breaker';

/** A part of the outside world: whether it is used, and how or why not, in words for a person. Never a secret. */
export interface Integration {
  readonly on: boolean;
  readonly detail: string;
}

export interface Integrations {
  readonly model: Integration;
  readonly slack: Integration;
  readonly vercel: Integration;
  readonly annotations: Integration;
}

/** What of the configuration decides about them. */
export type IntegrationConfig = Pick<Config, 'diagnosis' | 'slack' | 'vercel' | 'remediation' | 'grafana'>;

/** Which integrations are on. One that does not answer is on, and its detail says that it is left in peace for now. */
export function integrationsOf(config: IntegrationConfig, breakers: Breakers): Integrations {
  const on = (peer: Peer, detail: string): Integration => ({ on: true, detail: detail + pausedText(breakers, peer) });
  return {
    model: modelOf(config, on),
    slack: slackOf(config, on),
    vercel: vercelOf(config, on),
    annotations: annotationsOf(config, on),
  };
}

type On = (peer: Peer, detail: string) => Integration;

const off = (detail: string): Integration => ({ on: false, detail });

function modelOf({ diagnosis: { anthropic } }: IntegrationConfig, on: On): Integration {
  return anthropic === null
    ? off('Diagnoses are made by rules alone. Set ANTHROPIC_API_KEY to let a model write them.')
    : on('anthropic', `Diagnoses are written by ${anthropic.model}.`);
}

function slackOf({ slack }: IntegrationConfig, on: On): Integration {
  if (slack === null) {
    return off(
      'Nothing is sent to Slack, and messages are skipped. Set SLACK_BOT_TOKEN with SLACK_CHANNEL, or SLACK_WEBHOOK_URL.'
    );
  }
  return on(
    'slack',
    slack.kind === 'bot' ? `A bot writes to ${slack.channel}.` : 'An incoming webhook writes to its channel.'
  );
}

function vercelOf({ vercel, remediation: { mode } }: IntegrationConfig, on: On): Integration {
  if (vercel === null) {
    return off('Nothing is redeployed. Set VERCEL_TOKEN.');
  }
  const projects = vercel.allowedProjectIds.join(', ');
  if (projects === '') {
    return on('vercel', 'The token is set, and every redeploy is refused until VERCEL_ALLOWED_PROJECT_IDS is set.');
  }
  const modes: Readonly<Record<typeof mode, string>> = {
    auto: `What the rules permit is redeployed, in these projects only: ${projects}.`,
    approve: `A redeploy waits for a person (REMEDIATION_MODE=approve). Projects: ${projects}.`,
    'dry-run': `Nothing is redeployed, it is only said what would be (REMEDIATION_MODE=dry-run). Projects: ${projects}.`,
    off: `Deployments are read and nothing is redeployed (REMEDIATION_MODE=off). Projects: ${projects}.`,
  };
  return on('vercel', modes[mode]);
}

function annotationsOf({ grafana }: IntegrationConfig, on: On): Integration {
  return grafana.api === null
    ? off('No annotation is written. Set GRAFANA_URL and GRAFANA_TOKEN.')
    : on('grafana', `Failures become annotations in ${grafana.api.url}.`);
}

function pausedText(breakers: Breakers, peer: Peer): string {
  const pausedMs = breakers[peer].pausedForMs();
  return pausedMs === 0
    ? ''
    : ` It has not answered several times in a row and is asked again in ${Math.max(1, Math.ceil(pausedMs / 1000))} s.`;
}
