import type { LoadTest } from '../model/load-test';
import type { Diagnosis } from '../model/diagnosis';
import type { Trigger } from '../model/run';

/** How far the sidecar may go by itself. */
export const remediationModes = ['auto', 'approve', 'dry-run', 'off'] as const;
export type RemediationMode = (typeof remediationModes)[number];

/** A failed run older than this no longer says anything about what is in production now. */
export const freshnessMinutes = 15;

/** Whether a run that ended then may still lead to a redeploy now. */
export function isFresh(endedAt: Date | null, now: Date): boolean {
  return endedAt !== null && now.getTime() - endedAt.getTime() <= freshnessMinutes * 60_000;
}

export interface RemediationInput {
  readonly diagnosis: Pick<Diagnosis, 'classification' | 'policy'>;
  readonly mode: RemediationMode;
  readonly vercelConfigured: boolean;
  readonly allowedProjectIds: readonly string[];
  readonly policy: LoadTest['remediation']['vercel'];
  readonly trigger: Trigger;
  readonly endedAt: Date | null;
  readonly now: Date;
  readonly isNewestRun: boolean;
  /** False: a late report has changed what the run was judged as. */
  readonly isFirstJudgement: boolean;
  /** The production deployment recorded when the run was announced. */
  readonly productionDeploymentId: string | null;
  readonly incident: { readonly state: string; readonly hasRedeploy: boolean };
}

export type RemediationDecision =
  | {
      readonly kind: 'redeploy';
      readonly projectId: string;
      readonly teamId: string | null;
      readonly expectedDeploymentId: string;
    }
  /** `code` names the guard for machines, `reason` for people. */
  | { readonly kind: 'actionRequired'; readonly code: string; readonly reason: string };

/**
 * Whether a diagnosed failure is redeployed. Every guard has a name; the first one that refuses is the reason. Whatever
 * is auto-fixable and not redeployed needs a person.
 */
export function decideRemediation(input: RemediationInput): RemediationDecision {
  const { policy, mode } = input;
  if (input.diagnosis.classification !== 'autoFixable') {
    return refuse('diagnosis', input.diagnosis.policy.reason);
  }
  if (input.incident.state === 'actionRequired') {
    return refuse('incidentNeedsPerson', 'the incident already needs a person and never goes back');
  }
  if (input.incident.hasRedeploy) {
    return refuse('alreadyRedeployed', 'the incident has had its one redeploy');
  }
  if (policy === null) {
    return refuse('noPolicy', 'the load test has no remediation.vercel in the catalogue');
  }
  if (!input.vercelConfigured) {
    return refuse('notConfigured', 'Vercel is not configured (VERCEL_TOKEN)');
  }
  if (mode === 'off') {
    return refuse('modeOff', 'automatic remediation is off (REMEDIATION_MODE)');
  }
  if (!input.allowedProjectIds.includes(policy.projectId)) {
    return refuse('projectNotAllowed', `project ${policy.projectId} is not in VERCEL_ALLOWED_PROJECT_IDS`);
  }
  const trigger = policy.triggers.find((each) => each === input.trigger);
  if (trigger === undefined) {
    return refuse('trigger', `runs by trigger "${input.trigger}" are not redeployed for this load test`);
  }
  if (!input.isFirstJudgement) {
    return refuse(
      'reportedLate',
      'the run was reported after it had been closed, and a second judgement never redeploys'
    );
  }
  if (!input.isNewestRun) {
    return refuse('notNewestRun', 'a newer run of this load test exists');
  }
  if (!isFresh(input.endedAt, input.now)) {
    return refuse('tooOld', `the run ended more than ${freshnessMinutes} minutes ago`);
  }
  if (input.productionDeploymentId === null) {
    return refuse('productionUnknown', 'the production deployment at the time of the run was not recorded');
  }
  if (mode === 'dry-run') {
    return refuse(
      'dryRun',
      `dry run: would have redeployed ${input.productionDeploymentId} of project ${policy.projectId}`
    );
  }
  if (mode === 'approve') {
    return refuse('awaitingApproval', `a redeploy of project ${policy.projectId} waits for a person's approval`);
  }
  return {
    kind: 'redeploy',
    projectId: policy.projectId,
    teamId: policy.teamId,
    expectedDeploymentId: input.productionDeploymentId,
  };
}

function refuse(code: string, reason: string): RemediationDecision {
  return { kind: 'actionRequired', code, reason };
}
