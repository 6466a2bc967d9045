export { bannerRoutes } from './routes';
export { createBannerSource } from './source';
