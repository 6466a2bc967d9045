import { wrapped } from '../backend/src/lib/wrap';

/** Colours a short text, or leaves it as it is. */
export type Paint = Readonly<Record<keyof typeof codes, (text: string) => string>>;

const codes = { bold: [1, 22], dim: [2, 22], good: [32, 39], bad: [31, 39], attention: [33, 39] } as const;

/** Where the demo tells its story: a terminal, a pipe or a file. */
export interface Screen {
  /** How wide text is now: a terminal may be made narrower while the demo runs. */
  columns(): number;
  readonly paint: Paint;
  /** A text, broken where the screen ends. */
  line(text: string): void;
  /** As it is: a line that is to be copied, or text that is broken already. */
  print(text: string): void;
}

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Longer lines are hard to read, however wide the terminal is; a pipe has no width of its own. */
const widest = 110;
/** What a terminal is that does not say how wide it is. */
const usual = 80;

/** The screen that this output is. */
export function createScreen(output: Output, environment: NodeJS.ProcessEnv): Screen {
  const columns = () => (output.isTTY === true ? Math.min(output.columns || usual, widest) : widest);
  return {
    columns,
    paint: paintOf(hasColours(output, environment)),
    line: (text) => void output.write(`${wrapped(text, columns())}\n`),
    print: (text) => void output.write(`${text}\n`),
  };
}

/**
 * Whether to colour: a terminal yes, a pipe no, but what somebody has said counts: FORCE_COLOR (unless 0 or false) before
 * NO_COLOR (no-color.org: set and not empty).
 */
export function hasColours({ isTTY }: Pick<Output, 'isTTY'>, environment: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR: force, NO_COLOR: none = '', TERM: terminal } = environment;
  if (force !== undefined) {
    return !['0', 'false'].includes(force);
  }
  return none === '' && isTTY === true && terminal !== 'dumb';
}

/** Colours, or none. */
export function paintOf(isColoured: boolean): Paint {
  const painter =
    ([on, off]: readonly [number, number]) =>
    (text: string) =>
      isColoured ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    bold: painter(codes.bold),
    dim: painter(codes.dim),
    good: painter(codes.good),
    bad: painter(codes.bad),
    attention: painter(codes.attention),
  };
}
