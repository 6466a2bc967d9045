/**
 * The code of a system error (`EADDRINUSE`), also where it is wrapped or one of several. Read by property and not by class,
 * because the error may come from another realm (a test runner's, a worker's).
 */
export function systemErrorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) {
    return null;
  }
  if ('code' in error && typeof error.code === 'string') {
    return error.code;
  }
  if ('errors' in error && Array.isArray(error.errors)) {
    return error.errors.map(systemErrorCode).find((code) => code !== null) ?? null;
  }
  return 'cause' in error ? systemErrorCode(error.cause) : null;
}
