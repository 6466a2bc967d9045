import type { Logger } from 'pino';
import type { Failure } from '../lib/outbound/call-outcome';
import type { RunAlertRules } from './grafana-rules';

/** Who tells Slack about runs and incidents now; where it is the sidecar against its setting, with the reason. */
export type Teller = { readonly kind: 'grafana' } | { readonly kind: 'sidecar'; readonly reason: string | null };

/** What is known of Grafana's rules. */
export interface RulesKnowledge {
  /** The last answer that says whether the rules are there, and when it came (ms since 1970). */
  readonly certain: { readonly rules: RunAlertRules; readonly at: number } | null;
  /** Why the last question had no such answer; null when it had. */
  readonly failure: string | null;
}

/** How long rules that were there are relied on while Grafana does not answer, in ms: restarts, a slow minute. */
export const reliedOnMs = 3 * 60_000;
/** How often Grafana is asked, in ms: so long may failures go untold after its rules have gone. */
export const askEveryMs = 60_000;

/** Grafana only while it is known to: an alert told twice is better than one that nobody tells. */
export function tellerOf({ certain, failure }: RulesKnowledge, nowMs: number): Teller {
  if (certain === null) {
    return { kind: 'sidecar', reason: failure ?? 'Grafana has not been asked for its alert rules yet' };
  }
  if (certain.rules.kind === 'inactive') {
    return { kind: 'sidecar', reason: certain.rules.reason };
  }
  return nowMs - certain.at < reliedOnMs
    ? { kind: 'grafana' }
    : { kind: 'sidecar', reason: failure ?? 'Grafana has not answered for minutes' };
}

export interface RunAlertTeller {
  /** Answers from what is known; asks nobody. */
  current(): Teller;
  /** Asks Grafana again; logs a change. Never rejects. */
  ask(): Promise<void>;
}

/**
 * Who tells about runs, by the setting RUN_ALERTS and by what Grafana says of its rules.
 *
 * @param ask null: GRAFANA_URL or GRAFANA_TOKEN is missing, so that Grafana cannot be asked.
 */
export function createRunAlertTeller(options: {
  readonly setting: 'sidecar' | 'grafana';
  readonly ask: (() => Promise<RunAlertRules | Failure>) | null;
  readonly now: () => Date;
  readonly logger: Logger;
}): RunAlertTeller {
  const { setting, ask, now, logger } = options;
  let knowledge: RulesKnowledge = {
    certain: null,
    failure: ask === null ? 'Grafana cannot be asked for its alert rules without GRAFANA_URL and GRAFANA_TOKEN' : null,
  };
  let logged: string | null = null;

  const current = (): Teller =>
    setting === 'sidecar' ? { kind: 'sidecar', reason: null } : tellerOf(knowledge, now().getTime());

  function logChange(): void {
    const teller = current();
    const reason = teller.kind === 'sidecar' ? teller.reason : null;
    if (reason !== null && reason !== logged) {
      logger.warn(
        { reason },
        "RUN_ALERTS=grafana, and Grafana's rules tell nobody: the sidecar tells about runs by itself"
      );
    } else if (reason === null && logged !== null) {
      logger.info("Grafana's alert rules tell about runs again");
    }
    logged = reason;
  }

  return {
    current,
    async ask() {
      if (setting === 'sidecar') {
        return;
      }
      if (ask !== null) {
        const answer = await ask();
        knowledge =
          answer.kind === 'active' || answer.kind === 'inactive'
            ? { certain: { rules: answer, at: now().getTime() }, failure: null }
            : { certain: knowledge.certain, failure: answer.reason };
      }
      logChange();
    },
  };
}
