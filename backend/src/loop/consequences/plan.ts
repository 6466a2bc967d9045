import type { RunRow } from '../../runs';

/** What planning an effect needs. */
export interface Planning {
  readonly now: () => Date;
  /** Page of a run for people; null where no Grafana is configured. */
  readonly runUrl: (runId: string) => string | null;
  /** The labels of a load test as they stand in the catalogue now; none of one that is not in it. */
  readonly labelsOf: (test: string) => Readonly<Record<string, string>>;
  /** Asked for every alert. `grafana`: Grafana's alert rules tell Slack about runs and incidents, the sidecar stays silent. */
  readonly runAlerts: () => 'sidecar' | 'grafana';
}

/** End of an effect's id: what a later judgement leads to are effects of their own. */
export function ofJudgement({ judgement }: RunRow): string {
  return judgement > 1 ? `-judgement${judgement}` : '';
}
