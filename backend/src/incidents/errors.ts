/** What was asked for makes no sense any more: the incident is resolved or closed. Nothing was changed. */
export class IncidentEndedError extends Error {
  override readonly name = 'IncidentEndedError';
}
