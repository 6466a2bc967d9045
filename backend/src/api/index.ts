export { bannerRoutes, type BannerRoutesOptions } from './banner';
export { incidentRoutes, type IncidentRoutesOptions } from './incidents';
export { ingestRoutes } from './ingest/ingest-routes';
export { runOperateRoutes, type RunOperateOptions } from './runs-operate';
export { runReadRoutes, type RunReadOptions } from './runs-read';
export { runReportRoutes, type RunReportOptions } from './runs-report';
export { slackRoutes, type SlackRoutesOptions } from './slack';
export { statusRoutes, type StatusRoutesOptions } from './status';
export { testRoutes, type TestRoutesOptions } from './tests';
