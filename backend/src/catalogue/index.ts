export { CatalogueError, loadCatalogue } from './load';
