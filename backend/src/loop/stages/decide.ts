import type { Tx } from '../../db';
import type { IncidentRow } from '../../incidents';
import type { Diagnosis } from '../../model/diagnosis';
import type { FailureSignature } from '../../model/remediation';
import {
  breakerResetAt,
  decideRemediation,
  lockProject,
  type OpenMaintenance,
  readSwitch,
  redeployMemoryDays,
  type RemediationDecision,
  type RemediationMode,
} from '../../remediation';
import { isNewestRun, type RunRow } from '../../runs';
import type { Planning } from '../consequences/plan';
import { endedByOurClock } from './our-clock';

/** What every decision about a redeploy rests on besides the records. */
export interface Deciding extends Planning {
  readonly mode: RemediationMode;
  readonly vercelConfigured: boolean;
  readonly allowedProjectIds: readonly string[];
  /** The maintenance window of a load test that is open at this instant; null: none, or the load test has left the catalogue. */
  readonly maintenanceOf: (test: string, at: Date) => OpenMaintenance | null;
}

/** A failure about which is to be decided. */
export interface Undecided {
  readonly run: RunRow;
  readonly diagnosis: Diagnosis;
  readonly signature: FailureSignature | null;
  readonly incident: IncidentRow;
  /** A person has approved a redeploy. */
  readonly isApproved: boolean;
}

/** The decision by the rules of `decideRemediation`, with the project locked until what follows from it is written. */
export async function decideFor(
  tx: Tx,
  deciding: Deciding,
  { run, signature, diagnosis, incident, isApproved }: Undecided
): Promise<RemediationDecision> {
  const now = deciding.now();
  const policy = run.remediation?.vercel ?? null;
  const since = new Date(now.getTime() - redeployMemoryDays * 24 * 3_600_000);
  const project = policy === null ? { open: null, earlier: [] } : await lockProject(tx, policy.projectId, since);
  const switched = await readSwitch(tx);
  return decideRemediation({
    test: run.test,
    diagnosis,
    signature,
    mode: deciding.mode,
    switchedOff: switched?.off === true ? switched : null,
    vercelConfigured: deciding.vercelConfigured,
    allowedProjectIds: deciding.allowedProjectIds,
    policy,
    trigger: run.trigger,
    endedAt: run.endedAt === null ? null : endedByOurClock(run, now),
    now,
    isNewestRun: await isNewestRun(tx, run),
    isFirstJudgement: run.judgement <= 1,
    productionDeploymentId: run.productionDeployment?.id ?? null,
    deploymentAgeSeconds: deploymentAgeSeconds(run),
    maintenance: deciding.maintenanceOf(run.test, now),
    project,
    breakerResetAt: await breakerResetAt(tx, run.test),
    incident: { state: incident.state, hasRedeploy: incident.redeployEffectId !== null },
    isApproved,
  });
}

/** Never negative: a deployment from after the run's start is as young as can be. */
function deploymentAgeSeconds({ productionDeployment, startedAt, announcedAt }: RunRow): number | null {
  const createdAt = Date.parse(productionDeployment?.createdAt ?? '');
  const seconds = ((startedAt ?? announcedAt).getTime() - createdAt) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}
