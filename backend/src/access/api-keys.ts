import { randomBytes } from 'node:crypto';
import type { ApiKeyRecord, Scope } from '../model/api-key';

/**
 * Where keys are looked up. It answers from memory, since it is asked at every request. The look-up is by hash, so its
 * timing tells a guesser nothing: nobody can choose a key whose SHA-256 comes close to a stored one.
 */
export interface ApiKeyDirectory {
  /** The key with this SHA-256 (lower-case hex); undefined when there is none or it was revoked. */
  find(hash: string): ApiKeyRecord | undefined;
}

/** A new key of 256 random bits. The prefix lets secret scanners and people recognise it. */
export function generateApiKey(random: (size: number) => Buffer = randomBytes): string {
  return `ltm_${random(32).toString('base64url')}`;
}

/** A key grants a scope when it holds it, or `admin`. No other scope implies another: `operate` alone cannot read. */
export function grants(record: ApiKeyRecord, scope: Scope): boolean {
  return record.scopes.includes(scope) || record.scopes.includes('admin');
}
