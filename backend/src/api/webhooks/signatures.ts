import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../lib/secret';
import { standardSignature } from '../../lib/standard-webhooks';

/** Standard Webhooks: how far the sender's clock may be from ours, in ms. */
export const toleranceMs = 5 * 60 * 1000;
/** No sender has more secrets at a time. */
const longestHeader = 2000;

/** Whether Vercel has signed exactly this body with one of the secrets: HMAC-SHA1, hex (`x-vercel-signature`). */
export function isSignedByVercel(secrets: readonly Secret[], body: Buffer, signature: string | undefined): boolean {
  if (signature === undefined || !/^[0-9a-f]{40}$/i.test(signature)) {
    return false;
  }
  const given = Buffer.from(signature, 'hex');
  return anyOf(secrets, (secret) => timingSafeEqual(createHmac('sha1', secret.reveal()).update(body).digest(), given));
}

/** The three headers of Standard Webhooks 1.0.0. */
export interface StandardHeaders {
  readonly id: string | undefined;
  /** Unix time in seconds. */
  readonly timestamp: string | undefined;
  /** `v1,<base64>`, several separated by spaces. */
  readonly signature: string | undefined;
}

/**
 * Checks a delivery by Standard Webhooks 1.0.0: HMAC-SHA256 over `id.timestamp.body`, and its age.
 *
 * @returns what is wrong with it, for people; null: nothing.
 */
export function standardWebhookProblem(
  secrets: readonly Secret[],
  body: Buffer,
  { id, timestamp, signature }: StandardHeaders,
  now: Date
): string | null {
  if (id === undefined || timestamp === undefined || signature === undefined) {
    return 'The headers webhook-id, webhook-timestamp and webhook-signature are all needed (Standard Webhooks).';
  }
  if (!/^[\x21-\x7e]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp) || signature.length > longestHeader) {
    return 'webhook-id, webhook-timestamp (Unix time in seconds) or webhook-signature (v1,<base64>) has another form.';
  }
  const given = signature
    .split(' ')
    .flatMap((each) => (each.startsWith('v1,') ? [Buffer.from(each.slice(3), 'base64')] : []));
  const isGood = anyOf(secrets, (secret) => {
    const right = standardSignature(secret.reveal(), { id, timestamp, body });
    return given.filter((each) => each.length === right.length && timingSafeEqual(each, right)).length > 0;
  });
  if (!isGood) {
    return 'The signature is not one of this body with a secret of WEBHOOK_DEPLOYMENTS_SECRET.';
  }
  return Math.abs(now.getTime() - Number(timestamp) * 1000) > toleranceMs
    ? 'webhook-timestamp is more than 5 minutes from the time of the sidecar: sign each try anew, and check the clocks.'
    : null;
}

/** Tries every secret, so that the time does not tell which one is good. */
function anyOf(secrets: readonly Secret[], isGood: (secret: Secret) => boolean): boolean {
  return secrets.map(isGood).includes(true);
}
