import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** One file that a user gets. */
export interface Packed {
  /** Absolute path. */
  readonly file: string;
  /** What the terminal says of it, name and value. */
  readonly facts: ReadonlyArray<readonly [string, string]>;
  /** What to do with it, a line each; several are a choice. */
  readonly next: readonly string[];
}

/** What has been packed and what to do next, for the terminal. */
export async function summaryOf({ file, facts, next }: Packed): Promise<string> {
  const content = await readFile(file);
  const hashes = (['SHA1', 'SHA256'] as const).map(
    (name) => [name, createHash(name.toLowerCase()).update(content).digest('hex')] as const
  );
  return [
    path.relative('', file),
    '',
    ...[...facts, ...hashes].map(([name, value]) => `  ${name.padEnd(7)} ${value}`),
    '',
    ...(next.length === 1 ? [`Next: ${next[0] ?? ''}`] : ['Next, one of:', ...next]),
  ].join('\n');
}
