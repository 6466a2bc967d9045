export type * from './model';
export { createDiagnoser, rulesConfidence } from './diagnoser';
export type { Diagnoser, DiagnoserOptions, DiagnosisResult } from './diagnoser';
export type { Features } from './features';
export { defaultModel } from './haiku';
export { policyVersion } from './policy';
export { promptVersion } from './prompt';
export { maxTextLength, rulesVersion } from './rules-text';
