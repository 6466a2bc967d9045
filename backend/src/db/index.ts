export { openDatabase } from './database';
export type { Database, OpenDatabase } from './database';
export { FolderInUseError } from './folder-lock';
export { isDatabaseAway } from './unavailable';
export * as schema from './schema';
