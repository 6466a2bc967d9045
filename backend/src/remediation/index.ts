export { decideRemediation, freshnessText, isFresh, type RemediationDecision, type RemediationMode } from './decision';
export { maintenanceReason, type OpenMaintenance, switchedOffReason } from './guard-text';
export { redeployMemoryDays } from './memory';
export { breakerResetAt, resetBreaker } from './records/breaker';
export { readSwitch, setSwitch, type SwitchState } from './records/switch';
export {
  changeMember,
  deploymentsToWatch,
  endMember,
  findRemediation,
  heldRuns,
  joinRemediation,
  lockMembership,
  lockProject,
  markTold,
  type Membership,
  membershipsOf,
  type MemberRow,
  memberVerifiedBy,
  membersNeverVerified,
  membersToTell,
  noteDeployment,
  noteSending,
  openMembersOf,
  openRemediation,
  type RemediationRow,
  recordRedeploy,
  type RedeployEnd,
  remediationsSince,
  remediationsToVerify,
  stalledRemediations,
} from './records/repository';
export { createVercelClient, type VercelClient } from './vercel/client';
export { deploymentServes, type Serving } from './vercel/deployment-serves';
export { productionDeployment } from './vercel/production-deployment';
export { redeployProduction, type RedeployProductionRequest, type RedeployResult } from './vercel/redeploy';
