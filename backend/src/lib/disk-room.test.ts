import { tmpdir } from 'node:os';
import { DiskFullError, fullDiskText, requireRoom } from './disk-room';

const freeMegabytes = (free: number) => () => ({ bavail: free * 256, bsize: 4096 });

it('tells a disk on which no store can be opened, and is silent of any other', () => {
  expect(fullDiskText('/data', freeMegabytes(0))).toBe('The disk is full (0 MB are free): make room on it.');
  expect(fullDiskText('/data', freeMegabytes(15))).toContain('(15 MB are free)');
  expect(fullDiskText('/data', freeMegabytes(16))).toBe('');
  expect(fullDiskText(tmpdir())).toBe('');
  expect(fullDiskText('/nowhere/at/all')).toBe('');
});

it('keeps room for the records when samples are refused already', () => {
  const withFree = (free: number) => (what: 'records' | 'samples') => () =>
    requireRoom('/data', what, freeMegabytes(free));
  expect(withFree(63)('samples')).toThrow(
    'The disk of /data is full: 63 MB are free, and samples are stored from 64 MB on.'
  );
  expect(withFree(32)('records')).not.toThrow();
  expect(withFree(31)('records')).toThrow(DiskFullError);
  expect(() => requireRoom('/nowhere/at/all', 'records')).not.toThrow();
});
