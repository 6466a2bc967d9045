export { createVercelClient, type VercelClient, type VercelClientOptions } from './client';
export { productionDeployment, type ProductionDeployment } from './production-deployment';
export {
  redeployProduction,
  type RedeployDependencies,
  type RedeployGuard,
  type RedeployProductionRequest,
  type RedeployResult,
} from './redeploy';
