import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own that can be filled up: a tmpfs. */
export interface SmallDisk {
  readonly folder: string;
  /** Until nothing more can be written, at once. */
  fill(): void;
  /** Takes back what `fill` has written. */
  makeRoom(): void;
  remove(): void;
}

/** @throws where this process may not mount anything. */
export function mountSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill() {
      const file = openSync(ballast, 'a');
      try {
        for (const bytes of [1_048_576, 4096]) {
          fillWith(file, Buffer.alloc(bytes, 1));
        }
      } finally {
        closeSync(file);
      }
    },
    makeRoom: () => rmSync(ballast, { force: true }),
    remove() {
      // Lazily: a database that has panicked keeps its files open.
      execFileSync('umount', ['-l', folder]);
      rmdirSync(folder);
    },
  };
}

function fillWith(file: number, chunk: Buffer): void {
  try {
    for (;;) {
      writeSync(file, chunk);
    }
  } catch {
    // Full.
  }
}

/** `describe` where this process may mount a file system, else a skipped one that says so. */
export function describeWithSmallDisk(title: string, body: () => void): void {
  try {
    mountSmallDisk(1).remove();
  } catch {
    describe.skip(`${title} (needs the right to mount a tmpfs)`, body);
    return;
  }
  describe(title, body);
}
