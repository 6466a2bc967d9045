/** Per second: requests, failed ones, average and p95 of their response times in ms. */
const seconds: ReadonlyArray<readonly [number, number, number, number]> = [
  [50, 10, 12.64, 26.74],
  [50, 20, 6.379, 9.116],
  [50, 20, 8.623, 13.831],
  [40, 10, 7.675, 13.017],
  [50, 20, 12.305, 32.591],
  [40, 10, 15.854, 33.512],
  [50, 20, 15.215, 40.145],
  [50, 10, 19.812, 42.502],
  [40, 20, 9.801, 16.827],
  [50, 10, 6.843, 9.474],
  [50, 20, 6.965, 12.072],
  [50, 20, 6.539, 9.178],
  [50, 10, 6.821, 10.939],
  [44, 20, 6.291, 7.508],
  [26, 10, 5.984, 7.701],
];

const firstAt = Date.parse('2026-11-30T09:20:12.000Z');

/** The course of the failed run. Its requests and failures are those of the run. */
export const failedRunSeries = {
  stepSeconds: 1,
  points: seconds.map(([requestsPerSecond, failedRequestsPerSecond, avgResponseTimeMs, p95ResponseTimeMs], second) => ({
    at: new Date(firstAt + second * 1000).toISOString(),
    requestsPerSecond,
    failedRequestsPerSecond,
    avgResponseTimeMs,
    p95ResponseTimeMs,
    // k6 tells it once a second, for the first time a second after its start.
    virtualUsers: second === 0 ? null : 10,
  })),
};
