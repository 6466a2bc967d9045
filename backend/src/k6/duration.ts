const unitsMs: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ns: 1e-6,
};

/**
 * Milliseconds of a duration as Go writes it (`1m0s`, `500ms`, `1.5s`), rounded to a microsecond; a number is already
 * in milliseconds, as in k6's options.
 *
 * @returns null when the text is no duration.
 */
export function durationMs(value: string | number): number | null {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : null;
  }
  if (value === '0') {
    return 0;
  }
  if (!/^(\d+(\.\d+)?(h|ms|m|s|us|µs|μs|ns))+$/.test(value)) {
    return null;
  }
  let total = 0;
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|μs|ns)/g)) {
    total += Number(amount) * (unitsMs[unit ?? ''] ?? Number.NaN);
  }
  return Math.round(total * 1000) / 1000;
}
