import { z } from 'zod';
import { DiskFullError } from '../lib/disk-room';
import { EnginePanicError } from './embedded-client';

/**
 * SQLSTATE classes and codes of a server that is away, going away or full (Postgres appendix A): 08 connection, 57P01
 * shut down by an administrator, 57P02 crash, 57P03 starting up, 53300 too many connections, 25P03 too long without a word
 * in a transaction.
 */
const awaySqlState = /^(?:08...|57P0[123]|53300|25P03)$/;

/** The server's disk is full; also what embedded PGlite says where a file cannot grow. */
const diskFullSqlState = '53100';

const awaySystemCode = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

/** What the pg driver says, without a code, of a connection that has gone. */
const awayMessage =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

const errorSchema = z.object({
  message: z.string(),
  code: z.unknown().optional(),
  syscall: z.unknown().optional(),
  cause: z.unknown().optional(),
  errors: z.array(z.unknown()).optional(),
});

/** Whether something could not be stored because there is no room for it: the disk of the database is full. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof DiskFullError) {
    return true;
  }
  const parsed = errorSchema.safeParse(error);
  return parsed.success && (parsed.data.code === diskFullSqlState || isDiskFull(parsed.data.cause));
}

/**
 * Whether a failed query failed because the database cannot be reached now, has no room, or has panicked: it may be tried
 * again later.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (isDiskFull(error) || error instanceof EnginePanicError) {
    return true;
  }
  const parsed = errorSchema.safeParse(error);
  if (!parsed.success) {
    return false;
  }
  const { message, code, syscall, cause, errors = [] } = parsed.data;
  const text = typeof code === 'string' ? code : '';
  return (
    awaySqlState.test(text) ||
    (syscall !== undefined && awaySystemCode.test(text)) ||
    awayMessage.test(message) ||
    errors.some(isDatabaseAway) ||
    // Drizzle wraps what the driver threw.
    isDatabaseAway(cause)
  );
}
