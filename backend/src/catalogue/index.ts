export type { CatalogueProblem } from './document';
export { CatalogueError, loadCatalogue } from './load';
export { remediationTriggers, type Catalogue, type LoadTest } from './model';
export { normalisedTarget } from './target';
