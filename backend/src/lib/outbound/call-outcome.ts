import { maskOf } from '../mask';
import type { EffectOutcome } from './outcome';
import type { HttpReply } from './http-call';

/** Every outcome but `confirmed`; it fits an `EffectOutcome` of any result. */
export type Failure = Exclude<EffectOutcome<never>, { kind: 'confirmed' }>;

/** Who is called and whether the call acts there; goes into the reason a person reads. */
export interface CallContext {
  /** `Slack`, `Vercel`, `Grafana`. */
  readonly service: string;
  /** What was asked for: `posting the message`. */
  readonly action: string;
  /** True for a call that changes something there: no answer then means `unknown`, not `retry`. */
  readonly acts: boolean;
  readonly timeoutMs: number;
  readonly now: () => Date;
}

/** Names of the refusals that a person can do something about. */
const refusals: Readonly<Record<number, { readonly code: string; readonly words: string }>> = {
  400: { code: 'badRequest', words: 'does not accept the request' },
  401: { code: 'unauthorized', words: 'does not accept the token' },
  402: { code: 'paymentRequired', words: 'says that the plan does not allow it' },
  403: { code: 'forbidden', words: 'does not allow it with this token' },
  404: { code: 'notFound', words: 'does not know it' },
};

/**
 * What a reply without success means, or null for a 2xx.
 *
 * @param said what the other side wrote, already cleaned by `quoteReply`; shown to people
 * @param resetSeconds when to try again after a 429 without Retry-After
 */
export function failureOf(
  reply: HttpReply,
  call: CallContext,
  said: string | null = null,
  resetSeconds: number | null = null
): Failure | null {
  const where = `${call.service}, ${call.action}`;
  const quote = said === null || said === '' ? '' : `: "${said}"`;
  if (reply.kind === 'notSent') {
    const reason = `${where}: no connection (${reply.cause}). Check the address and the network.`;
    return { kind: 'retry', code: 'unreachable', reason, retryAfterSeconds: null };
  }
  if (reply.kind === 'paused') {
    const reason = `${where}: ${call.service} has not answered for a while and is asked again in ${reply.resumesInSeconds} s`;
    return { kind: 'retry', code: 'paused', reason, retryAfterSeconds: reply.resumesInSeconds };
  }
  if (reply.kind === 'noAnswer') {
    const reason =
      reply.code === 'timeout'
        ? `${where}: no answer within ${call.timeoutMs / 1000} s`
        : `${where}: the connection broke before the answer (${reply.cause})`;
    return perhapsDone(call, reply.code, reason);
  }
  const { status } = reply;
  if (status >= 200 && status < 300) {
    return null;
  }
  if (status === 429) {
    const retryAfterSeconds = retryAfter(reply.headers, call.now()) ?? resetSeconds;
    const reason = `${where}: too many requests (429)${quote}`;
    return { kind: 'retry', code: 'rateLimited', reason, retryAfterSeconds };
  }
  if (status >= 500 || status === 408) {
    const code = status === 408 ? 'timeout' : 'serverError';
    return perhapsDone(call, code, `${where}: answered ${status}${quote}`, retryAfter(reply.headers, call.now()));
  }
  if (status >= 300 && status < 400) {
    const reason = `${where}: answered with a redirect (${status}), which is not followed. Set the final address.`;
    return { kind: 'rejected', code: 'redirected', reason };
  }
  const refusal = refusals[status] ?? { code: `http${status}`, words: 'refused' };
  return {
    kind: 'rejected',
    code: refusal.code,
    reason: `${where}: ${call.service} ${refusal.words} (${status})${quote}`,
  };
}

/** A failure after which an acting call may have been carried out; a reading one is merely tried again. */
export function perhapsDone(
  call: CallContext,
  code: string,
  reason: string,
  retryAfterSeconds: number | null = null
): Failure {
  return call.acts
    ? { kind: 'unknown', code, reason: `${reason}. It may have been carried out.` }
    : { kind: 'retry', code, reason, retryAfterSeconds };
}

/** A 2xx whose body is not what the API promises. */
export function unreadableReply(call: CallContext): Failure {
  return perhapsDone(call, 'unreadableReply', `${call.service}, ${call.action}: the answer could not be understood`);
}

/** Seconds of a Retry-After header, given as seconds or as an HTTP date (RFC 9110, 10.2.3); null without one. */
function retryAfter(headers: Headers, now: Date): number | null {
  const value = headers.get('retry-after')?.trim();
  if (value === undefined || value === '') {
    return null;
  }
  if (/^\d{1,9}$/.test(value)) {
    return Number(value);
  }
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}

/** What the other side wrote, fit to be shown: one line, at most 200 characters, our own secrets taken out. */
export function quoteReply(text: string, secrets: readonly string[]): string {
  const line = maskOf(secrets)(text)
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim();
  const points = [...line];
  return points.length <= 200 ? line : `${points.slice(0, 199).join('')}…`;
}
