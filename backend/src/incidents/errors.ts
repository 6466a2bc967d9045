/** What was asked for makes no sense any more: the incident is resolved or closed. Nothing was changed. */
export class IncidentEndedError extends Error {
  override readonly name = 'IncidentEndedError';
}

/** The redeploy that a person has approved is refused: `message` says by which rule. Nothing was changed. */
export class RedeployRefusedError extends Error {
  override readonly name = 'RedeployRefusedError';
}

/** What was asked for makes no sense yet: no person is needed so far. Nothing was changed. */
export class IncidentUndecidedError extends Error {
  override readonly name = 'IncidentUndecidedError';
}
