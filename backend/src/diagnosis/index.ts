export { createDiagnoser } from './diagnoser';
export type { Features } from './features';
