import { formatCount, formatMs, formatNumber, formatPercent, formatSeconds } from '../../lib/figures';
import type { RunSeries, SeriesPoint } from '../../model/figures';
import { html, type Content, type Html } from './html';
import { table } from './table';
import { notKnown } from './words';

interface Chart {
  readonly name: string;
  /** Null: not measured in this step. */
  readonly value: (point: SeriesPoint) => number | null;
  readonly format: (value: number) => string;
  /** The limit of the run's figure; null: none, or it is not about this. */
  readonly limit: number | null;
}

/** Limits that are drawn, as the run was judged by them. */
export interface ChartLimits {
  readonly p95ResponseTimeMs: number | null;
}

function chartsOf(limits: ChartLimits): readonly Chart[] {
  return [
    {
      name: 'p95 response time',
      value: ({ p95ResponseTimeMs }) => p95ResponseTimeMs,
      format: (value) => formatMs(value),
      limit: limits.p95ResponseTimeMs,
    },
    { name: 'Error rate', value: errorRateOf, format: (value) => formatPercent(value), limit: null },
    {
      name: 'Virtual users',
      value: ({ virtualUsers }) => virtualUsers,
      format: (value) => formatCount(value),
      limit: null,
    },
    {
      name: 'Requests per second',
      value: ({ requestsPerSecond }) => requestsPerSecond,
      format: (value) => formatNumber(value, 1),
      limit: null,
    },
  ];
}

function errorRateOf({ requestsPerSecond, failedRequestsPerSecond }: SeriesPoint): number | null {
  return requestsPerSecond > 0 ? Math.min(1, failedRequestsPerSecond / requestsPerSecond) : null;
}

/** The course of a run as pictures, and as a table of the same figures. */
export function charts(series: RunSeries, limits: ChartLimits): Html {
  const all = chartsOf(limits);
  return html`<div class="charts">${all.map((chart, index) => figure(chart, series, `chart-${index}`))}</div>
    <details id="chart-table">
      <summary>The same figures as a table</summary>
      <div>${tableOf(all, series)}</div>
    </details>`;
}

function tableOf(all: readonly Chart[], series: RunSeries): Html {
  return table(
    'Course of the run',
    [{ head: 'Since the start', kind: 'number' }, ...all.map(({ name }) => ({ head: name, kind: 'number' as const }))],
    series.points.map((point, index) => [
      formatSeconds(index * series.stepSeconds),
      ...all.map(({ value, format }) => shown(value(point), format)),
    ])
  );
}

function shown(value: number | null, format: Chart['format']): string {
  return value === null ? notKnown : format(value);
}

/** The words stand beside the drawing, so that they keep their size however wide it is. */
function figure(chart: Chart, series: RunSeries, id: string): Html {
  const values = series.points.map(chart.value);
  const top = niceTop(Math.max(0, chart.limit ?? 0, ...values.flatMap((value) => value ?? [])));
  const description = summaryOf(chart, values, series.stepSeconds);
  return html`<figure>
    <figcaption>
      <strong>${chart.name}</strong>
      <span class="note">${description}</span>
    </figcaption>
    <div class="ends"><span>${chart.format(top)}</span></div>
    <div class="plot">${drawing(chart, values, { top, id, description })}</div>
    <div class="ends">
      <span>0 s</span><span>${formatSeconds(Math.max(0, values.length - 1) * series.stepSeconds)}</span>
    </div>
  </figure>`;
}

/** What the chart shows, in words: for who does not see it, and for the first glance. */
function summaryOf({ format, limit }: Chart, values: ReadonlyArray<number | null>, stepSeconds: number): string {
  const highest = Math.max(...values.flatMap((value) => value ?? []));
  if (!Number.isFinite(highest)) {
    return 'Nothing was measured.';
  }
  const at = formatSeconds(values.indexOf(highest) * stepSeconds);
  return `Highest: ${format(highest)}, after ${at}.${limit === null ? '' : ` The limit of the run is ${format(limit)}.`}`;
}

const height = 100;

function drawing(
  chart: Chart,
  values: ReadonlyArray<number | null>,
  { top, id, description }: { readonly top: number; readonly id: string; readonly description: string }
): Html {
  const width = Math.max(1, values.length - 1);
  const y = (value: number) => coordinate(height - (value / top) * height);
  const level = (value: number, name: string) =>
    html`<line class="${name}" x1="0" x2="${width}" y1="${y(value)}" y2="${y(value)}" />`;
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    preserveAspectRatio="none"
    role="img"
    aria-labelledby="${id}-title ${id}-text"
  >
    <title id="${id}-title">${chart.name}</title>
    <desc id="${id}-text">${description}</desc>
    ${[top, top / 2].map((value) => level(value, 'grid'))} ${stretches(values).map((stretch) => curve(stretch, y))}
    ${chart.limit !== null && level(chart.limit, 'limit')}
  </svg>`;
}

interface Stretch {
  /** Step of the first value. */
  readonly from: number;
  readonly values: readonly number[];
}

/** Steps in which nothing was measured are gaps, not zeros. */
function stretches(values: ReadonlyArray<number | null>): Stretch[] {
  const found: Array<{ from: number; values: number[] }> = [];
  values.forEach((value, index) => {
    const last = found.at(-1);
    if (value === null) {
      return;
    }
    if (last !== undefined && last.from + last.values.length === index) {
      last.values.push(value);
    } else {
      found.push({ from: index, values: [value] });
    }
  });
  return found;
}

function curve({ from, values }: Stretch, y: (value: number) => number): Content {
  const points = values.map((value, index) => `${from + index} ${y(value)}`).join('L');
  if (values.length === 1) {
    return html`<path class="dot" d="M${points}h0" />`;
  }
  return [
    html`<path class="area" d="M${from} ${height}L${points}L${from + values.length - 1} ${height}Z" />`,
    html`<path class="line" d="M${points}" />`,
  ];
}

function coordinate(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The next round number, so that the scale can be read. */
function niceTop(highest: number): number {
  if (highest <= 0) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(highest));
  return ([1, 2, 2.5, 5, 10].find((step) => step * power >= highest) ?? 10) * power;
}
