import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findK6 } from './version';

const folder = mkdtempSync(join(tmpdir(), 'find-k6-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, text: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, mode);
  return path;
}

it('tells the version of a k6', async () => {
  expect(await findK6(program('k6', 'echo "k6 v2.2.0 (commit/devel, go1.26.8, linux/amd64)"'))).toBe('2.2.0');
});

it.each([
  ['is not there', () => join(folder, 'nowhere'), /: there is no such program\. Install k6 .*, or set K6_BIN/],
  ['may not be run', () => program('locked', 'exit 0', 0o644), /: it cannot be run \(EACCES\)\./],
  ['fails', () => program('fails', 'exit 3'), /: it cannot be run \(it failed\)\./],
  ['is something else', () => program('other', 'echo hello'), /: it does not tell a version, so it is no k6\./],
])('says so where it %s, and what would be right', async (_what, make, message) => {
  await expect(findK6(make())).rejects.toThrow(message);
});
