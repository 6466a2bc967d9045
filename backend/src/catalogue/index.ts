export { CatalogueError, loadCatalogue } from './load';
export { type Catalogue, type LoadTest } from './model';
export { addressProblem, normalisedTarget } from './target';
export { testRoutes } from './routes';
