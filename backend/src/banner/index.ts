
export { createBannerSource } from './source';
