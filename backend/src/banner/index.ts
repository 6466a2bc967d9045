export { type BannerSource, createBannerSource } from './source';
