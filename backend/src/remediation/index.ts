export {
  decideRemediation,
  freshnessMinutes,
  isFresh,
  redeployMemoryDays,
  type RemediationDecision,
  type RemediationMode,
} from './decision';
export {
  changeMember,
  deploymentsToWatch,
  endMember,
  heldRuns,
  joinRemediation,
  lockMembership,
  lockProject,
  madeAt,
  markTold,
  type Membership,
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
