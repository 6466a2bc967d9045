import type { OperationExamples } from '../../http';
import { actionRequiredReason, diagnosedAt, diagnosisText, failedRunId, incidentId, person } from './checkout-run';

const openedAt = '2026-11-30T09:20:26.786Z';
const acknowledgedAt = '2026-11-30T09:20:27.785Z';
const closedAt = '2026-11-30T09:41:03.905Z';
const bySidecar = { runId: failedRunId, actor: null };

/** It needs a person for what a redeploy would not mend. */
const noRedeploy = {
  canBeApproved: false,
  approvedBy: null,
  rejectedBy: null,
  state: null,
  deploymentId: null,
  deploymentState: null,
  liveAt: null,
  verificationRunId: null,
  outcome: null,
  reason: null,
};

const incident = {
  id: incidentId,
  test: 'checkout',
  environment: 'demo',
  state: 'actionRequired',
  openedAt,
  openedByRunId: failedRunId,
  lastRunId: failedRunId,
  actionRequiredSince: diagnosedAt,
  actionRequiredReason,
  acknowledgedAt: null,
  acknowledgedBy: null,
  redeployedAt: null,
  redeploy: noRedeploy,
  resolvedAt: null,
  resolvedByRunId: null,
  timeline: [
    { at: openedAt, kind: 'opened', text: 'opened by a run that failed', ...bySidecar },
    {
      at: diagnosedAt,
      kind: 'diagnosed',
      text: `action required (claude-haiku-5-5): ${diagnosisText}`,
      ...bySidecar,
    },
    { at: diagnosedAt, kind: 'actionRequired', text: actionRequiredReason, ...bySidecar },
    { at: '2026-11-30T09:20:27.265Z', kind: 'alertDelivered', text: 'Slack has the alert', ...bySidecar },
  ],
};

const comment = 'Looking at the payment provider.';
const acknowledged = {
  ...incident,
  acknowledgedAt,
  acknowledgedBy: person,
  timeline: [
    ...incident.timeline,
    { at: acknowledgedAt, kind: 'acknowledged', text: `seen by a person: ${comment}`, runId: null, actor: person },
  ],
};

const approvedAt = '2026-11-30T09:22:11.340Z';
const approvedReason = `a redeploy was approved by ${person} and is under way`;
const approved = {
  ...incident,
  actionRequiredReason: approvedReason,
  redeploy: { ...noRedeploy, approvedBy: person, state: 'planned' },
  timeline: [
    ...incident.timeline,
    {
      at: approvedAt,
      kind: 'redeployApproved',
      text: 'a person has approved a redeploy of project prj_checkout',
      runId: failedRunId,
      actor: person,
    },
  ],
};

const rejectedBecause = 'The payment provider is down, a redeploy would not help.';
const rejected = {
  ...incident,
  redeploy: { ...noRedeploy, rejectedBy: person },
  timeline: [
    ...incident.timeline,
    {
      at: approvedAt,
      kind: 'redeployRejected',
      text: `no redeploy, a person decided: ${rejectedBecause}`,
      runId: null,
      actor: person,
    },
  ],
};

const reason = 'The shop was being rebuilt on purpose.';
const closed = {
  ...acknowledged,
  state: 'closed',
  resolvedAt: closedAt,
  timeline: [
    ...acknowledged.timeline,
    { at: closedAt, kind: 'closed', text: `closed by a person: ${reason}`, runId: null, actor: person },
  ],
};

/** The incident that the failed run opened, and what a person does with it. */
export const incidentExamples: Readonly<Record<string, OperationExamples>> = {
  listIncidents: { answers: { 200: { incidents: [incident] } } },
  getIncident: { answers: { 200: incident } },
  acknowledgeIncident: { body: { comment }, answers: { 200: acknowledged } },
  approveRedeploy: { body: {}, answers: { 200: approved } },
  rejectRedeploy: { body: { reason: rejectedBecause }, answers: { 200: rejected } },
  closeIncident: { body: { reason }, answers: { 200: closed } },
};
