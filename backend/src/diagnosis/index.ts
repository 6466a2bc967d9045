export { createDiagnoser, type Diagnoser } from './diagnoser';
export type { Features } from './features';
