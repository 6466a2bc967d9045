const chart = (name: string) => ({
  kind: 'chart',
  chart: name,
  from: '2026-11-30T09:20:12.000Z',
  to: '2026-11-30T09:20:27.000Z',
});
const endpoint = (name: string | null, method: string | null) => ({ kind: 'endpoint', name, method });

/** The facts that the diagnosis of the failed run was made from. */
export const evidenceFacts = [
  {
    id: 'E1',
    topic: 'run',
    text: 'Load test "checkout" against "checkout.example.com" (environment "demo"), trigger manual, started 2026-11-30T09:20:11.938Z, ended 2026-11-30T09:20:26.656Z. Verdict: failed.',
    about: { kind: 'none' },
  },
  {
    id: 'E2',
    topic: 'run',
    text: 'Whole run: 690 requests, 230 failed, error rate 33.3 %, average response time 9.96 ms, p95 30.1 ms, virtual users 10, duration 15 s.',
    about: {
      kind: 'figures',
      figures: [
        'requests',
        'failedRequests',
        'errorRate',
        'avgResponseTimeMs',
        'p95ResponseTimeMs',
        'virtualUsers',
        'durationSeconds',
      ],
    },
  },
  {
    id: 'E3',
    topic: 'threshold',
    text: 'Breached: error rate 33.3 %, limit 0 %.',
    about: { kind: 'threshold', metric: 'errorRate', expression: 'error rate ≤ 0 %' },
  },
  {
    id: 'E4',
    topic: 'threshold',
    text: 'Held: p95 response time 30.1 ms, limit 300 ms, 270 ms (90 %) below it.',
    about: { kind: 'threshold', metric: 'p95ResponseTimeMs', expression: 'p95 ≤ 300 ms' },
  },
  {
    id: 'E5',
    topic: 'shape',
    text: 'Shape over time: persistent, did not recover. Outside the limits from 0 s to the end of 15 s, still outside at the end. Median p95 of those steps: 13 ms.',
    about: chart('requestRates'),
  },
  {
    id: 'E6',
    topic: 'shape',
    text: 'Requests failed between 0 s and 15 s of 15 s, in 15 of 15 steps.',
    about: chart('requestRates'),
  },
  {
    id: 'E7',
    topic: 'shape',
    text: 'Course of the run:\nfrom s | users | requests/s | failed | avg ms | highest p95 ms | limits\n0 | - | 50 | 10 | 12.6 | 26.7 | outside\n1 | 10 | 50 | 20 | 6.38 | 9.12 | outside\n2 | 10 | 50 | 20 | 8.62 | 13.8 | outside\n3 | 10 | 40 | 10 | 7.68 | 13 | outside\n4 | 10 | 50 | 20 | 12.3 | 32.6 | outside\n5 | 10 | 40 | 10 | 15.9 | 33.5 | outside\n6 | 10 | 50 | 20 | 15.2 | 40.1 | outside\n7 | 10 | 50 | 10 | 19.8 | 42.5 | outside\n8 | 10 | 40 | 20 | 9.8 | 16.8 | outside\n9 | 10 | 50 | 10 | 6.84 | 9.47 | outside\n10 | 10 | 50 | 20 | 6.96 | 12.1 | outside\n11 | 10 | 50 | 20 | 6.54 | 9.18 | outside\n12 | 10 | 50 | 10 | 6.82 | 10.9 | outside\n13 | 10 | 44 | 20 | 6.29 | 7.51 | outside\n14 | 10 | 26 | 10 | 5.98 | 7.7 | outside',
    about: chart('responseTimes'),
  },
  {
    id: 'E8',
    topic: 'endpoint',
    text: 'Failures are concentrated in one endpoint: 1 of 3 endpoints had failures, the most affected has 100 % of them.',
    about: endpoint(null, null),
  },
  {
    id: 'E9',
    topic: 'endpoint',
    text: 'Endpoint "POST checkout": 230 requests, 230 failed (100 %). By answer: 5xx 230 times, average 7.44 ms, p95 13.6 ms.',
    about: endpoint('checkout', 'POST'),
  },
  {
    id: 'E10',
    topic: 'endpoint',
    text: 'Endpoint "GET item": 230 requests, 0 failed (0 %). By answer: 2xx 230 times, average 10.9 ms, p95 39.9 ms.',
    about: endpoint('item', 'GET'),
  },
  {
    id: 'E11',
    topic: 'endpoint',
    text: 'Endpoint "GET front page": 230 requests, 0 failed (0 %). By answer: 2xx 230 times, average 11.5 ms, p95 33.2 ms.',
    about: endpoint('front page', 'GET'),
  },
  {
    id: 'E12',
    topic: 'endpoint',
    text: 'Recovery per endpoint: 1 endpoint outside the limits at some time, 2 inside throughout.',
    about: endpoint(null, null),
  },
  {
    id: 'E13',
    topic: 'endpoint',
    text: 'Not recovered: "POST checkout" failed for 230 of 230 requests whenever it was called.',
    about: endpoint('checkout', 'POST'),
  },
  {
    id: 'E14',
    topic: 'statusCode',
    text: 'HTTP status codes: 200: 460 requests (66.7 %); 500: 230 requests (33.3 %).',
    about: { kind: 'statusCode' },
  },
  {
    id: 'E15',
    topic: 'errorCode',
    text: 'k6 error codes: 1500 HTTP status 500: 230 requests.',
    about: { kind: 'errorCode' },
  },
  { id: 'E16', topic: 'history', text: 'No earlier run of this load test is known.', about: { kind: 'none' } },
  {
    id: 'E17',
    topic: 'deployment',
    text: 'Production deployment "dpl_checkout_1" was 1 h old when the run started.',
    about: { kind: 'none' },
  },
  {
    id: 'E18',
    topic: 'generator',
    text: 'k6 dropped 0 % of the planned iterations; the load generator was not found to be the bottleneck.',
    about: chart('virtualUsers'),
  },
];
