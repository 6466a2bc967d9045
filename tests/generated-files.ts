import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

/** The root of this repository. */
export const repository = path.resolve(__dirname, '..');

interface GeneratedFile {
  readonly content: string;
  /** How much that is, for the line that says it was written. */
  readonly amount?: string;
}

interface Generator {
  /** What `--help` prints, and an error ends with. */
  readonly usage: string;
  /**
   * What the files should hold, by their path in the folder.
   *
   * @param folder where the files are; default of the command: this repository.
   * @throws Error when that cannot be said.
   */
  readonly contents: (folder: string) => Promise<ReadonlyMap<string, GeneratedFile>>;
  /** Ends the sentence "<file> is not …". */
  readonly stale: string;
}

/** Runs the command of a generator: writes what is not current, or with `--check` fails on it and writes nothing. */
export function runGenerator({ usage, contents, stale }: Generator): void {
  const run = async (): Promise<void> => {
    const { values } = parseArgs({
      options: {
        check: { type: 'boolean', default: false },
        folder: { type: 'string', default: repository },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(`${usage}\n`);
      return;
    }
    for (const [name, { content, amount }] of await contents(values.folder)) {
      const file = path.join(values.folder, name);
      if ((await readFile(file, 'utf8').catch(() => null)) === content) {
        continue;
      }
      if (values.check) {
        process.stderr.write(`${name} is not ${stale}\n`);
        process.exitCode = 1;
      } else {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content);
        process.stdout.write(`${name} written${amount === undefined ? '' : `, ${amount}`}\n`);
      }
    }
  };
  run().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
    process.exitCode = 1;
  });
}
