export { type BannerSource, createBannerSource } from './source';
export { bannerFiguresSchema } from './state';
