import { realpathSync } from 'node:fs';
import path from 'node:path';
import { repository } from './once';

/** The React that the page runs: 18 with the @grafana packages of package.json, 19 with those of `../react19`. */
export type ReactMajor = 18 | 19;

/** The folder from which Grafana's packages are found. */
export function packagesFolder(react: ReactMajor): string {
  return react === 18
    ? repository
    : path.dirname(realpathSync(require.resolve('plugin-host-react19/package.json', { paths: [repository] })));
}

/** The folder of an installed package as it is found from another folder. */
export function folderOfPackage(name: string, from: string): string {
  const file = require.resolve(`${name}/package.json`, { paths: [from] });
  return path.dirname(realpathSync(file));
}
