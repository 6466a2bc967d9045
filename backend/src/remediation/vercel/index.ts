export { createVercelClient, type VercelClient } from './client';
export { productionDeployment } from './production-deployment';
export { redeployProduction, type RedeployProductionRequest, type RedeployResult } from './redeploy';
