export { bannerRoutes } from './routes';
export { createBannerSource } from './source';
export type { BannerSource } from './source';
