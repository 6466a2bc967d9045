import type { RunFigures } from '../model/figures';

/** How figures read in facts and texts: `1,240 ms`, `2.4 %`, `1,200`, `2 h 5 min`. Null reads as `unknown`. */

/** A count or any number with thousands separators; at most `digits` decimals. */
export function numberText(value: number, digits = 0): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

/** `one`, `1` or `n` of a noun: `1 request`, `12 requests`. */
export function countText(count: number, noun: string): string {
  return `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `25 of 50 requests` or, where nobody counted what the error rate is over, `25 requests`. */
export function failedText(figures: Pick<RunFigures, 'failedRequests' | 'errorRateSamples'>): string {
  return figures.errorRateSamples === null
    ? countText(figures.failedRequests, 'request')
    : `${numberText(figures.failedRequests)} of ${countText(figures.errorRateSamples, 'request')}`;
}

/** Response times: whole milliseconds from 100 ms, else one decimal. */
export function msText(ms: number | null): string {
  return ms === null ? 'unknown' : `${numberText(ms, Math.abs(ms) >= 100 ? 0 : 1)} ms`;
}

/** A fraction 0–1 in percent; never shows 0 % for something that happened, nor 100 % for something that did not. */
export function percentText(fraction: number | null): string {
  if (fraction === null) {
    return 'unknown';
  }
  const percent = fraction * 100;
  if (percent > 0 && percent < 0.01) {
    return '< 0.01 %';
  }
  if (percent < 100 && percent >= 99.95) {
    return '> 99.9 %';
  }
  return `${numberText(percent, percent >= 10 ? 1 : 2)} %`;
}

/** Seconds within a run: one decimal below 10, else whole. */
export function secondsText(seconds: number | null): string {
  return seconds === null ? 'unknown' : `${numberText(seconds, seconds < 10 ? 1 : 0)} s`;
}

/** A length of time in the two largest units: `45 s`, `12 min`, `2 h 5 min`, `3 d 4 h`. */
export function ageText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? joined(hours, 'h', minutes % 60, 'min') : joined(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
