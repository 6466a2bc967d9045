/**
 * The one place that turns figures into text: messages, banner, annotations, reasons, evidence, the demo and the plugin
 * all read the same. It imports nothing, so that a browser can use it too.
 *
 * A figure is short, but never rounded into another meaning: what is not zero never reads as zero, and two different
 * figures that stand side by side never look alike. Null, or what is no number, reads as `not measured`. A limit reads
 * as somebody has written it.
 */

const notMeasured = 'not measured';

/** More decimals than these are noise, whatever they tell apart. */
const mostDecimals = 6;

/**
 * `1,240 ms`, `45.3 ms`, `9.46 ms`: whole from 100 ms, one decimal from 10 ms, two below.
 *
 * @param against a figure or limit beside it: decimals are added until the two differ.
 */
export function formatMs(value: number | null, against: number | null = null): string {
  return isNumber(value) ? `${msNumber(value, against)} ms` : notMeasured;
}

/** The number of `formatMs` alone, for a column whose head has the unit. */
export function msNumber(value: number, against: number | null = null): string {
  const size = Math.abs(value);
  return distinct(value, size >= 100 ? 0 : size >= 10 ? 1 : 2, [0, against ?? 0]);
}

/**
 * A fraction 0–1 in percent: one decimal from 10 %, two from 0.1 %, two digits below. Never `0 %` for more than none,
 * never `100 %` for less than all.
 *
 * @param against a fraction beside it: decimals are added until the two differ.
 */
export function formatPercent(fraction: number | null, against: number | null = null): string {
  if (!isNumber(fraction)) {
    return notMeasured;
  }
  const percent = fraction * 100;
  const size = Math.abs(percent);
  const least = size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 1 - Math.floor(Math.log10(size));
  const text = distinct(percent, Math.min(least, mostDecimals), [0, 100, (against ?? 0) * 100]);
  if (isZero(text) && fraction !== 0) {
    return '<0.000001 %';
  }
  return text === '100' && fraction !== 1 ? '>99.999999 %' : `${text} %`;
}

/**
 * `0.2 % (1 of 500)`; the count is left out when it does not follow exactly from the two figures.
 *
 * @param samples how many requests the rate is over, which may be fewer than the run has made; null or absent where
 * nobody counted them.
 * @param against as of `formatPercent`.
 */
export function formatErrorRate(
  errorRate: number | null,
  samples: number | null | undefined,
  against: number | null = null
): string {
  const rate = formatPercent(errorRate, against);
  const count = failedCount(errorRate, samples);
  return count === null ? rate : `${rate} (${count})`;
}

/** `1 of 500`; null where the count does not follow exactly from the two figures. */
export function failedCount(errorRate: number | null, samples: number | null | undefined): string | null {
  if (errorRate === null || samples === null || samples === undefined || samples <= 0) {
    return null;
  }
  const failed = Math.round(errorRate * samples);
  return Math.abs(errorRate * samples - failed) < 1e-6 * Math.max(1, failed)
    ? `${formatCount(failed)} of ${formatCount(samples)}`
    : null;
}

/** A limit, exactly as it was set: `1,500 ms`, `0.25 %`; a number alone where its unit is not known. */
export function formatLimit(limit: number | null, unit: 'ms' | 'fraction' | null): string {
  if (!isNumber(limit)) {
    return notMeasured;
  }
  return unit === 'fraction'
    ? `${formatNumber(limit * 100, mostDecimals)} %`
    : `${formatNumber(limit, mostDecimals)}${unit === 'ms' ? ' ms' : ''}`;
}

/**
 * A value in the unit of its limit; where that is not known, a number alone.
 *
 * @param against as of `formatMs`, where the value stands beside its limit.
 * @param decimals at most, of a number alone.
 */
export function formatInUnit(
  value: number,
  unit: string | null,
  against: number | null = null,
  decimals = mostDecimals
): string {
  switch (unit) {
    case 'fraction':
      return formatPercent(value, against);
    case 'ms':
      return formatMs(value, against);
    default:
      return formatNumber(value, decimals);
  }
}

/** `1,234,567`. */
export function formatCount(value: number | null): string {
  return isNumber(value) ? formatNumber(value, 0) : notMeasured;
}

/** A count with its noun: `1 request`, `1,200 requests`. */
export function formatCountOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** The verb that goes with a count: `1 request is`, `2 requests are`. */
export function isOrAre(count: number): 'is' | 'are' {
  return count === 1 ? 'is' : 'are';
}

/** The same of the past: `1 request was`, `2 requests were`. */
export function wasOrWere(count: number): 'was' | 'were' {
  return count === 1 ? 'was' : 'were';
}

/** A number of any kind with thousands separators and at most `decimals` decimals. */
export function formatNumber(value: number, decimals: number): string {
  return grouping(decimals).format(value);
}

/**
 * A length of time in its two largest units: `4.3 s`, `42 s`, `2 min 5 s`, `1 h 30 min`, `3 d 4 h`.
 *
 * @param seconds a negative one, which only clocks that disagree can give, was not measured.
 */
export function formatDuration(seconds: number | null): string {
  if (!isNumber(seconds) || seconds < 0) {
    return notMeasured;
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return formatSeconds(seconds);
  }
  if (whole < 3600) {
    return joined(Math.floor(whole / 60), 'min', whole % 60, 's');
  }
  const hours = Math.floor(whole / 3600);
  return hours < 24
    ? joined(hours, 'h', Math.floor((whole % 3600) / 60), 'min')
    : joined(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** How far something is in its time: `45 s of 1 min`; `45 s` where nobody knows how long it takes. */
export function formatElapsed(elapsedSeconds: number, plannedSeconds: number | null): string {
  const elapsed = formatDuration(Math.floor(elapsedSeconds));
  return plannedSeconds === null ? elapsed : `${elapsed} of ${formatDuration(plannedSeconds)}`;
}

/**
 * Seconds within a run, always in seconds, so that moments and stretches of one run can be compared: `4.3 s`, `300 s`.
 *
 * @param against as of `formatMs`.
 */
export function formatSeconds(seconds: number | null, against: number | null = null): string {
  return isNumber(seconds) ? `${distinct(seconds, seconds < 10 ? 1 : 0, [against ?? seconds])} s` : notMeasured;
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const largest = `${formatCount(large)} ${largeUnit}`;
  return small === 0 ? largest : `${largest} ${small} ${smallUnit}`;
}

/** With at least `least` decimals, and as many more as it takes to differ from each other figure. */
function distinct(value: number, least: number, others: readonly number[]): string {
  for (let decimals = least; decimals < mostDecimals; decimals += 1) {
    const text = formatNumber(value, decimals);
    if (others.every((other) => other === value || text !== formatNumber(other, decimals))) {
      return text;
    }
  }
  return formatNumber(value, mostDecimals);
}

function isZero(text: string): boolean {
  return text === '0' || text === '-0';
}

function isNumber(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}

const groupings: Intl.NumberFormat[] = [];

/** Kept, because making one takes longer than using it. */
function grouping(decimals: number): Intl.NumberFormat {
  return (groupings[decimals] ??= new Intl.NumberFormat('en-US', { maximumFractionDigits: decimals }));
}

/** `2026-11-23 02:45 UTC` */
export function formatInstant(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
