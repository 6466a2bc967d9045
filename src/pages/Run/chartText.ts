import { dateTimeFormat } from '@grafana/data';
import { formatCount, formatMs, formatNumber } from '../../../backend/src/lib/figures';
import type { RunSeries } from '../../api/runSeries';
import { t } from '../../translations';
import { limitText } from './chartFrames';
import type { ChartFact, ChartId } from './chartFacts';

type Point = RunSeries['points'][number];

/** What a chart shows, in words: for who does not see it, and for the first glance. */
export function chartSummary(id: ChartId, { points }: RunSeries, limit: number | null): string {
  switch (id) {
    case 'virtualUsers':
      return atHighest(points, ({ virtualUsers }) => virtualUsers, {
        none: t('charts.no-virtual-users', 'No virtual users were measured.'),
        text: (highest, at) =>
          t('charts.most-virtual-users', 'At most {{count}} virtual users, first at {{at}}.', {
            count: formatCount(highest),
            at,
          }),
      });
    case 'responseTimes': {
      const peak = atHighest(points, ({ p95ResponseTimeMs }) => p95ResponseTimeMs, {
        none: t('charts.no-response-times', 'No response times were measured.'),
        text: (highest, at) =>
          t('charts.highest-p95', 'Highest p95 of a step {{time}}, at {{at}}.', { time: formatMs(highest), at }),
      });
      return `${peak} ${limitText(limit)}`;
    }
    case 'requestRates': {
      const peak = atHighest(points, ({ requestsPerSecond }) => requestsPerSecond, {
        none: '',
        text: (highest, at) =>
          t('charts.most-requests', 'At most {{rate}} requests per second, at {{at}}.', {
            rate: formatNumber(highest, 1),
            at,
          }),
      });
      const failed = atHighest(
        points.filter(({ failedRequestsPerSecond }) => failedRequestsPerSecond > 0),
        ({ failedRequestsPerSecond }) => failedRequestsPerSecond,
        {
          none: t('charts.none-failed', 'None failed.'),
          text: (highest, at) =>
            t('charts.most-failed', 'At most {{rate}} failed per second, at {{at}}.', {
              rate: formatNumber(highest, 1),
              at,
            }),
        }
      );
      return `${peak} ${failed}`;
    }
  }
}

/** The stretches that are marked in a chart, in words. */
export function markedText(facts: readonly ChartFact[]): string | null {
  if (facts.length === 0) {
    return null;
  }
  const stretches = facts.map(({ id, about }) => `${id} (${timeOf(about.from)} – ${timeOf(about.to)})`);
  return t('charts.marked', 'Marked from the evidence: {{stretches}}.', { stretches: stretches.join(', ') });
}

function atHighest(
  points: readonly Point[],
  value: (point: Point) => number | null,
  words: { readonly none: string; readonly text: (highest: number, at: string) => string }
): string {
  let highest: { readonly value: number; readonly at: string } | null = null;
  for (const point of points) {
    const measured = value(point);
    if (measured !== null && (highest === null || measured > highest.value)) {
      highest = { value: measured, at: point.at };
    }
  }
  return highest === null ? words.none : words.text(highest.value, timeOf(highest.at));
}

function timeOf(at: string): string {
  return dateTimeFormat(at, { format: 'HH:mm:ss' });
}
