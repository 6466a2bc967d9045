import path from 'node:path';
import type { Progress, Provided } from './part';
import { providePypiProgram } from './pypi';

const schemathesis = {
  name: 'schemathesis',
  title: 'Schemathesis',
  variable: 'SCHEMATHESIS_BIN',
  major: '4',
  requirements: path.resolve(__dirname, '../contract/requirements.txt'),
};

/** Schemathesis 4 from `SCHEMATHESIS_BIN`, PATH or `.cache/schemathesis`; else from PyPI into an environment of its own. */
export function provideSchemathesis(progress: Progress): Promise<Provided> {
  return providePypiProgram(schemathesis, progress);
}
