import { failedCount, formatLimit, formatMs, formatPercent } from '../lib/figures';
import { endpointName, type ThresholdResult } from '../model/verdict';

/**
 * `p95 812 ms (limit 800 ms, +1.5 %)`, `error rate 0.2 % (1 of 500; limit 0 %)`, `k6 threshold p(95)<500 on …`.
 *
 * @param samples as of `formatErrorRate`.
 */
export function formatBreach(breach: ThresholdResult, samples: number | null | undefined): string {
  const name = nameOf(breach);
  if (breach.value === null || breach.limit === null || breach.unit === null) {
    return breach.source === 'k6'
      ? `k6 threshold ${breach.expression} on ${breach.metric} not met`
      : `${name}: ${breach.expression} not met`;
  }
  const margin =
    breach.marginRatio === null ? '' : `, ${breach.marginRatio > 0 ? '+' : ''}${formatPercent(breach.marginRatio)}`;
  const source = breach.source === 'k6' ? `k6 threshold ${breach.expression} on ` : '';
  const limit = formatLimit(breach.limit, breach.unit);
  if (breach.unit === 'fraction') {
    const count = failedCount(breach.value, samples);
    const counted = count === null || breach.metric !== 'errorRate' ? '' : `${count}; `;
    return `${source}${name} ${formatPercent(breach.value, breach.limit)} (${counted}limit ${limit}${margin})`;
  }
  return `${source}${name} ${formatMs(breach.value, breach.limit)} (limit ${limit}${margin})`;
}

function nameOf({ metric, endpoint }: ThresholdResult): string {
  return endpoint === undefined
    ? (figureNames[metric] ?? metric)
    : `${figureNames[metric.slice(0, metric.indexOf('{'))] ?? metric} of ${endpointName(endpoint)}`;
}

const figureNames: Readonly<Record<string, string>> = {
  errorRate: 'error rate',
  p95ResponseTimeMs: 'p95',
  avgResponseTimeMs: 'average',
};
