export { createDeploymentStarter, type DeploymentStarter } from './deployment-starter';
export { createProbe } from './readiness';
export { createScheduler, type Scheduler } from './scheduler';
export { takeDeployment, type Taken } from './take-deployment';
