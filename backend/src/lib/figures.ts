/** How figures are written for people: with units, and never rounded into another meaning. */

const notMeasured = 'not measured';

/** `812 ms`, `1,240 ms`, `9.5 ms`. With `against`, enough decimals that two different figures never look alike. */
export function formatMs(value: number | null, against: number | null = null): string {
  if (value === null || !Number.isFinite(value)) {
    return notMeasured;
  }
  const size = Math.abs(value);
  const least = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
  for (let decimals = least; decimals < 6; decimals += 1) {
    const text = grouped(value, decimals);
    if (against === null || against === value || text !== grouped(against, decimals)) {
      return `${text} ms`;
    }
  }
  return `${grouped(value, 6)} ms`;
}

/** A fraction 0–1 in percent. Never `0 %` for more than none, never `100 %` for less than all. */
export function formatPercent(fraction: number | null): string {
  if (fraction === null || !Number.isFinite(fraction)) {
    return notMeasured;
  }
  const percent = fraction * 100;
  for (let decimals = Math.abs(percent) >= 10 ? 1 : 2; decimals <= 6; decimals += 1) {
    const text = grouped(percent, decimals);
    const shown = Number(text.replaceAll(',', ''));
    if ((shown === 0) === (fraction === 0) && (shown === 100) === (fraction === 1)) {
      return `${text} %`;
    }
  }
  return Math.abs(percent) < 1 ? '<0.000001 %' : '>99.999999 %';
}

/**
 * `0.2 % (1 of 500)`; the count is left out when it does not follow exactly from the two figures.
 *
 * @param samples how many requests the rate is over, which may be fewer than the run has made; null or absent where
 * nobody counted them.
 */
export function formatErrorRate(errorRate: number | null, samples: number | null | undefined): string {
  const rate = formatPercent(errorRate);
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

export function formatCount(value: number | null): string {
  return value === null || !Number.isFinite(value) ? notMeasured : grouped(value, 0);
}

/** `42 s`, `2 min 5 s`, `1 h 30 min`. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) {
    return notMeasured;
  }
  if (seconds < 10) {
    return `${grouped(seconds, 1)} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  const [large, largeUnit, small, smallUnit] =
    whole < 3600
      ? [Math.floor(whole / 60), 'min', whole % 60, 's']
      : [Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min'];
  return small === 0 ? `${grouped(large, 0)} ${largeUnit}` : `${grouped(large, 0)} ${largeUnit} ${small} ${smallUnit}`;
}

function grouped(value: number, decimals: number): string {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: decimals, minimumFractionDigits: 0 }).format(value);
}
