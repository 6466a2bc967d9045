export { createDeploymentStarter, type DeploymentStarter } from './deployment-starter';
export { createScheduler, type Scheduler } from './scheduler';
export { takeDeployment, type Taken } from './take-deployment';
