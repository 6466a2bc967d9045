import { buildPlugin } from '../../../packaging/build';
import { builtOnce } from './once';

/** Everything that the production build of the plugin is made of. */
const sources = [
  'src',
  'webpack.config.ts',
  '.config/webpack',
  '.config/bundler',
  'packaging/build.ts',
  'backend/src/lib',
  'backend/src/diagnosis/error-codes.ts',
  'package.json',
  'package-lock.json',
  'CHANGELOG.md',
  'LICENSE',
];

/** Folder with the production build of the plugin: module.js and its chunks, as `npm run package` packs them. */
export function builtPlugin(): Promise<string> {
  return builtOnce('dist', sources, buildPlugin);
}
