import { createDataFrame, type DataFrame, FieldType } from '@grafana/data';
import { formatErrorRate, formatMs } from '../../../backend/src/lib/figures';
import type { Trend, TrendRun } from '../../api/trend';
import { lineField, marksFrame, type Span } from '../../components/chartFields';
import { verdictColor, verdictText } from '../../components/Verdict';
import { t } from '../../translations';
import { deploymentChanges, deploymentText } from './deployments';

type FigureName = 'p95ResponseTimeMs' | 'avgResponseTimeMs' | 'errorRate';

/** A chart of one figure over the runs. */
export interface TrendChart {
  readonly figure: FigureName;
  readonly title: string;
  /** Of Grafana's units. */
  readonly unit: string;
  readonly format: (run: TrendRun) => string;
}

export function trendCharts(): readonly TrendChart[] {
  return [
    {
      figure: 'p95ResponseTimeMs',
      title: t('trends.p95', 'p95 response time'),
      unit: 'ms',
      format: ({ p95ResponseTimeMs }) => formatMs(p95ResponseTimeMs),
    },
    {
      figure: 'avgResponseTimeMs',
      title: t('trends.average', 'Average response time'),
      unit: 'ms',
      format: ({ avgResponseTimeMs }) => formatMs(avgResponseTimeMs),
    },
    {
      figure: 'errorRate',
      title: t('trends.error-rate', 'Error rate'),
      unit: 'percentunit',
      format: ({ errorRate, errorRateSamples }) => formatErrorRate(errorRate, errorRateSamples),
    },
  ];
}

/** A run that has ended, so that it has a place in time. */
export interface DrawnRun extends TrendRun {
  readonly endedAt: string;
}

export function drawnRuns({ runs }: Trend): readonly DrawnRun[] {
  return runs
    .flatMap(({ endedAt, ...run }) => (endedAt === null ? [] : [{ ...run, endedAt }]))
    .sort((one, other) => timeOf(one) - timeOf(other));
}

/** In px. A run that passed is a small mark, one that did not a large one, and one that may not be compared a dot. */
const pointSizes = { passed: 7, other: 12, notComparable: 4 };

/**
 * The figure of the comparable runs as a line, the baseline as a dashed one, and a mark per run: a field for each verdict,
 * so that legend and tooltip say the word.
 */
export function trendFrame({ figure, title, unit }: TrendChart, trend: Trend, runs: readonly DrawnRun[]): DataFrame {
  const value = (run: TrendRun) => run[figure];
  const baseline = trend.baseline === null ? null : value(trend.baseline);
  const hidden = { hideFrom: { viz: false, legend: false, tooltip: true } };
  const line = lineField(
    { name: title, color: 'blue', unit },
    runs.map((run) => (run.isComparable ? value(run) : undefined))
  );
  return createDataFrame({
    name: title,
    fields: [
      { name: 'time', type: FieldType.time, values: runs.map(timeOf) },
      // The marks say the same figures, with the verdict.
      { ...line, config: { ...line.config, custom: { showPoints: 'never', fillOpacity: 0, ...hidden } } },
      ...(baseline === null
        ? []
        : [
            lineField(
              { name: t('trends.baseline-line', 'Baseline'), color: 'purple', unit, isDashed: true },
              runs.map(() => baseline)
            ),
          ]),
      ...markKinds(runs).map(({ name, color, pointSize, holds }) =>
        lineField(
          { name, color, unit, pointSize },
          runs.map((run) => (holds(run) ? value(run) : null))
        )
      ),
    ],
  });
}

function markKinds(runs: readonly DrawnRun[]) {
  const verdicts = [...new Set(runs.map(({ verdict }) => verdict))];
  const kinds = verdicts.flatMap((verdict) =>
    [true, false].map((isComparable) => {
      const word = verdict === null ? t('trends.not-judged', 'not judged yet') : verdictText(verdict);
      return {
        name: isComparable ? word : t('trends.word-not-comparable', '{{word}}, not comparable', { word }),
        color: verdict === null ? 'blue' : verdictColor(verdict),
        pointSize: !isComparable
          ? pointSizes.notComparable
          : verdict === 'passed'
            ? pointSizes.passed
            : pointSizes.other,
        holds: (run: DrawnRun) => run.verdict === verdict && run.isComparable === isComparable,
      };
    })
  );
  return kinds.filter(({ holds }) => runs.some(holds));
}

/** Where another deployment came into production, as Grafana's annotations. */
export function deploymentMarks(runs: readonly DrawnRun[]): DataFrame | null {
  const title = t('trends.deployment-mark', 'Another deployment in production');
  return marksFrame(
    title,
    deploymentChanges(runs).flatMap(({ run, deployment }) => {
      const at = run.endedAt === null ? null : Date.parse(run.endedAt);
      return at === null
        ? []
        : [{ from: at, to: at, title, text: deploymentText(deployment), tags: ['deployment'], color: 'purple' }];
    })
  );
}

const hourMs = 3_600_000;

/** From the first run to the last, with a little room, so that no mark lies on the edge. Null without runs. */
export function spanOfRuns(runs: readonly DrawnRun[]): Span | null {
  const [first, last] = [runs[0], runs.at(-1)];
  if (first === undefined || last === undefined) {
    return null;
  }
  const room = Math.max((timeOf(last) - timeOf(first)) / 40, hourMs / 4);
  return { from: timeOf(first) - room, to: timeOf(last) + room };
}

function timeOf({ endedAt }: DrawnRun): number {
  return Date.parse(endedAt);
}
