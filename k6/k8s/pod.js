/*
 * What each pod of testrun.yaml runs: the load test itself, which reports its own end because k6-operator starts `k6 run` and
 * nothing can wrap that. For another load test name its script in all three places, give monitor() the names that the
 * catalogue's entry lists under `env`, and add the file to ../kustomization.yaml and testrun.yaml.
 */
import { monitor } from '../lib/monitor.js';

export * from '../scripts/smoke.js';
export { default } from '../scripts/smoke.js';
export const handleSummary = monitor({ script: import.meta.resolve('../scripts/smoke.js') });
