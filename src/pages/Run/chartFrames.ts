import {
  createDataFrame,
  type DataFrame,
  DataTopic,
  dateTime,
  type FieldConfig,
  FieldType,
  ThresholdsMode,
  textUtil,
  type FieldConfigSource,
  type TimeRange,
} from '@grafana/data';
import { formatMs } from '../../../backend/src/lib/figures';
import type { RunDetailRecord } from '../../api/runDetail';
import { type ChartFact, type ChartId, isUnderWay, type RunSeries } from './seriesQuery';
import { t } from '../../translations';

type Point = RunSeries['points'][number];

/** One line of a chart. */
interface Line {
  readonly name: string;
  readonly value: (point: Point) => number | null;
  /** Of Grafana's palette. Lines differ by dashes too. */
  readonly color: string;
  readonly isDashed?: boolean;
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
      ...lines.map(({ name, value, color, isDashed = false }) => ({
        name,
        type: FieldType.number,
        values: points.map(value),
        config: {
          displayName: name,
          unit,
          color: { mode: 'fixed', fixedColor: color },
          ...(isDashed && { custom: { lineStyle: { fill: 'dash', dash: [8, 6] } } }),
        } satisfies FieldConfig,
      })),
    ],
  });
}

/**
 * How the panel draws.
 *
 * @param limit a line across the chart, in its unit; null: none.
 * @param hidden names of lines that somebody has taken away by the legend.
 */
export function chartConfig(limit: number | null, hidden: readonly string[]): FieldConfigSource {
  return {
    defaults: {
      min: 0,
      custom: {
        lineWidth: 2,
        fillOpacity: 5,
        showPoints: 'auto',
        spanNulls: false,
        // The line of the limit is seen even far above the figures.
        ...(limit !== null && { thresholdsStyle: { mode: 'dashed' }, axisSoftMax: limit * 1.1 }),
      },
      ...(limit !== null && {
        thresholds: {
          mode: ThresholdsMode.Absolute,
          steps: [
            { value: -Infinity, color: 'transparent' },
            { value: limit, color: 'red' },
          ],
        },
      }),
    },
    overrides: hidden.map((name) => ({
      matcher: { id: 'byName', options: name },
      properties: [{ id: 'custom.hideFrom', value: { viz: true, legend: false, tooltip: true } }],
    })),
  };
}

/** A stretch of time in ms since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
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

export function timeRangeOf({ from, to }: Span): TimeRange {
  const range = { from: dateTime(from), to: dateTime(to) };
  return { ...range, raw: range };
}

/**
 * Regions as Grafana's annotation queries give them: the run as the diagnosis layer of dashboards has it, and what its cited
 * facts rest on. Grafana shows title and text as HTML, so what is markup in them is taken for what it is: text.
 */
export function annotationsFrame(run: RunDetailRecord, span: Span, facts: readonly ChartFact[]): DataFrame | null {
  const layer = layerRegion(run, span);
  const regions = [
    ...(layer === null ? [] : [layer]),
    ...facts.map(({ id, text, about }) => ({
      from: Date.parse(about.from),
      to: Date.parse(about.to),
      title: id,
      text,
      tags: ['evidence', id],
      color: 'blue',
    })),
  ];
  if (regions.length === 0) {
    return null;
  }
  const html = (texts: readonly string[]) => texts.map((text) => textUtil.escapeHtml(text));
  return createDataFrame({
    name: 'Diagnosis',
    meta: { dataTopic: DataTopic.Annotations },
    fields: [
      { name: 'time', type: FieldType.time, values: regions.map(({ from }) => from) },
      { name: 'timeEnd', type: FieldType.time, values: regions.map(({ to }) => to) },
      { name: 'title', type: FieldType.string, values: html(regions.map(({ title }) => title)) },
      { name: 'text', type: FieldType.string, values: html(regions.map(({ text }) => text)) },
      { name: 'tags', type: FieldType.other, values: regions.map(({ tags }) => tags) },
      { name: 'color', type: FieldType.string, values: regions.map(({ color }) => color) },
      { name: 'isRegion', type: FieldType.boolean, values: regions.map(() => true) },
    ],
  });
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
