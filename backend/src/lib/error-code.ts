/** What lies at the bottom of an error, as far as it can be shown to anyone. */
export interface ErrorCause {
  /** Such as `ECONNREFUSED`, or a SQLSTATE. */
  readonly code: string;
  /** Such as `connect`; null where the error tells none. */
  readonly syscall: string | null;
}

const deepest = 4;

/**
 * The innermost errors that carry a code: fetch rejects with a TypeError whose cause is the socket's error, or an
 * AggregateError of one per address tried; a query builder wraps what the database said. Only codes are kept: a message
 * may quote an address or a header, and both can hold a secret. Read by property and not by class, because the error may
 * come from another realm (a test runner's, a worker's).
 */
export function errorCauses(error: unknown, depth = 0): ErrorCause[] {
  if (depth > deepest) {
    return [];
  }
  const errors = property(error, 'errors');
  const inner: unknown[] = Array.isArray(errors) ? errors : [property(error, 'cause')];
  const deeper = inner.flatMap((cause) => errorCauses(cause, depth + 1));
  const code = matching(/^[A-Z0-9][A-Z0-9_]{2,59}$/, property(error, 'code'));
  return deeper.length > 0 || code === null
    ? deeper
    : [{ code, syscall: matching(/^[A-Za-z0-9_]{1,60}$/, property(error, 'syscall')) }];
}

/** The code of the first of them (`EADDRINUSE`); null where no error carries one. */
export function systemErrorCode(error: unknown): string | null {
  return errorCauses(error)[0]?.code ?? null;
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function matching(pattern: RegExp, value: unknown): string | null {
  return typeof value === 'string' && pattern.test(value) ? value : null;
}
