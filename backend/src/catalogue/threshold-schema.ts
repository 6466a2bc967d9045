import { z } from 'zod';
import { regressionModes } from '../model/regression';
import { endpointName } from '../model/verdict';
import { expected } from './expected';

const fractionText = 'a fraction from 0 to 1, such as 0.01 for 1 %';
const msText = 'a number of milliseconds greater than 0, such as 800';
const milliseconds = z
  .number(expected(msText))
  .positive(expected(msText))
  .max(3_600_000, expected('at most an hour, in milliseconds'));
const fraction = z.number(expected(fractionText)).min(0, expected(fractionText)).max(1, expected(fractionText));
const requestsText = 'a whole number of requests, at least 1';
const requests = z.number(expected(requestsText)).int(expected(requestsText)).min(1, expected(requestsText));

const metricText = 'the name of a k6 metric, such as grpc_req_duration';
const metric = z.string(expected(metricText)).regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, expected(metricText));
export const metrics = z.strictObject(
  {
    responseTime: metric.describe('Trend of response times, in ms, such as grpc_req_duration'),
    requests: metric.describe('Metric whose count is the number of requests, such as iterations'),
    failures: metric.describe('Rate: of `checks` the failing share counts, of any other the share of `true`'),
  },
  expected('metrics with responseTime, requests and failures')
);

const endpointNameText = "a name as in k6's name tag, at most 500 characters";
const methodText = 'an HTTP method such as POST';
const noLimitText = 'at least one of p95ResponseTimeMs, avgResponseTimeMs and errorRate';
const limitNames = ['p95ResponseTimeMs', 'avgResponseTimeMs', 'errorRate'];
export const endpoint = z
  .strictObject(
    {
      name: z
        .string(expected(endpointNameText))
        .regex(/^\S(?:.{0,498}\S)?$/u, expected(endpointNameText))
        .describe("As in k6's `name` tag"),
      method: z
        .string(expected(methodText))
        .regex(/^[A-Za-z]{1,20}$/, expected(methodText))
        .toUpperCase()
        .nullable()
        .default(null)
        .describe('HTTP method; without it whichever'),
      p95ResponseTimeMs: milliseconds.nullable().default(null).describe('Most that the 95th percentile may be, in ms'),
      avgResponseTimeMs: milliseconds.nullable().default(null).describe('Most that the average may be, in ms'),
      errorRate: fraction.nullable().default(null).describe('Share of its requests that may fail, 0–1'),
      minimumRequests: requests.default(1).describe('Fewer requests of the endpoint never pass'),
    },
    expected('an endpoint with name and limits')
  )
  .refine(
    ({ p95ResponseTimeMs, avgResponseTimeMs, errorRate }) =>
      p95ResponseTimeMs !== null || avgResponseTimeMs !== null || errorRate !== null,
    `expected ${noLimitText}`
  )
  .meta({ anyOf: limitNames.map((name) => ({ required: [name] })) });
const endpoints = z
  .array(endpoint, expected('a list of endpoints with limits'))
  .max(50, expected('at most 50 endpoints'))
  .superRefine((list, context) => {
    const seen = new Set<string>();
    list.forEach((each, index) => {
      const key = JSON.stringify([each.name, each.method]);
      if (seen.has(key)) {
        const message = `${endpointName(each)} has limits already; name and method are unique`;
        context.addIssue({ code: 'custom', path: [index, 'name'], message });
      }
      seen.add(key);
    });
  });

const regression = z.strictObject(
  {
    mode: z
      .enum(regressionModes, expected('warn, fail or off'))
      .default('warn')
      .describe('What a regression leads to: it is told (warn), makes the run fail (fail), or is not looked for (off)'),
    relative: fraction
      .default(0.1)
      .describe("By which share of the baseline's figure a run has to be worse, 0–1; both floors have to be passed"),
    absoluteMs: z
      .number(expected('milliseconds'))
      .nonnegative(expected('milliseconds'))
      .default(10)
      .describe('By how many ms a response time has to be higher'),
    minimumRequests: requests
      .default(50)
      .describe('With fewer requests in the run or its baseline nothing is compared'),
  },
  expected('an object with mode, relative, absoluteMs or minimumRequests')
);

export const thresholds = z.strictObject(
  {
    errorRate: fraction
      .default(0)
      .describe('Share of the requests that may fail, 0–1; with 0 a single failed one is too many'),
    p95ResponseTimeMs: milliseconds.describe('Most that the 95th percentile of the response times may be, in ms'),
    avgResponseTimeMs: milliseconds
      .nullable()
      .default(null)
      .describe('Most that the average response time may be, in ms'),
    minimumRequests: requests.default(50).describe('A run with fewer requests is inconclusive'),
    unmeasuredRequests: fraction
      .default(0)
      .describe('Share of the requests that the script may keep out of the error rate (`responseCallback: null`), 0–1'),
    metrics: metrics
      .nullable()
      .default(null)
      .describe('Metrics of k6 that the limits are about; without it those of HTTP requests'),
    endpoints: endpoints
      .nullable()
      .default([])
      .transform((list) => list ?? [])
      .describe('Limits on single endpoints, judged by what reached the metric store'),
    regression: regression
      .prefault({})
      .describe(
        'How much worse a run may be than its baseline: the last passed run that may be compared, or a pinned one'
      ),
    checksMustPass: z
      .boolean(expected('true or false'))
      .default(true)
      .describe('Whether a failed check keeps a run from passing'),
  },
  expected('thresholds with at least p95ResponseTimeMs')
);

/** `thresholds` of a load test. The metric store keeps the figures of HTTP requests alone. */
export const judgedThresholds = thresholds.superRefine((limits, context) => {
  if (limits.metrics !== null && limits.endpoints.length > 0) {
    const message = 'endpoints are judged by HTTP requests, and `metrics` names something else; leave one of them out';
    context.addIssue({ code: 'custom', path: ['endpoints'], message });
  }
});
