import { formatDuration } from '../lib/figures';
import type { LoadTest } from '../model/load-test';
import { type Diagnosis, freshDeploymentSeconds } from '../model/diagnosis';
import type { FailureSignature } from '../model/remediation';
import type { Trigger } from '../model/run';
import { maintenanceReason, type OpenMaintenance, type SwitchedOff, switchedOffReason } from './guard-text';
import { type EarlierRedeploy, refusedAsSame, refusedByRate, type Refusal } from './memory';

/** How far the sidecar may go by itself. */
export const remediationModes = ['auto', 'approve', 'dry-run', 'off'] as const;
export type RemediationMode = (typeof remediationModes)[number];

/** A failed run older than this no longer says anything about what is in production now. */
export const freshnessMinutes = 15;

/** A person who approves a redeploy has looked at the failure, and may take this long, in minutes. */
export const approvalMinutes = 24 * 60;

/** How old a failed run may be, for people. */
export function freshnessText(isApproved: boolean): string {
  return isApproved ? `${approvalMinutes / 60} hours` : `${freshnessMinutes} minutes`;
}

/** Whether a run that ended then may still lead to a redeploy now, by itself or by a person's approval. */
export function isFresh(endedAt: Date | null, now: Date, isApproved = false): boolean {
  const limitMinutes = isApproved ? approvalMinutes : freshnessMinutes;
  return endedAt !== null && now.getTime() - endedAt.getTime() <= limitMinutes * 60_000;
}

/** The remediation of the project that is not over. */
export interface OpenRemediation {
  readonly id: string;
  /** The load test that it was opened for. */
  readonly test: string;
  readonly openedAt: Date;
  /** When the POST may have gone out; null: not yet. */
  readonly sentAt: Date | null;
  readonly redeployedAt: Date | null;
  /** The production deployment that it builds again. */
  readonly sourceDeploymentId: string;
}

/** What the records say of the project, whichever of its load tests it was for. */
export interface ProjectStanding {
  readonly open: OpenRemediation | null;
  readonly earlier: readonly EarlierRedeploy[];
}

export interface RemediationInput {
  readonly test: string;
  readonly diagnosis: Pick<Diagnosis, 'classification' | 'policy'>;
  /** What the failure looks like; null: not known. */
  readonly signature: FailureSignature | null;
  readonly mode: RemediationMode;
  /** Null: remediation is not switched off. */
  readonly switchedOff: SwitchedOff | null;
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
  /** Age of that deployment when the run started, in s; null: not known. */
  readonly deploymentAgeSeconds: number | null;
  /** The maintenance window of the load test that is open now; null: none is. */
  readonly maintenance: OpenMaintenance | null;
  readonly project: ProjectStanding;
  /** When a person has said last that the load test may be redeployed again for the same failure; null: never. */
  readonly breakerResetAt: Date | null;
  readonly incident: { readonly state: string; readonly hasRedeploy: boolean };
  /** A person has approved it: the one way on from action required. Every other guard holds all the same. */
  readonly isApproved: boolean;
}

export type RemediationDecision =
  | {
      readonly kind: 'redeploy';
      readonly projectId: string;
      readonly teamId: string | null;
      readonly expectedDeploymentId: string;
      readonly signature: FailureSignature | null;
    }
  /** The project is being redeployed for another load test, and that redeploy is this failure's too. */
  | {
      readonly kind: 'join';
      readonly projectId: string;
      readonly remediationId: string;
      readonly test: string;
      readonly signature: FailureSignature | null;
    }
  /** `code` names the guard for machines, `reason` for people. */
  | { readonly kind: 'actionRequired'; readonly code: string; readonly reason: string };

/**
 * Whether a diagnosed failure is redeployed, or shares the redeploy that its project has already. Every guard has a name; the first one that refuses is the reason. Whatever
 * is auto-fixable and not redeployed needs a person.
 */
