export { bannerRoutes, type BannerRoutesOptions } from './banner';
export { incidentRoutes } from './incidents';
export { ingestRoutes } from './ingest/ingest-routes';
export { runRoutes, type RunRoutesOptions } from './runs';
export { testRoutes, type TestRoutesOptions } from './tests';
