import type { CliContext } from './context';
import { sayerOf, withoutControls, writeJson } from './output';
import type { Connection } from './settings';

/** What a command lists: JSON for programs, for people a table or a word where there is nothing. */
export function writeList<T>(
  context: CliContext,
  { json }: Pick<Connection, 'json'>,
  list: {
    readonly json: object;
    readonly items: readonly T[];
    readonly empty: string;
    readonly heads: readonly string[];
    readonly row: (item: T) => readonly string[];
  }
): void {
  if (json) {
    writeJson(context, list.json);
  } else if (list.items.length === 0) {
    sayerOf(context)(list.empty);
  } else {
    context.stdout.write(table(list.heads, list.items.map(list.row)));
  }
}

/** Rows under their heads, each column as wide as its widest cell; the last one runs on. */
function table(heads: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const all = [heads, ...rows].map((row) => row.map(withoutControls));
  const widths = heads.map((_head, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()
    )
    .map((line) => `${line}\n`)
    .join('');
}
