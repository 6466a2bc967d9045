import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Row } from './report';

/** How large the measurement is. */
export interface Scale {
  /** `--large`: also what takes an hour. */
  readonly isLarge: boolean;
  /** The first one for a real measurement; the second one with `--small`, which tells that it works and nothing about goals. */
  pick<Value>(real: Value, small: Value): Value;
  /** Says on stderr what is under way. */
  tell(line: string): void;
}

/**
 * Measures one of the benchmarks, which has a process of its own: bench/main.ts starts it with the file for its rows.
 * What one leaves behind in memory must not slow down the next.
 */
export function measurePart(part: (scale: Scale) => Promise<readonly Row[]>): void {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '' },
      small: { type: 'boolean', default: false },
      large: { type: 'boolean', default: false },
    },
  });
  const scale: Scale = {
    isLarge: values.large,
    pick: (real, small) => (values.small ? small : real),
    tell: (line) => process.stderr.write(`  ${line}\n`),
  };
  // Ended from outside, its servers are ended as well (tests/parts/server.ts).
  process.once('SIGTERM', () => process.exit(143));
  process.once('SIGINT', () => process.exit(130));
  part(scale)
    .then((rows) => writeFile(values.rows, JSON.stringify(rows)))
    .then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      }
    );
}

/** Keeps every processor busy with something else during the work. */
export async function whileBusy<Result>(work: () => Promise<Result>): Promise<Result> {
  const spinning = cpus().map(() => new Worker('for (;;);', { eval: true }));
  try {
    return await work();
  } finally {
    await Promise.all(spinning.map((worker) => worker.terminate()));
  }
}

/** Closes in the opposite order of opening, whatever happens. */
export async function closingAll<Result>(
  work: (closing: (close: () => Promise<unknown>) => void) => Promise<Result>
): Promise<Result> {
  const closers: Array<() => Promise<unknown>> = [];
  try {
    return await work((close) => closers.push(close));
  } finally {
    for (const close of closers.reverse()) {
      await close();
    }
  }
}
