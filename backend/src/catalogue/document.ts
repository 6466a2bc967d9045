import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';

export type Path = ReadonlyArray<string | number>;

/** Something wrong with the catalogue, where it stands and what would be right. */
export interface CatalogueProblem {
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** Such as `loadTests[1].thresholds.errorRate`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** What the YAML says, and where each part of it stands. */
export interface SourceDocument {
  readonly value: unknown;
  /** Of the value at the path or, when it is missing, of the nearest part around it. */
  position(path: Path): Position;
  /** Of the key itself. */
  keyPosition(path: Path): Position;
}

/** `map` sees every scalar; `source` is its text as written. It may report problems by itself. */
export type MapScalar = (value: unknown, path: Path, source: string) => unknown;

/** Aliases multiply nodes; a catalogue of this size has thousands of load tests. */
const maxNodes = 100_000;

/** Reads YAML 1.2. `problem` is called for each thing that is not YAML; then `value` is undefined. */
export function readDocument(
  text: string,
  mapScalar: MapScalar,
  problem: (position: Position, message: string) => void
): SourceDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const offsets = new Map<string, number>();
  const keyOffsets = new Map<string, number>();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };

  for (const error of [...document.errors, ...document.warnings]) {
    problem(at(error.pos[0]), `not valid YAML: ${error.message}`);
  }
  let nodes = 0;
  const plain = (node: unknown, path: Path, depth: number): unknown => {
    nodes += 1;
    if (nodes > maxNodes || depth > 50) {
      throw new RangeError('too large or nested too deeply, perhaps by an alias inside of what it stands for');
    }
    const target = isAlias(node) ? node.resolve(document) : node;
    offsets.set(keyOf(path), (node as Node | null)?.range?.[0] ?? offsets.get(keyOf(path.slice(0, -1))) ?? 0);
    if (isScalar(target)) {
      return mapScalar(target.value, path, target.source ?? String(target.value));
    }
    if (isSeq(target)) {
      return target.items.map((item, index) => plain(item, [...path, index], depth + 1));
    }
    if (!isMap(target)) {
      return null;
    }
    return Object.fromEntries(
      target.items.map(({ key, value }) => {
        const name = isScalar(key) ? String(key.value) : String(key);
        const inner = [...path, name];
        keyOffsets.set(keyOf(inner), (key as Node).range?.[0] ?? 0);
        return [name, plain(value, inner, depth + 1)];
      })
    );
  };

  let value: unknown;
  if (document.errors.length === 0) {
    try {
      value = plain(document.contents, [], 0);
    } catch (error) {
      if (!(error instanceof RangeError)) {
        throw error;
      }
      problem(at(0), error.message);
    }
  }
  const nearest = (path: Path): number =>
    offsets.get(keyOf(path)) ?? (path.length === 0 ? 0 : nearest(path.slice(0, -1)));
  return {
    value,
    position: (path) => at(nearest(path)),
    keyPosition: (path) => at(keyOffsets.get(keyOf(path)) ?? nearest(path)),
  };
}

/** `loadTests[1].thresholds.errorRate` */
export function pathText(path: Path): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`))
    .join('');
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}
