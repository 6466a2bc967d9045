import type { TickSpan } from '../catalogue';
import { formatCount } from '../lib/figures';
import type { Schedule } from '../model/load-test';

/** `2026-11-23 02:45 UTC` */
export function instantText(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Which ticks started no run, and why, for people. */
export function missedText({ cron, timeZone }: Schedule, { first, last, count, isMore }: TickSpan): string {
  const ticks =
    count === 1
      ? `the tick of ${instantText(first)}`
      : `${isMore ? 'more than ' : ''}${formatCount(count)} ticks from ${instantText(first)} to ${instantText(last)}`;
  return `${ticks} (${cron}, ${timeZone}) started no run: no sidecar was at work, or its database was away`;
}
