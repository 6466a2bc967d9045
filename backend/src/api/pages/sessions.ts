import { createHash, randomBytes } from 'node:crypto';

/** How long a login lasts, in ms. */
export const sessionMs = 12 * 60 * 60 * 1000;

/** So that logging in again and again fills no memory; the oldest ends first. */
const mostSessions = 1000;

/**
 * Who has logged in with which key, in memory: after a restart, and at another sidecar, people log in again. Kept are
 * hashes alone, of the id that the cookie holds and of the key.
 */
export class Sessions {
  readonly #byIdHash = new Map<string, { readonly keyHash: string; readonly endsAt: number }>();

  constructor(private readonly now: () => Date) {}

  /** @returns the id, of 256 random bits, which only the cookie knows. */
  begin(keyHash: string): string {
    const id = randomBytes(32).toString('base64url');
    this.#byIdHash.set(hashOf(id), { keyHash, endsAt: this.now().getTime() + sessionMs });
    this.#forget();
    return id;
  }

  /** Hash of the key that the session was begun with; null: there is none, or it has ended. */
  keyHashOf(id: string): string | null {
    const session = this.#byIdHash.get(hashOf(id));
    return session !== undefined && session.endsAt > this.now().getTime() ? session.keyHash : null;
  }

  end(id: string): void {
    this.#byIdHash.delete(hashOf(id));
  }

  /** The map is in the order in which sessions end, as all last equally long. */
  #forget(): void {
    for (const [hash, { endsAt }] of this.#byIdHash) {
      if (endsAt > this.now().getTime() && this.#byIdHash.size <= mostSessions) {
        return;
      }
      this.#byIdHash.delete(hash);
    }
  }
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}
