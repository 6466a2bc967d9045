import type { FigureMetrics, K6Threshold } from '../model/k6-summary';

/**
 * Times that k6 measures of the tested system, with or without a tag filter, and the catalogue's own two: HTTP, gRPC
 * (`grpc_req_duration`), WebSocket and browser. https://grafana.com/docs/k6/latest/using-k6/metrics/reference/
 */
const latencyMetric =
  /^(?:(?:p95|avg)ResponseTimeMs|http_req_(?:duration|waiting|receiving|sending|connecting|tls_handshaking|blocked)|iteration_duration|group_duration|grpc_req_duration|ws_(?:connecting|session_duration|ping)|browser_http_req_duration|browser_web_vital_(?:fcp|fid|inp|lcp|ttfb))(?:\{|$)/;

/** Tells which metrics are times of the tested system: k6's own, and the script's trends of times. */
export function latencyOf(
  k6Thresholds: readonly K6Threshold[],
  { responseTime }: FigureMetrics
): (metric: string) => boolean {
  const own = new Set(k6Thresholds.filter(({ isTime }) => isTime === true).map(({ metric }) => metric));
  return (metric) => latencyMetric.test(metric) || own.has(metric) || metric === responseTime;
}
