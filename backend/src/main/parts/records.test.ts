import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDataFolder } from './records';
import { StartError } from '../start-error';

describe('the data folder', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'data-folder-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is made with the folders that it lies in, for its owner alone', () => {
    const wanted = join(folder, 'one', 'two');
    makeDataFolder(wanted);
    makeDataFolder(wanted);
    expect(statSync(wanted).mode & 0o777).toBe(0o700);
  });

  // Where the system refuses a new folder in one that exists, Node's recursive mkdir would never return.
  it.each([
    ['lies in a file', () => join(folder, 'file', 'data')],
    ['cannot be made', () => (process.platform === 'linux' ? '/proc/data' : join(folder, 'file', 'data'))],
  ])('is refused in words where it %s', (_what, path) => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => makeDataFolder(path())).toThrow(StartError);
    expect(() => makeDataFolder(path())).toThrow(/cannot be used \((ENOENT|ENOTDIR|EACCES)\)\. Set DATA_DIR/);
  });
});
