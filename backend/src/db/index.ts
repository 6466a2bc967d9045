export { openDatabase } from './database';
export type { Database, OpenDatabase } from './database';
export { FolderInUseError } from './folder-lock';
export { RecordsFolderError } from './records-folder';
export { isDatabaseAway } from './unavailable';
export * as schema from './columns';
