import { stripVTControlCharacters } from 'node:util';
import { wrapped } from '../lib/wrap';
import type { CliContext } from './context';

/** A result for programs: one line of JSON, which is all that standard output then has. */
export function writeJson({ stdout }: Pick<CliContext, 'stdout'>, value: unknown): void {
  stdout.write(`${JSON.stringify(value)}\n`);
}

/** Tells the person something, on standard error; in a terminal without breaking words. */
export function sayerOf({ stderr }: Pick<CliContext, 'stderr'>): (line: string) => void {
  const columns = stderr.isTTY === true ? (stderr.columns ?? null) : null;
  return (line) => void stderr.write(`${wrapped(`loadtests: ${withoutControls(line)}`, columns)}\n`);
}

const narrowest = 20;

/** A result for people: what it is about and a text, which in a terminal goes on below itself. */
export function writeLabelled({ stdout }: Pick<CliContext, 'stdout'>, label: string, given: string): void {
  const text = withoutControls(given);
  const indent = label.length + 2;
  const columns = stdout.isTTY === true && stdout.columns !== undefined ? stdout.columns - indent : null;
  const shown =
    columns === null || columns < narrowest ? text : wrapped(text, columns).replace(/\n */g, `\n${' '.repeat(indent)}`);
  stdout.write(`${label}  ${shown}\n`);
}

/** Names, reasons and logs come from scripts and targets: none of them may steer the terminal. */
export function withoutControls(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\n]/gu, ' ');
}
