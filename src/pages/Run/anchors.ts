/**
 * Places of a run's page that a cited fact leads to. A chart is shown at a range of time by `from` and `to` (ISO 8601) in
 * the address, as after a zoom by hand.
 */
export const anchors = {
  figures: 'figures',
  threshold: (metric: string, expression: string) => `threshold-${slug(metric)}-${slug(expression)}`,
  thresholds: 'thresholds',
  chart: (chart: string) => `chart-${slug(chart)}`,
  endpoint: (name: string, method: string) => `endpoint-${slug(method)}-${slug(name)}`,
  endpoints: 'endpoints',
  statusCodes: 'status-codes',
  errorCodes: 'error-codes',
} as const;

function slug(text: string): string {
  return encodeURIComponent(text).replace(/%/g, '.');
}
