import type { Features } from './features';
import {
  formatCount,
  formatCountOf,
  formatMs,
  formatNumber,
  formatPercent,
  formatSeconds,
  msNumber,
} from '../lib/figures';
import type { SeriesShape, ShapeKind, Step } from './series-shape';

/** The shape over time in words, and as a small table. */

/** Rows of the table in the evidence. */
const shapeTableRows = 20;

/** How each kind of shape is called in facts; the scripted replies of the demo and the tests look for these. */
const shapeNames: Readonly<Record<ShapeKind, string>> = {
  unknown: 'unknown',
  inside: 'inside the limits throughout',
  slowStartRecovered: 'slow start that recovered',
  spikeRecovered: 'short slowdown that recovered',
  growing: 'growing response times that did not recover',
  persistent: 'persistent, did not recover',
  intermittent: 'comes and goes',
};

/** One episode that is too long to pass for a short one, and over. */
const longSlowdown = 'outside for a long time, inside the limits again after it';

/** One sentence or two: what kind of shape, from when to when, how slow, how fast afterwards, under which load. */
export function shapeSentence(features: Features): string {
  const { shape } = features;
  if (shape.kind === 'unknown') {
    return 'Shape over time: unknown, there is no time series of this run.';
  }
  const parts = [
    `Shape over time: ${shape.kind === 'intermittent' && shape.episodes.length === 1 ? longSlowdown : shapeNames[shape.kind]}.`,
    episodesText(shape),
    recoveryText(shape),
    shape.kind === 'growing'
      ? `p95 grew ${formatNumber(shape.growthRatio ?? 1, 1)} times from first to last third.`
      : '',
    shape.episodes.length > 0 && shape.rateRatio !== null
      ? `Otherwise there were ${loadText(shape)} of that time.`
      : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** Load outside the episodes in relation to that within: `20 % of the active users and 95 % of the requests per second`. */
export function loadText({ usersRatio, rateRatio }: SeriesShape): string {
  const users = usersRatio === null ? '' : `${formatPercent(usersRatio)} of the active users and `;
  return `${users}${formatPercent(rateRatio)} of the requests per second`;
}

function episodesText(shape: SeriesShape): string {
  if (shape.episodes.length === 0) {
    return `All ${shape.stepsWithSamples} steps of ${formatSeconds(shape.stepSeconds)} are inside the limits.`;
  }
  const shown = shape.episodes.slice(0, 5).map(({ fromSeconds, toSeconds }) => {
    const to = toSeconds >= shape.seconds ? 'the end' : formatSeconds(toSeconds);
    return `${formatSeconds(fromSeconds)} to ${to}`;
  });
  const more = shape.episodes.length > shown.length ? ` and ${shape.episodes.length - shown.length} more` : '';
  const rest = shape.lastStepInside
    ? `, inside from then on (${formatPercent(shape.settledShare)} of the run)`
    : ', still outside at the end';
  return `Outside the limits from ${shown.join(', ')}${more} of ${formatSeconds(shape.seconds)}${rest}.`;
}

function recoveryText(shape: SeriesShape): string {
  if (shape.outsideP95Ms === null || shape.settledP95Ms === null) {
    return shape.outsideP95Ms === null ? '' : `Median p95 of those steps: ${formatMs(shape.outsideP95Ms)}.`;
  }
  const ratio = shape.recoveryRatio === null ? '' : ` (${formatNumber(shape.recoveryRatio, 1)} times)`;
  return `Median p95 of the steps: ${formatMs(shape.outsideP95Ms)} in that time, ${formatMs(shape.settledP95Ms)} otherwise${ratio}.`;
}

/** When requests failed; null when none did. */
export function failureTimeSentence(features: Features): string | null {
  const { shape, errors } = features;
  if (errors.failedRequests === 0 || shape.kind === 'unknown') {
    return null;
  }
  const failing = shape.steps.filter((step) => step.failedRequests > 0);
  const first = failing[0];
  const last = failing.at(-1);
  if (first === undefined || last === undefined) {
    return `The time series shows none of the ${formatCountOf(errors.failedRequests, 'failed request')}.`;
  }
  const unseen =
    features.failuresWithoutTime > 0 ? ` ${formatCountOf(features.failuresWithoutTime, 'failure')} are not in it.` : '';
  return (
    `Requests failed between ${formatSeconds(first.fromSeconds)} and ` +
    `${formatSeconds(last.fromSeconds + shape.stepSeconds)} of ${formatSeconds(shape.seconds)}, ` +
    `in ${failing.length} of ${formatCountOf(shape.stepsWithSamples, 'step')}.${unseen}`
  );
}

/** The series in at most `shapeTableRows` rows; p95 is the highest of the steps in a row. Null without steps. */
export function shapeTable(shape: SeriesShape): string | null {
  if (shape.steps.length === 0) {
    return null;
  }
  const size = Math.ceil(shape.steps.length / shapeTableRows);
  const rows: string[] = [];
  for (let start = 0; start < shape.steps.length; start += size) {
    rows.push(tableRow(shape.steps.slice(start, start + size), shape.stepSeconds));
  }
  return ['from s | users | requests/s | failed | avg ms | highest p95 ms | limits', ...rows].join('\n');
}

function tableRow(steps: readonly Step[], stepSeconds: number): string {
  const requests = steps.reduce((sum, step) => sum + step.requests, 0);
  const weighted = steps.reduce((sum, step) => sum + (step.avgMs ?? 0) * step.requests, 0);
  return [
    formatCount(steps[0]?.fromSeconds ?? 0),
    cell(highest(steps.map((step) => step.virtualUsers)), formatCount),
    formatNumber(requests / (steps.length * stepSeconds), 1),
    formatCount(steps.reduce((sum, step) => sum + step.failedRequests, 0)),
    cell(requests > 0 ? weighted / requests : null, msNumber),
    cell(highest(steps.map((step) => step.p95Ms)), msNumber),
    steps.some((step) => step.outside) ? 'outside' : 'inside',
  ].join(' | ');
}

function highest(values: ReadonlyArray<number | null>): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

function cell(value: number | null, format: (value: number) => string): string {
  return value === null ? '-' : format(value);
}
