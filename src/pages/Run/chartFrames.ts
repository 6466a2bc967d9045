import { createDataFrame, type DataFrame, type FieldConfigSource, FieldType, ThresholdsMode } from '@grafana/data';
import { formatMs } from '../../../backend/src/lib/figures';
import type { RunDetailRecord } from '../../api/runDetail';
import { isUnderWay, type RunSeries } from '../../api/runSeries';
import { lineField, type LineLook, linesConfig, marksFrame, type Span } from '../../components/chartFields';
import type { ChartFact, ChartId } from './chartFacts';
import { t } from '../../translations';

type Point = RunSeries['points'][number];

interface Line extends Omit<LineLook, 'unit'> {
  readonly value: (point: Point) => number | null;
}

export interface ChartDefinition {
  readonly id: ChartId;
  readonly title: string;
  /** Of Grafana's units. */
  readonly unit: string;
  readonly lines: readonly Line[];
}

export function chartDefinitions(): readonly ChartDefinition[] {
  return [
    {
      id: 'virtualUsers',
      title: t('charts.virtual-users', 'Virtual users'),
      unit: 'short',
      lines: [
        { name: t('charts.virtual-users', 'Virtual users'), value: ({ virtualUsers }) => virtualUsers, color: 'blue' },
      ],
    },
    {
      id: 'responseTimes',
      title: t('charts.response-times', 'Response times'),
      unit: 'ms',
      lines: [
        { name: t('charts.p95', 'p95'), value: ({ p95ResponseTimeMs }) => p95ResponseTimeMs, color: 'purple' },
        {
          name: t('charts.average', 'Average'),
          value: ({ avgResponseTimeMs }) => avgResponseTimeMs,
          color: 'blue',
          isDashed: true,
        },
      ],
    },
    {
      id: 'requestRates',
      title: t('charts.request-rates', 'Requests and errors per second'),
      unit: 'reqps',
      lines: [
        { name: t('charts.requests', 'Requests'), value: ({ requestsPerSecond }) => requestsPerSecond, color: 'green' },
        {
          name: t('charts.failed-requests', 'Failed requests'),
          value: ({ failedRequestsPerSecond }) => failedRequestsPerSecond,
          color: 'red',
          isDashed: true,
        },
      ],
    },
  ];
}

/** What a chart's panel draws. A step without a figure is a gap. */
export function chartFrame({ id, title, unit, lines }: ChartDefinition, { points }: RunSeries): DataFrame {
  return createDataFrame({
    refId: id,
    name: title,
    fields: [
      { name: 'time', type: FieldType.time, values: points.map(({ at }) => Date.parse(at)) },
      ...lines.map(({ value, ...look }) => lineField({ ...look, unit }, points.map(value))),
    ],
  });
}

/** How the panel draws. @param limit a line across the chart, in its unit; null: none. */
export function chartConfig(limit: number | null): FieldConfigSource {
  const { defaults } = linesConfig;
  return limit === null
    ? linesConfig
    : {
        ...linesConfig,
        defaults: {
          ...defaults,
          // The line of the limit is seen even far above the figures.
          custom: { ...defaults.custom, thresholdsStyle: { mode: 'dashed' }, axisSoftMax: limit * 1.1 },
          thresholds: {
            mode: ThresholdsMode.Absolute,
            steps: [
              { value: -Infinity, color: 'transparent' },
              { value: limit, color: 'red' },
            ],
          },
        },
      };
}

/**
 * The time of a run, every step of its series included.
 *
 * @param now until when a run that is under way has been read.
 */
export function spanOfRun(run: RunDetailRecord, { points, stepSeconds }: RunSeries, now: number): Span | null {
  const first = points[0] === undefined ? null : Date.parse(points[0].at);
  const last = points.at(-1);
  const lastAt = last === undefined ? null : Date.parse(last.at);
  const start = run.startedAt === null ? null : Date.parse(run.startedAt);
  const from = Math.min(start ?? Infinity, first ?? Infinity);
  if (!Number.isFinite(from)) {
    return null;
  }
  const known = run.endedAt === null ? (isUnderWay(run) ? now : null) : Date.parse(run.endedAt);
  const to = Math.max(known ?? 0, lastAt === null ? 0 : known === null ? lastAt + stepSeconds * 1000 : lastAt);
  return { from, to: Math.max(to, from + stepSeconds * 1000) };
}

/** The run as the diagnosis layer of dashboards has it, and what its cited facts rest on. */
export function annotationsFrame(run: RunDetailRecord, span: Span, facts: readonly ChartFact[]): DataFrame | null {
  const layer = layerRegion(run, span);
  return marksFrame('Diagnosis', [
    ...(layer === null ? [] : [layer]),
    ...facts.map(({ id, text, about }) => ({
      from: Date.parse(about.from),
      to: Date.parse(about.to),
      title: id,
      text,
      tags: ['evidence', id],
      color: 'blue',
    })),
  ]);
}

/** Of the layer, by the tag `severity:<x>`; a newer word looks like a warning. */
const severityColors = new Map([
  ['critical', 'red'],
  ['info', 'green'],
]);

/** What the sidecar writes over dashboards for this run; a sidecar before 0.2 does not say, but its diagnosis is known. */
function layerRegion({ annotation, diagnosis }: RunDetailRecord, span: Span) {
  const title = t('charts.diagnosis', 'Diagnosis');
  if (annotation === undefined) {
    const tags = ['diagnosis', diagnosis?.classification ?? ''];
    return diagnosis === null ? null : { ...span, title, text: diagnosis.text, tags, color: 'orange' };
  }
  if (annotation === null) {
    return null;
  }
  const { from, to, text, tags, severity } = annotation;
  const color = severityColors.get(severity) ?? 'orange';
  return { from: Date.parse(from), to: Date.parse(to), title, text, tags, color };
}

/** What the line across a chart of response times is, or that there is none. */
export function limitText(limit: number | null): string {
  return limit === null
    ? t('charts.no-limit', 'No limit of the p95 is set.')
    : t('charts.limit', 'The dashed line across is the limit of the p95, {{limit}}.', { limit: formatMs(limit) });
}
