import type { CliContext } from './context';

/** A result for programs: one line of JSON, which is all that standard output then has. */
export function writeJson({ stdout }: Pick<CliContext, 'stdout'>, value: unknown): void {
  stdout.write(`${JSON.stringify(value)}\n`);
}

/** Tells the person something, on standard error. */
export function sayerOf({ stderr }: Pick<CliContext, 'stderr'>): (line: string) => void {
  return (line) => void stderr.write(`loadtests: ${line}\n`);
}
