import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical';

/** SHA-256, lower-case hex, of the canonical JSON: equal content, equal hash. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
