import { createDataFrame, type DataFrame, FieldType } from '@grafana/data';
import { formatCount, formatMs, formatNumber, formatPercent, formatSeconds } from '../../../backend/src/lib/figures';
import type { RunSeries } from '../../api/runSeries';
import { lineField } from '../../components/chartFields';
import { t } from '../../translations';

type Point = RunSeries['points'][number];

/** A chart of one figure over both runs. */
export interface CompareChart {
  readonly id: string;
  readonly title: string;
  /** Of Grafana's units. */
  readonly unit: string;
  readonly value: (point: Point) => number | null;
  readonly format: (value: number) => string;
}

export function compareCharts(): readonly CompareChart[] {
  return [
    {
      id: 'p95',
      title: t('compare.p95', 'p95 response time'),
      unit: 'ms',
      value: ({ p95ResponseTimeMs }) => p95ResponseTimeMs,
      format: formatMs,
    },
    {
      id: 'requests',
      title: t('compare.request-rate', 'Requests per second'),
      unit: 'reqps',
      value: ({ requestsPerSecond }) => requestsPerSecond,
      format: (value) => t('compare.per-second', '{{rate}} per second', { rate: formatNumber(value, 1) }),
    },
    {
      id: 'errorRate',
      title: t('compare.error-rate', 'Error rate'),
      unit: 'percentunit',
      value: ({ requestsPerSecond, failedRequestsPerSecond }) =>
        requestsPerSecond > 0 ? failedRequestsPerSecond / requestsPerSecond : null,
      format: formatPercent,
    },
    {
      id: 'virtualUsers',
      title: t('compare.virtual-users', 'Virtual users'),
      unit: 'short',
      value: ({ virtualUsers }) => virtualUsers,
      format: formatCount,
    },
  ];
}

/** Both runs over the seconds since the first step of each. */
export function compareFrame({ title, unit, value }: CompareChart, base: RunSeries, run: RunSeries): DataFrame {
  const sides = [base, run].map(
    ({ points }) => new Map(points.map((point) => [elapsedSeconds(points, point), value(point)]))
  );
  const seconds = [...new Set(sides.flatMap((side) => [...side.keys()]))].sort((one, other) => one - other);
  const valuesOf = (side: Map<number, number | null> | undefined) => seconds.map((second) => side?.get(second));
  return createDataFrame({
    name: title,
    fields: [
      {
        name: t('compare.elapsed', 'Elapsed time'),
        type: FieldType.number,
        values: seconds,
        config: { unit: 's' },
      },
      lineField({ name: t('compare.base', 'Base'), color: 'blue', unit, isDashed: true }, valuesOf(sides[0])),
      lineField({ name: t('compare.run', 'Run'), color: 'orange', unit }, valuesOf(sides[1])),
    ],
  });
}

/** What a chart shows, in words. */
export function compareSummary({ value, format }: CompareChart, base: RunSeries, run: RunSeries): string {
  const highest = ({ points }: RunSeries) => {
    let found: { readonly value: number; readonly at: number } | null = null;
    for (const point of points) {
      const measured = value(point);
      if (measured !== null && (found === null || measured > found.value)) {
        found = { value: measured, at: elapsedSeconds(points, point) };
      }
    }
    return found === null
      ? t('compare.none-measured', 'not measured')
      : found.value === 0
        ? format(0)
        : t('compare.highest-at', '{{highest}} after {{at}}', {
            highest: format(found.value),
            at: formatSeconds(found.at),
          });
  };
  return t('compare.highest', 'Highest in the base (dashed): {{base}}. Highest in the run: {{run}}.', {
    base: highest(base),
    run: highest(run),
  });
}

function elapsedSeconds(points: readonly Point[], { at }: Point): number {
  return (Date.parse(at) - Date.parse(points[0]?.at ?? at)) / 1000;
}
