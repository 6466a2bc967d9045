export { createEmbeddedStore, type EmbeddedStore } from './embedded/embedded-store';
export { createInfluxStore } from './influx/influx-store';
export type { Precision, RejectedLine } from './line-reader';
