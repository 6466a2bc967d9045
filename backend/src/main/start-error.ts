/** Why the sidecar cannot start, for the operator's terminal: what, where, and what would be right. No stack needed. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
