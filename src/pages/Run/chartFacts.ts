import type { About, Fact } from './queries';

const chartIds = ['virtualUsers', 'responseTimes', 'requestRates'] as const;
export type ChartId = (typeof chartIds)[number];

/** A fact of the evidence that rests on a stretch of a chart. */
export interface ChartFact extends Fact {
  readonly about: Extract<About, { kind: 'chart' }> & { readonly chart: ChartId };
}

/** Facts that rest on something else, or on a chart that only a newer sidecar knows, are left aside. */
export function isChartFact(fact: Fact): fact is ChartFact {
  const { about } = fact;
  return about.kind === 'chart' && chartIds.some((id) => id === about.chart);
}
