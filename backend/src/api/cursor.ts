import { z } from 'zod';
import { instantText } from '../lib/storable';
import { runIdSchema } from '../model/protocol';
import type { RunCursor } from '../runs';

/** The form of a cursor; what is in it is checked when it is read. */
export const cursorText = z.string().regex(/^[A-Za-z0-9_-]{1,500}$/, 'nextCursor of the page before, unchanged');

const cursorSchema = z.tuple([instantText, runIdSchema]);

/** Where a page ended, as an opaque token for `?cursor=`. */
export function encodeCursor(cursor: RunCursor): string {
  return Buffer.from(JSON.stringify([cursor.announcedAt.toISOString(), cursor.id])).toString('base64url');
}

/** Null for anything that `encodeCursor` has not made. */
export function decodeCursor(token: string): RunCursor | null {
  try {
    const parsed = cursorSchema.safeParse(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
    return parsed.success ? { announcedAt: new Date(parsed.data[0]), id: parsed.data[1] } : null;
  } catch {
    return null;
  }
}
