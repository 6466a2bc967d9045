import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { builtOnce, repository } from './once';

/** Everything that the production build of the plugin is made of. */
const sources = [
  'src',
  'webpack.config.ts',
  '.config/webpack',
  '.config/bundler',
  'backend/src/lib',
  'backend/src/diagnosis/error-codes.ts',
  'package-lock.json',
];

/** Folder with the production build of the plugin: module.js and its chunks, as `npm run build` makes them in dist/. */
export function builtPlugin(): Promise<string> {
  return builtOnce('dist', sources, async (folder) => {
    // The scaffold's build looks into this folder, wherever it writes to.
    await mkdir(path.join(repository, 'dist'), { recursive: true });
    await promisify(execFile)('npm', ['run', '--silent', 'build', '--', '--output-path', folder], { cwd: repository });
  });
}