export function decideRemediation(input: RemediationInput): RemediationDecision {
  const { policy, mode } = input;
  if (input.diagnosis.classification !== 'autoFixable') {
    return refuse('diagnosis', input.diagnosis.policy.reason);
  }
  if (input.incident.state === 'actionRequired' && !input.isApproved) {
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
  if (input.switchedOff !== null) {
    return refuse('switchedOff', switchedOffReason(input.switchedOff));
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
  if (!isFresh(input.endedAt, input.now, input.isApproved)) {
    return refuse('tooOld', `the run ended more than ${freshnessText(input.isApproved)} ago`);
  }
  if (input.productionDeploymentId === null) {
    return refuse('productionUnknown', 'the production deployment at the time of the run was not recorded');
  }
  const age = input.deploymentAgeSeconds;
  if (age !== null && age < freshDeploymentSeconds) {
    return refuse(
      'freshDeployment',
      `the deployment was only ${formatDuration(age)} old when the run started, and another one would start just as cold ` +
        `(it counts as young for ${formatDuration(freshDeploymentSeconds)})`
    );
  }
  if (input.maintenance !== null) {
    return refuse('maintenance', `nothing is redeployed during ${maintenanceReason(input.maintenance)}`);
  }
  const projectRefusal = refusedByProject(input, policy.projectId);
  if (projectRefusal !== null) {
    return projectRefusal;
  }
  if (mode === 'dry-run') {
    return refuse(
      'dryRun',
      `dry run: would have redeployed ${input.productionDeploymentId} of project ${policy.projectId}`
    );
  }
  if (mode === 'approve' && !input.isApproved) {
    return refuse('awaitingApproval', `a redeploy of project ${policy.projectId} waits for a person's approval`);
  }
  const { open } = input.project;
  if (open !== null && input.isApproved) {
    return refuse('remediationOpen', `project ${policy.projectId} is being redeployed already, for ${open.test}`);
  }
  if (open !== null) {
    const { id: remediationId, test } = open;
    return { kind: 'join', projectId: policy.projectId, remediationId, test, signature: input.signature };
  }
  return {
    kind: 'redeploy',
    projectId: policy.projectId,
    teamId: policy.teamId,
    expectedDeploymentId: input.productionDeploymentId,
    signature: input.signature,
  };
}

/** A project has one remediation at a time, and a memory of those that are over. */
function refusedByProject(input: RemediationInput, projectId: string): RemediationDecision | null {
  const { open, earlier } = input.project;
  const failure = { ...input, projectId };
  const refusal =
    (open === null ? null : refusedToShare(open, input, projectId)) ??
    // A failure that comes again is for a person also where another load test has the project redeployed.
    refusedAsSame(earlier, failure) ??
    (open === null ? refusedByRate(earlier, failure) : null);
  return refusal === null ? null : refuse(refusal.code, refusal.reason);
}

/** Null: this failure may share the remediation that is open. */
function refusedToShare(
  open: OpenRemediation,
  { endedAt, productionDeploymentId, now }: RemediationInput,
  projectId: string
): Refusal | null {
  const lead = `project ${projectId} is being redeployed already, for ${open.test} (begun ${ago(open.openedAt, now)} ago)`;
  if (open.sentAt !== null && (endedAt === null || endedAt >= open.sentAt)) {
    return { code: 'remediationOpen', reason: `${lead}, and this run ended after that redeploy had been sent` };
  }
  const tested = productionDeploymentId ?? 'an unknown deployment';
  return productionDeploymentId === open.sourceDeploymentId
    ? null
    : { code: 'remediationOpen', reason: `${lead}, and this run tested ${tested}` };
}

function ago(then: Date, now: Date): string {
  return formatDuration(Math.max(0, now.getTime() - then.getTime()) / 1000);
}

function refuse(code: string, reason: string): RemediationDecision {
  return { kind: 'actionRequired', code, reason };
}
