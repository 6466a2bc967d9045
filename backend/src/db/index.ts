export { openDatabase } from './database';
export type { Database, OpenDatabase } from './database';
export { FolderInUseError } from './folder-lock';
export * as schema from './schema';
