import { tmpdir } from 'node:os';
import { fullDiskText } from './disk-room';

const freeMegabytes = (free: number) => () => ({ bavail: free * 256, bsize: 4096 });

it('tells a disk on which no store can be opened, and is silent of any other', () => {
  expect(fullDiskText('/data', freeMegabytes(0))).toBe('The disk is full (0 MB are free): make room on it.');
  expect(fullDiskText('/data', freeMegabytes(15))).toContain('(15 MB are free)');
  expect(fullDiskText('/data', freeMegabytes(16))).toBe('');
  expect(fullDiskText(tmpdir())).toBe('');
  expect(fullDiskText('/nowhere/at/all')).toBe('');
});
