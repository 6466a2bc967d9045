import type { ThresholdResult } from '../model/verdict';

/** A limit of the catalogue and what was measured against it; null: nothing was. */
export function limitResult(
  metric: string,
  expression: string,
  value: number | null,
  limit: number,
  unit: 'ms' | 'fraction'
): ThresholdResult {
  return {
    source: 'catalogue',
    metric,
    expression,
    // No measurement is neither a breach nor kept; the evaluation refuses to pass it for another reason.
    ok: value === null ? null : value <= limit,
    limit,
    value,
    unit,
    ...margins(value, limit),
  };
}

/** How far above its limit a value is; negative: below. */
export function margins(value: number | null, limit: number | null): Pick<ThresholdResult, 'margin' | 'marginRatio'> {
  if (value === null || limit === null) {
    return { margin: null, marginRatio: null };
  }
  return { margin: value - limit, marginRatio: limit === 0 ? null : (value - limit) / limit };
}
