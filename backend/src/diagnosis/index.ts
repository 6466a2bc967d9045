export { createDiagnoser, type Diagnoser } from './diagnoser';
export { type Features, limitKind, slowLimits } from './features';
export { defaultModel } from './haiku';
export { lookFirst } from './look-first';
export { signatureOf } from './signature';
