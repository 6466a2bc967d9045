/** One entry of k6's log, whichever of its formats it came in. */
export interface K6LogEntry {
  /** `error`, `warning`, `info`, `debug`; null where the format (`raw`) does not tell. */
  readonly level: string | null;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

const tailLineLength = 500;

const escape = '\\u001b';
/** Colours and the like. */
export const ansiSequences = new RegExp(
  `${escape}(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\u0007${escape}]*(?:\\u0007|${escape}\\\\)|[@-Z\\\\-_])`,
  'g'
);
/** Control characters, and the invisible ones that can make a log line read as something else. */
const unprintable = new RegExp(
  '[\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]',
  'g'
);

/** A line without ANSI sequences and control characters, cut to what a run record keeps. */
export function cleanLogLine(line: string, length = tailLineLength): string {
  const clean = line.replace(ansiSequences, '').replace(unprintable, ' ').trimEnd().toWellFormed();
  const cut = clean.slice(0, length);
  // Half a surrogate pair at the cut would not be a character.
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
