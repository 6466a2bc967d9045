/**
 * `diagnosing`: opened, the diagnosis is being made; `remediating`: its one redeploy is planned or sent;
 * `actionRequired`: needs a person, and never goes back; `resolved`: by a passed run; `closed`: by a person who said why.
 */
export const incidentStates = ['diagnosing', 'remediating', 'actionRequired', 'resolved', 'closed'] as const;
export type IncidentState = (typeof incidentStates)[number];
export type OpenIncidentState = Exclude<IncidentState, 'resolved' | 'closed'>;

export const isOpenState = (state: IncidentState): state is OpenIncidentState =>
  state !== 'resolved' && state !== 'closed';

/** What may happen to an incident; each is a line of its timeline. */
export const incidentMoves = [
  'opened',
  'joined',
  'diagnosed',
  'redeployApproved',
  'redeployRejected',
  'redeployPlanned',
  'redeployJoined',
  'redeployed',
  'deploymentLive',
  'verificationStarted',
  'actionRequired',
  'stillActionRequired',
  'alertDelivered',
  'alertNotDelivered',
  'acknowledged',
  'takenBack',
  'resolved',
  'closed',
] as const;
export type IncidentMove = (typeof incidentMoves)[number];
