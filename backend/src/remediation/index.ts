export {
  decideRemediation,
  freshnessMinutes,
  isFresh,
  redeployMemoryDays,
  type RemediationDecision,
  type RemediationMode,
} from './decision';
export {
  deploymentsToWatch,
  endMember,
  endWatch,
  joinRemediation,
  lockMembership,
  lockProject,
  madeAt,
  markTold,
  type Membership,
  membersNeverVerified,
  membersToTell,
  noteSending,
  openMembersOf,
  openRemediation,
  type RemediationRow,
  recordRedeploy,
  type RedeployEnd,
  remediationsSince,
  stalledRemediations,
} from './records/repository';
export { createVercelClient, type VercelClient } from './vercel/client';
export { deploymentServes, type Serving } from './vercel/deployment-serves';
export { hasEnded, neverWentLive } from './vercel/model';
export { productionDeployment } from './vercel/production-deployment';
export { redeployProduction, type RedeployProductionRequest, type RedeployResult } from './vercel/redeploy';
