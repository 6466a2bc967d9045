
export { createEmbeddedStore, type EmbeddedStore } from './embedded/embedded-store';
export { createInfluxStore } from './influx/influx-store';

