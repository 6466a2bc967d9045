import { dateTimeFormat } from '@grafana/data';
import { formatCountOf } from '../../../backend/src/lib/figures';
import type { Trend } from '../../api/trend';
import { t } from '../../translations';
import { deploymentChanges } from './deployments';
import type { DrawnRun, TrendChart } from './trendFrames';

/** What a chart shows, in words: for who does not see it, and for the first glance. */
export function trendSummary(chart: TrendChart, { baseline }: Trend, runs: readonly DrawnRun[]): string {
  const { figure, format } = chart;
  const measured = runs
    .filter((run) => run.isComparable && run[figure] !== null)
    .sort((one, other) => (one[figure] ?? 0) - (other[figure] ?? 0));
  const [lowest, highest] = [measured[0], measured.at(-1)];
  if (lowest === undefined || highest === undefined) {
    return t('trends.none-measured', 'Not measured in any comparable run.');
  }
  const newest = measured.reduce((one, other) => (Date.parse(other.endedAt) > Date.parse(one.endedAt) ? other : one));
  const changes = deploymentChanges(runs);
  return [
    t('trends.range', '{{range}} in {{runs}}; newest {{newest}}, {{at}}.', {
      range:
        lowest === highest
          ? format(lowest)
          : format(lowest) === format(highest)
            ? t('trends.always', 'Always {{figure}}', { figure: format(lowest) })
            : t('trends.from-to', 'From {{lowest}} to {{highest}}', {
                lowest: format(lowest),
                highest: format(highest),
              }),
      runs: formatCountOf(measured.length, t('trends.comparable-run', 'comparable run')),
      newest: format(newest),
      at: dateTimeFormat(newest.endedAt),
    }),
    ...(baseline === null
      ? []
      : [
          t('trends.dashed-line', 'The dashed line is the baseline, {{figure}}.', {
            figure: format(baseline),
          }),
        ]),
    ...(changes.length === 0
      ? []
      : [
          t('trends.changes-marked', 'Marked: {{changes}} of the production deployment.', {
            changes: formatCountOf(changes.length, t('trends.change', 'change')),
          }),
        ]),
  ].join(' ');
}
