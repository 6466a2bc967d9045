export { decideRemediation, freshnessMinutes, isFresh, type RemediationMode } from './decision';
export { createVercelClient, type VercelClient } from './vercel/client';
export { productionDeployment } from './vercel/production-deployment';
export { redeployProduction, type RedeployProductionRequest, type RedeployResult } from './vercel/redeploy';
