export { CatalogueError, loadCatalogue } from './load';
export { type Catalogue, type LoadTest } from './model';
export { normalisedTarget } from './target';
export { testRoutes } from './routes';
