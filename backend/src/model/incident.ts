/**
 * `diagnosing`: opened, the diagnosis is being made; `remediating`: its one redeploy is planned or sent;
 * `actionRequired`: needs a person, and never goes back; `resolved`: by a passed run.
 */
export const incidentStates = ['diagnosing', 'remediating', 'actionRequired', 'resolved'] as const;
export type IncidentState = (typeof incidentStates)[number];

/** What may happen to an incident; each is a line of its timeline. */
export const incidentMoves = [
  'opened',
  'joined',
  'diagnosed',
  'redeployPlanned',
  'redeployJoined',
  'redeployed',
  'actionRequired',
  'stillActionRequired',
  'alertDelivered',
  'alertNotDelivered',
  'acknowledged',
  'takenBack',
  'resolved',
] as const;
export type IncidentMove = (typeof incidentMoves)[number];
