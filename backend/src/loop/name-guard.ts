import type { Logger } from 'pino';
import { formatCount } from '../lib/figures';
import type { MetricsStore, NameValues } from '../model/figures';

/** How often the values are counted, in ms, and of how long a time. */
export const nameGuardEveryMs = 60 * 60 * 1000;
const lookedAtMs = 7 * 24 * 60 * 60 * 1000;

/**
 * InfluxDB 1 drops what goes beyond 100,000 values of a tag (`max-values-per-tag`, docs.influxdata.com/influxdb/v1/
 * administration/config); InfluxDB 2 has no such limit and gets slow and large instead. So people are told at half of it.
 */
export const nameValuesLimit = 100_000;
const warnFrom = nameValuesLimit / 2;

export interface NameGuard {
  /** Of the last count; null: none yet. */
  values(): number | null;
  /** What is wrong, in words; null: nothing, as far as is known. */
  warning(): string | null;
  /** Counts. It rejects when the store does not answer; the last count stays. */
  look(): Promise<void>;
}

/** Sees to it that addresses with ids in them do not fill the store unnoticed. */
export function createNameGuard(options: {
  readonly store: Pick<MetricsStore, 'nameValues'>;
  readonly now: () => Date;
  readonly logger: Logger;
}): NameGuard {
  const { store, now, logger } = options;
  let last: NameValues | null = null;
  return {
    values: () => last?.count ?? null,
    warning: () => (last === null ? null : nameWarning(last)),
    async look() {
      const to = now();
      last = await store.nameValues({ from: new Date(to.getTime() - lookedAtMs), to });
      const warning = nameWarning(last);
      if (warning !== null) {
        logger.warn({ nameValues: last.count, runId: last.largest?.runId }, warning);
      }
    },
  };
}

/** Names the run that has most of them, and what to do about it. */
export function nameWarning({ count, largest }: NameValues): string | null {
  if (count < warnFrom || largest === null) {
    return null;
  }
  const examples = largest.examples.join(' and ');
  return (
    `k6's tag "name" has ${formatCount(count)} values in the metric store; InfluxDB 1 drops samples beyond ` +
    `${formatCount(nameValuesLimit)}. The run ${largest.runId} has ${formatCount(largest.count)} of them, such as ` +
    `${examples}. Give requests whose address has ids in it one name: http.get(url, { tags: { name: 'item' } }) or http.url\`…\`.`
  );
}
