import { createHash } from 'node:crypto';

/** The strong entity tag of a body: equal for equal bytes (RFC 9110, 8.8.3). */
export function entityTag(body: string): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}
