export { createDiagnoser, type Diagnoser } from './diagnoser';
export { type Features, slowLimits } from './features';
