import type { TickSpan } from '../catalogue';
import { formatCount, formatInstant } from '../lib/figures';
import type { Schedule } from '../model/load-test';

/** Which ticks started no run, and why, for people. */
export function missedText({ cron, timeZone }: Schedule, { first, last, count, isMore }: TickSpan): string {
  const ticks =
    count === 1
      ? `the tick of ${formatInstant(first)}`
      : `${isMore ? 'more than ' : ''}${formatCount(count)} ticks from ${formatInstant(first)} to ${formatInstant(last)}`;
  return `${ticks} (${cron}, ${timeZone}) started no run: no sidecar was at work, or its database was away`;
}
