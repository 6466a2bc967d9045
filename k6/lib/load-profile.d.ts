/** For tests that hold this file and the sidecar's own computation together; k6 itself reads the .js alone. */
export { canonicalJson } from '../../backend/src/lib/canonical';
export { normalisedScenarios } from '../../backend/src/k6/scenarios';
export { plannedLoad } from '../../backend/src/k6/planned-load';
