export { provideBaseImages } from './images/provide';
export { openEngine, type Engine } from './open';
export { imageReferences } from './references';
