/** What became of the redeploy for one load test; `notSent`: it was refused before anything was sent. */
export const memberOutcomes = ['fixed', 'notFixed', 'unknown', 'notSent'] as const;
export type MemberOutcome = (typeof memberOutcomes)[number];

/**
 * `planned`: the redeploy is to be sent, or is being sent; `redeployed`: Vercel has confirmed it and builds it; `live`: it is
 * in production, and runs verify it, one after the other. The others are ends: the worst of what became of its members.
 */
export const remediationStates = ['planned', 'redeployed', 'live', ...memberOutcomes] as const;
export type RemediationState = (typeof remediationStates)[number];

/**
 * What was seen of the deployment that a redeploy has made. `live`: READY, with its domains, and in production. Ends without
 * that: `failed` and `canceled` (Vercel's ERROR and CANCELED), `aliasFailed` (it has no domains), `checksFailed`,
 * `superseded` (another one is in production) and `timedOut`.
 */
export const deploymentStates = [
  'building',
  'live',
  'failed',
  'canceled',
  'aliasFailed',
  'checksFailed',
  'superseded',
  'timedOut',
] as const;
export type DeploymentState = (typeof deploymentStates)[number];

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
