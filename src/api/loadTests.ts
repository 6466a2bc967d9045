import { queryOptions } from '@tanstack/react-query';
import { _default, array, nullable, number, object, optional, type output, record, string, unknown } from 'zod/mini';
import { keys } from './live';
import { askSidecar } from './sidecar';
import { readTolerantly, type Tolerant } from './tolerant';

const text = string();
const optionalText = nullable(text);
const figure = nullable(number());
const cronInstants = { cron: text, timeZone: text };

const loadTestSchema = object({
  name: text,
  description: optionalText,
  target: text,
  environment: text,
  scriptProblem: optionalText,
  labels: record(text, text),
  limits: object({
    errorRate: number(),
    p95ResponseTimeMs: figure,
    avgResponseTimeMs: figure,
    minimumRequests: number(),
    unmeasuredRequests: optional(number()),
    metrics: optional(nullable(object({ responseTime: text, requests: text, failures: text }))),
    endpoints: array(unknown()),
    regression: optional(object({ mode: text, relative: number(), absoluteMs: number() })),
  }),
  schedule: nullable(object(cronInstants)),
  triggers: array(text),
  maintenanceWindows: array(object({ ...cronInstants, durationMinutes: number(), reason: text })),
  nextRunAt: optionalText,
  nextExpectedRunAt: optionalText,
  staleAt: optionalText,
  // Sidecars before 0.2 do not send it.
  lastRun: _default(nullable(object({ id: text, verdict: text, endedAt: text })), null),
  lastTick: nullable(object({ at: text, outcome: text, reason: optionalText, runId: optionalText })),
  remediation: object({ vercel: nullable(object({ projectId: text, triggers: array(text) })) }),
});
type Fields = output<typeof loadTestSchema>;
/** A load test of the catalogue. Response times are in ms, the error rate is a fraction 0–1. */
export type LoadTestRecord = Tolerant<Fields>;

export interface LoadTestList {
  readonly tests: readonly LoadTestRecord[];
  /** Entries of the list that are no load tests at all. */
  readonly leftOut: number;
}

/** Stands where a field cannot be read. Without its name a load test is none. */
const otherwise: Required<Omit<Fields, 'name'>> = {
  description: null,
  target: '',
  environment: '',
  scriptProblem: null,
  labels: {},
  limits: { errorRate: 0, p95ResponseTimeMs: null, avgResponseTimeMs: null, minimumRequests: 0, endpoints: [] },
  schedule: null,
  triggers: [],
  maintenanceWindows: [],
  nextRunAt: null,
  nextExpectedRunAt: null,
  staleAt: null,
  lastRun: null,
  lastTick: null,
  remediation: { vercel: null },
};

const listSchema = object({ tests: array(unknown()) });

function readLoadTests(answer: unknown): LoadTestList {
  const list = listSchema.safeParse(answer);
  if (!list.success) {
    throw new Error('it is no catalogue');
  }
  const tests = list.data.tests
    .map((test) => readTolerantly<Fields>(loadTestSchema, otherwise, test))
    .filter((test) => test !== null);
  return { tests, leftOut: list.data.tests.length - tests.length };
}

/** The catalogue with what is last known of each load test: it changes with every run that is judged. */
export const loadTestsQuery = () =>
  queryOptions({
    queryKey: [...keys.runs, 'tests'],
    queryFn: ({ signal }) => askSidecar('listLoadTests', readLoadTests, { request: [], signal }),
  });
