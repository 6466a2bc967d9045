import {
  _default,
  array,
  boolean,
  discriminatedUnion,
  literal,
  nullable,
  number,
  object,
  optional,
  record,
  type output,
  string,
  union,
} from 'zod/mini';
import { queryOptions } from '@tanstack/react-query';
import { keys } from './live';
import { progressSchema } from './progress';
import { otherwise, runRecordShape } from './runRecord';
import { askSidecar } from './sidecar';
import { readTolerantly, type Tolerant } from './tolerant';

const text = string();
const optionalText = nullable(text);
const figure = nullable(number());

const thresholdSchema = object({
  source: text,
  metric: text,
  expression: text,
  ok: nullable(boolean()),
  samples: optional(text),
  limit: figure,
  value: figure,
  unit: optionalText,
  margin: figure,
  marginRatio: figure,
});

const diagnosisSchema = object({
  classification: text,
  proposed: optionalText,
  confidence: number(),
  text,
  evidenceIds: array(text),
  madeBy: discriminatedUnion('kind', [
    object({ kind: literal('haiku'), model: text }),
    object({ kind: literal('rules'), because: text, detail: text }),
  ]),
  policy: object({ permitsRedeploy: boolean(), rule: text, reason: text }),
  madeAt: text,
});

const lostSchema = nullable(
  object({ batches: number(), samples: figure, uncountedBatches: number(), lateFlushes: number(), causes: array(text) })
);
const storeCheckSchema = union([
  object({
    kind: literal('compared'),
    summaryRequests: number(),
    storeRequests: number(),
    missingRequests: number(),
    missingShare: figure,
    lost: lostSchema,
  }),
  object({ kind: literal('storeOnly'), storeRequests: number(), lost: lostSchema }),
  object({ kind: literal('pending'), lost: lostSchema }),
  object({ kind: literal('unavailable'), reason: text, lost: lostSchema }),
]);

const endpointSchema = object({
  name: text,
  method: text,
  statusClass: text,
  requests: number(),
  failedRequests: number(),
  errorRateSamples: optional(number()),
  errorRate: figure,
  avgResponseTimeMs: figure,
  p95ResponseTimeMs: figure,
});
const codeCountsSchema = array(object({ code: number(), requests: number() }));

const detailSchema = object({
  ...runRecordShape,
  target: text,
  reporter: text,
  countsReason: optionalText,
  endedAt: optionalText,
  virtualUsersSource: optionalText,
  requests: figure,
  thresholds: array(thresholdSchema),
  diagnosis: nullable(diagnosisSchema),
  autoFixApplied: nullable(object({ action: text, deploymentId: text, appliedAt: text, outcome: text })),
  incidentId: optionalText,
  judgement: number(),
  correctedFrom: nullable(object({ verdict: text, reason: text })),
  storeCheck: nullable(storeCheckSchema),
  startedBy: optionalText,
  deadlineAt: text,
  closedAtDeadline: boolean(),
  judgedAt: optionalText,
  expectedInstances: number(),
  k6Version: optionalText,
  droppedIterationsShare: figure,
  productionDeployment: nullable(object({ id: text, createdAt: optionalText, sha: optionalText })),
  endpoints: array(endpointSchema),
  endpointsLeftOut: number(),
  statusCodes: codeCountsSchema,
  errorCodes: codeCountsSchema,
  instances: array(object({ instance: text, exitCode: figure, signal: optionalText, logTail: array(text) })),
  effects: array(
    object({
      id: text,
      kind: text,
      state: text,
      attempts: number(),
      createdAt: text,
      settledAt: optionalText,
      code: optionalText,
      reason: optionalText,
    })
  ),
  // Sidecars before 0.2 do not send these.
  redeployGuard: _default(optionalText, null),
  regression: _default(nullable(object({ baselineRunId: text, text })), null),
  labels: _default(record(text, text), {}),
  generator: _default(
    nullable(
      object({
        watchedSeconds: number(),
        cpuBusyShare: number(),
        saturatedShare: number(),
        peakK6Cpu: number(),
        peakMemoryMb: number(),
      })
    ),
    null
  ),
  warmUp: _default(
    nullable(object({ exitCode: figure, signal: optionalText, durationSeconds: number(), logTail: array(text) })),
    null
  ),
  annotation: optional(nullable(object({ severity: text, text, from: text, to: text, tags: array(text) }))),
  progress: _default(nullable(progressSchema), null),
  feedback: _default(
    array(object({ correct: boolean(), actualCause: optionalText, givenBy: text, givenAt: text })),
    []
  ),
});

type Fields = output<typeof detailSchema>;
/** One run with everything known of it. Units as in the run record. */
export type RunDetailRecord = Tolerant<Fields>;

const otherwiseOfDetail: Required<Omit<Fields, 'id'>> = {
  ...otherwise,
  reasons: [],
  thresholds: [],
  diagnosis: null,
  autoFixApplied: null,
  target: '',
  reporter: '',
  countsReason: null,
  endedAt: null,
  virtualUsersSource: null,
  requests: null,
  incidentId: null,
  judgement: 1,
  correctedFrom: null,
  storeCheck: null,
  startedBy: null,
  deadlineAt: '',
  closedAtDeadline: false,
  judgedAt: null,
  expectedInstances: 1,
  k6Version: null,
  droppedIterationsShare: null,
  productionDeployment: null,
  redeployGuard: null,
  regression: null,
  endpoints: [],
  endpointsLeftOut: 0,
  statusCodes: [],
  errorCodes: [],
  instances: [],
  effects: [],
  labels: {},
  generator: null,
  warmUp: null,
  annotation: null,
  progress: null,
  feedback: [],
};

/** @throws Error when it is no run. */
export function parseRunDetail(answer: unknown): RunDetailRecord {
  const run = readTolerantly<Fields>(detailSchema, otherwiseOfDetail, answer);
  if (run === null) {
    throw new Error('the answer is no run');
  }
  return run;
}

/** One run. */
export const runDetailQuery = (id: string) =>
  queryOptions({
    queryKey: keys.run(id),
    queryFn: ({ signal }) => askSidecar('getRun', parseRunDetail, { request: [{ path: { id } }], signal }),
  });
