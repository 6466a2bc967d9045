/** What became of the redeploy for one load test; `notSent`: it was refused before anything was sent. */
export type MemberOutcome = 'fixed' | 'notFixed' | 'unknown' | 'notSent';

/**
 * `planned`: the redeploy is to be sent, or is being sent; `redeployed`: Vercel has confirmed it, and no run has shown yet
 * whether it helped. The others are ends: the worst of what became of its members.
 */
export type RemediationState = 'planned' | 'redeployed' | MemberOutcome;
