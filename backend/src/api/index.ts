export { bannerRoutes } from './banner';
export { incidentRoutes } from './incidents';
export { ingestRoutes } from './ingest/ingest-routes';
export { runRoutes } from './runs';
export { testRoutes } from './tests';
