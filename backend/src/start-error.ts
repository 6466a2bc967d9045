/** Why the sidecar cannot start, for the operator's terminal: what, where, and what would be right. No stack needed. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The code of a system error (`EADDRINUSE`), also where it is wrapped or one of several. */
export function systemErrorCode(error: unknown): string | null {
  if (!(error instanceof Error)) {
    return null;
  }
  if ('code' in error && typeof error.code === 'string') {
    return error.code;
  }
  if (error instanceof AggregateError) {
    return error.errors.map(systemErrorCode).find((code) => code !== null) ?? null;
  }
  return systemErrorCode(error.cause);
}
