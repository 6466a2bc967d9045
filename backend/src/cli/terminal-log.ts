import { parseLogLine } from '../k6';

const levels: Readonly<Record<string, readonly [name: string, colour: number]>> = {
  error: ['ERRO', 31],
  fatal: ['FATA', 31],
  panic: ['PANI', 31],
  warning: ['WARN', 33],
  info: ['INFO', 36],
  debug: ['DEBU', 37],
  trace: ['TRAC', 37],
};

/**
 * Makes k6's log look in a terminal as it does without us. k6 prints colours only when stderr is its own terminal, and
 * here stderr is a pipe that is read along the way. The form is k6's: `ERRO[0012] message   key=value`, with the rest of
 * the line cleared because the progress bar may stand there.
 */
export function createTerminalLog(
  write: (text: string) => void,
  { colours, elapsedSeconds }: { readonly colours: boolean; readonly elapsedSeconds: () => number }
): { push(chunk: string): void; end(): void } {
  let rest = '';
  const paint = (text: string, colour: number): string => (colours ? `\u001b[${colour}m${text}\u001b[0m` : text);

  const line = (text: string): void => {
    const entry = parseLogLine(text);
    const [name, colour] = levels[entry?.level ?? ''] ?? [null, 0];
    if (entry === null || name === null) {
      write(`${text}\u001b[0K\n`);
      return;
    }
    const fields = Object.entries(entry.fields).map(
      ([key, value]) => `${paint(key, colour)}=${/^[\w./:@+-]+$/.test(value) ? value : JSON.stringify(value)}`
    );
    const seconds = String(Math.floor(elapsedSeconds())).padStart(4, '0');
    // Two spaces before the first field, one between fields, as logrus has it.
    const message = `${entry.message.trimEnd().padEnd(44)} `;
    write(
      `${paint(name, colour)}[${seconds}] ${[message, ...fields].join(' ')}`.trimEnd().replaceAll('\n', '\u001b[0K\n') +
        '\u001b[0K\n'
    );
  };

  return {
    push(chunk) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(line);
    },
    end() {
      if (rest !== '') {
        line(rest);
        rest = '';
      }
    },
  };
}
