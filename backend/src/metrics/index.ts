export * from './model';
export {
  createEmbeddedStore,
  type EmbeddedStore,
  type EmbeddedStoreOptions,
  type IngestResult,
} from './embedded/embedded-store';
export type { SweepResult } from './embedded/retention';
export { createInfluxStore, type InfluxStoreOptions } from './influx/influx-store';
export { ingestRoutes, type IngestRoutesOptions } from './ingest-routes';
