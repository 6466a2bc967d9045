export { openDatabase } from './database';
export type { Database, OpenDatabase, Tx } from './database';
export { inTransaction } from './transaction';
export { FolderInUseError } from './folder-lock';
export { createHints, type Hints } from './notify';
export { RecordsFolderError } from './records-folder';
export { isDatabaseAway, isDiskFull } from './unavailable';
export { instant } from './columns';
