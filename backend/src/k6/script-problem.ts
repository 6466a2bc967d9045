import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place in a script, or in a file that it imports. */
export interface ScriptPosition {
  /** Absolute path. */
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

/** Why a load test cannot be run with its script as it is. */
export interface ScriptProblem {
  /** Absolute path of the script or, where k6 names it, of the file that it imports. */
  readonly file: string;
  /** Both from 1; null where k6 names no place. */
  readonly line: number | null;
  readonly column: number | null;
  /** What k6 said, in one line. */
  readonly message: string;
}

const address = '(file://(?:(?!file://)[^\\n])+?)';
/** `file:///k6/checkout.js: Line 4:24 Unexpected token ;` */
const syntaxError = new RegExp(`${address}: Line (\\d+):(\\d+) ?`);
/** `at buy (file:///k6/checkout.js:3:9(3))`, the number in the inner parentheses is one of k6's own. */
const stackFrame = new RegExp(`^[ \\t]*at .*?${address}:(\\d+):(\\d+)\\(\\d+\\)`, 'm');

/** The first place that k6 names in an error, with the stack trace if there is one; undefined where it names none. */
export function positionIn(said: string): ScriptPosition | undefined {
  const [, url, line, column] = syntaxError.exec(said) ?? stackFrame.exec(said) ?? [];
  const file = url === undefined ? null : pathOf(url);
  return file === null ? undefined : { file, line: Number(line), column: Number(column) };
}

/** @param script its absolute path. */
export function scriptProblem(
  script: string,
  { message, position }: { readonly message: string; readonly position?: ScriptPosition | undefined }
): ScriptProblem {
  const words = message
    // k6 names the script up to three times before it says what is wrong with it.
    .replace(/^could not initialize '[^'\n]*': /, '')
    .replace(/^could not load JS test '[^'\n]*': /, '')
    .replace(syntaxError, '')
    .replace(/\s+/g, ' ')
    .trim();
  return {
    file: position?.file ?? script,
    line: position?.line ?? null,
    column: position?.column ?? null,
    message: words,
  };
}

/** `scripts/checkout.js:4:24: Unexpected token ;`, with the path from `folder` where it is inside of it. */
export function scriptProblemText({ file, line, column, message }: ScriptProblem, folder: string): string {
  return `${[shownPath(file, folder), line, column].filter((part) => part !== null).join(':')}: ${message}`;
}

/** The path from `folder` where it is inside of it. */
export function shownPath(file: string, folder: string): string {
  const inside = relative(folder, file);
  return inside.startsWith('..') || isAbsolute(inside) ? file : inside;
}

function pathOf(url: string): string | null {
  try {
    return fileURLToPath(url);
  } catch {
    return null;
  }
}
