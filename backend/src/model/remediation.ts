/** What became of the redeploy for one load test; `notSent`: it was refused before anything was sent. */
export type MemberOutcome = 'fixed' | 'notFixed' | 'unknown' | 'notSent';

/**
 * `planned`: the redeploy is to be sent, or is being sent; `redeployed`: Vercel has confirmed it, and no run has shown yet
 * whether it helped. The others are ends: the worst of what became of its members.
 */
export type RemediationState = 'planned' | 'redeployed' | MemberOutcome;

/**
 * What a failure looked like, by which it is known when it comes again. Made by `signatureOf` of the diagnosis, whose
 * `version` changes with what is written into it.
 */
export interface FailureSignature {
  readonly version: number;
  /** What was breached: `responseTime`, `errorRate`, and any other limit as it is written. */
  readonly limits: readonly string[];
  /** Those that were outside their limits, as `GET <name>`; null: the metric store did not tell. */
  readonly endpoints: readonly string[] | null;
  /** Classes of the failed requests. */
  readonly errors: readonly string[];
  /** Of the trouble over time, such as `slowStartRecovered`. */
  readonly shape: string;
}
