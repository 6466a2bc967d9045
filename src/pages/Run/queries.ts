import { queryOptions } from '@tanstack/react-query';
import {
  _default,
  array,
  boolean,
  discriminatedUnion,
  iso,
  literal,
  nullable,
  object,
  type output,
  string,
  unknown,
} from 'zod/mini';
import { keys } from '../../api/live';
import type { RunDetailRecord } from '../../api/runDetail';
import { askSidecar, exactly } from '../../api/sidecar';
import { readTolerantly, type Tolerant } from '../../api/tolerant';

const text = string();
const aboutSchema = discriminatedUnion('kind', [
  object({ kind: literal('figures') }),
  object({ kind: literal('threshold'), metric: text, expression: text }),
  object({ kind: literal('chart'), chart: text, from: iso.datetime(), to: iso.datetime() }),
  object({ kind: literal('endpoint'), name: nullable(text), method: nullable(text) }),
  object({ kind: literal('statusCode') }),
  object({ kind: literal('errorCode') }),
  object({ kind: literal('run'), runId: text }),
  object({ kind: literal('none') }),
]);
/** What a fact rests on. */
export type About = output<typeof aboutSchema>;

const evidenceSchema = object({ facts: array(object({ id: text, topic: text, text, about: unknown() })) });
const readFacts = exactly(evidenceSchema, 'evidence');

/** One of the numbered facts that the diagnosis was given. */
export interface Fact {
  readonly id: string;
  readonly topic: string;
  /** Plain text. */
  readonly text: string;
  readonly about: About;
}

/** A place that only a newer sidecar knows of costs the link, not the fact. */
function readEvidence(answer: unknown): readonly Fact[] {
  return readFacts(answer).facts.map(({ about, ...fact }) => {
    const read = aboutSchema.safeParse(about);
    return { ...fact, about: read.success ? read.data : { kind: 'none' } };
  });
}

/** The facts behind the diagnosis of a run; asked for again when it is diagnosed anew. */
export const evidenceQuery = ({ id, diagnosis }: Pick<RunDetailRecord, 'id' | 'diagnosis'>) =>
  queryOptions({
    queryKey: [...keys.run(id), 'evidence', diagnosis?.madeAt ?? null],
    queryFn: ({ signal }) => askSidecar('getRunEvidence', readEvidence, { request: [{ path: { id } }], signal }),
    enabled: diagnosis !== null,
  });

const redeploySchema = object({
  canBeApproved: boolean(),
  approvedBy: nullable(text),
  rejectedBy: nullable(text),
  state: nullable(text),
  deploymentId: nullable(text),
  deploymentState: nullable(text),
  liveAt: nullable(text),
  verificationRunId: nullable(text),
  outcome: nullable(text),
  reason: nullable(text),
});
export type RedeployRecord = output<typeof redeploySchema>;

const incidentSchema = object({
  id: text,
  state: text,
  openedAt: text,
  actionRequiredSince: nullable(text),
  actionRequiredReason: nullable(text),
  acknowledgedAt: nullable(text),
  acknowledgedBy: nullable(text),
  resolvedAt: nullable(text),
  resolvedByRunId: nullable(text),
  // Sidecars before 0.2 do not send it.
  redeploy: _default(nullable(redeploySchema), null),
  timeline: array(object({ at: text, kind: text, text, runId: nullable(text), actor: nullable(text) })),
});
type IncidentFields = output<typeof incidentSchema>;
export type IncidentRecord = Tolerant<IncidentFields>;

/** A redeploy in a form that is not known costs what is said of it, not the incident. */
export function readIncident(answer: unknown): IncidentRecord {
  const incident = readTolerantly<IncidentFields>(incidentSchema, { redeploy: null }, answer);
  if (incident === null) {
    throw new Error('it is no incident');
  }
  return incident;
}

/** One incident with what happened to it. */
export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.incidents, id],
    queryFn: ({ signal }) => askSidecar('getIncident', readIncident, { request: [{ path: { id } }], signal }),
  });
