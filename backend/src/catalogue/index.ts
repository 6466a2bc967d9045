export { expectationOf, nextRunAt } from './expected-runs';
export { catalogueJsonSchema } from './json-schema';
export { CatalogueError, loadCatalogue } from './load';
export { maintenanceAt } from './maintenance';
export { type CatalogueSource, createCatalogueSource } from './source';
export { nextTick, ticksBetween, type TickSpan } from './ticks';
