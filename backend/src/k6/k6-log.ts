import { maskOf } from '../lib/mask';
import type { K6LogFacts } from '../model/protocol';
import { ansiSequences, cleanLogLine, type K6LogEntry } from './log-line';
import { createLossCounter } from './lost-samples';

const tailLines = 40;
/** A script may log a whole response body in one line: what is beyond this is not looked at, but for the line's end. */
const longestLine = 64 * 1024;
/** In the `json` format the level and the message come last. */
const keptLineEnd = 2 * 1024;
/** `\U0001f600`. */
const longestEscape = 10;

/** Keeps memory bounded while an endless line comes in. */
function shortened(line: string): string {
  return line.length > longestLine + keptLineEnd ? line.slice(0, longestLine) + line.slice(-keptLineEnd) : line;
}

/** Joins both ends of a long line where no escape sequence can have been cut in two, so that it still can be parsed. */
function joined(line: string): string {
  if (line.length <= longestLine) {
    return line;
  }
  const lastEscape = line.slice(longestLine - longestEscape, longestLine).indexOf('\\');
  let end = lastEscape < 0 ? longestLine : longestLine - longestEscape + lastEscape;
  while (line[end - 1] === '\\') {
    end -= 1;
  }
  return `${line.slice(0, end)}…${line.slice(longestLine).replace(/^[\\"]+/, '')}`;
}

/** Turns the escapes of Go's `strconv.Quote`, which k6's text format uses, back into characters. Never throws. */
function unquote(quoted: string): string {
  const simple: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v' };
  return quoted
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/g, (_all, x, u, long, other) => {
      const code: string | undefined = x ?? u ?? long;
      if (code === undefined) {
        return simple[other] ?? other;
      }
      const point = parseInt(code, 16);
      // Go writes no such code point, but whatever K6_BIN names might.
      return point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
    });
}

function pairs(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  // A key begins where a word does: without that, a long word would be tried from each of its letters.
  for (const match of text.matchAll(/(?<![\w.-])([A-Za-z_][\w.-]*)=("(?:[^"\\]|\\.)*"|\S*)/g)) {
    const [, key = '', value = ''] = match;
    found[key] = value.startsWith('"') ? unquote(value) : value;
  }
  return found;
}

function textEntry(line: string): K6LogEntry | null {
  if (!/^(?:time=\S+ )?level=\w+ /.test(line)) {
    return null;
  }
  const { time: _time, level = null, msg = '', ...fields } = pairs(line);
  return { level, message: msg, fields };
}

function jsonEntry(line: string): K6LogEntry | null {
  if (!line.startsWith('{') || !line.includes('"level"')) {
    return null;
  }
  try {
    const { time: _time, level, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
    const fields = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)]));
    return typeof level === 'string' ? { level, message: typeof msg === 'string' ? msg : '', fields } : null;
  } catch {
    return null;
  }
}

const terminalLevels: Readonly<Record<string, string>> = {
  ERRO: 'error',
  FATA: 'fatal',
  PANI: 'panic',
  WARN: 'warning',
  INFO: 'info',
  DEBU: 'debug',
  TRAC: 'trace',
};

/** `ERRO[0001] message   key=value`, which k6 prints to a terminal; a message may go on over further lines. */
function terminalEntry(lines: string): K6LogEntry | null {
  const match = /^([A-Z]{4})\[\d+\] ([^]*)$/.exec(lines);
  const level = terminalLevels[match?.[1] ?? ''];
  return match && level ? { level, message: match[2] ?? '', fields: pairs(match[2] ?? '') } : null;
}

/** Reads one line of k6's `text` or `json` log format; null for anything else. */
export function parseLogLine(line: string): K6LogEntry | null {
  return textEntry(line) ?? jsonEntry(line);
}

/**
 * An exception in an iteration: k6 logs it with the executor's name, counts the iteration as complete and exits 0.
 * (`source=stacktrace` for a throw, "Uncaught (in promise)" for a rejected promise; grafana/k6 1.8.) What the script
 * itself prints has `source=console` and counts for nothing.
 */
function isUncaughtException({ level, message, fields }: K6LogEntry): boolean {
  return (
    level === 'error' &&
    fields.source !== 'console' &&
    fields.executor !== undefined &&
    (fields.source === 'stacktrace' || message.startsWith('Uncaught') || /\n\s+at /.test(message))
  );
}

/** Reads k6's stderr as it comes and keeps only what a run record needs. */
export interface K6LogReader {
  push(chunk: string): void;
  /** The facts so far; call after the last `push` to have an unfinished last line counted too. */
  facts(): K6LogFacts;
}

/** @param secrets values that must not reach the run record, should k6 ever print them. */
export function createK6LogReader(secrets: readonly string[] = []): K6LogReader {
  let uncaughtExceptions = 0;
  const losses = createLossCounter(secrets);
  const masked = maskOf(secrets);
  const tail: string[] = [];
  let rest = '';
  let terminalLines: string[] = [];
  let insideRawStack = false;

  const count = (entry: K6LogEntry): void => {
    uncaughtExceptions += isUncaughtException(entry) ? 1 : 0;
    losses.count(entry);
  };

  const endTerminalEntry = (): void => {
    const entry = terminalEntry(terminalLines.join('\n'));
    terminalLines = [];
    if (entry) {
      count(entry);
    }
  };

  /** `--log-format raw` prints only messages: a stack is all there is to know an exception by. */
  const countRaw = (line: string): void => {
    const isFrame = /^\tat .*(?:\(native\)|:\d+:\d+\(\d+\)\)?)\s*$/.test(line);
    uncaughtExceptions += isFrame && !insideRawStack ? 1 : 0;
    insideRawStack = isFrame;
    if (!isFrame) {
      count({ level: 'error', message: line, fields: {} });
    }
  };

  const readLine = (raw: string): void => {
    const line = raw.replace(ansiSequences, '').replace(/\r/g, '');
    const shown = cleanLogLine(masked(raw));
    if (shown !== '') {
      tail.push(shown);
      tail.splice(0, tail.length - tailLines);
    }
    const entry = parseLogLine(line);
    if (entry || /^[A-Z]{4}\[\d+\] /.test(line)) {
      endTerminalEntry();
      insideRawStack = false;
      if (entry) {
        count(entry);
      } else {
        terminalLines = [line];
      }
    } else if (terminalLines.length > 0) {
      terminalLines.push(line);
    } else {
      countRaw(line);
    }
  };

  return {
    push(chunk) {
      const lines = (rest + chunk).split('\n');
      rest = shortened(lines.pop() ?? '');
      lines.forEach((line) => readLine(joined(shortened(line))));
    },
    facts() {
      if (rest !== '') {
        readLine(joined(rest));
        rest = '';
      }
      endTerminalEntry();
      return { uncaughtExceptions, ...losses.facts(), tail: [...tail] };
    },
  };
}
