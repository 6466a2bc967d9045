import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';

export type Unit = '×' | 'MB' | 'kB' | 's' | 'ms' | 'points' | 'flushes';

/** One line of the table. */
export interface Row {
  readonly name: string;
  /** What is held against the goal, in `unit`; null: it could not be measured, and `why` says why not. */
  readonly value: number | null;
  readonly unit: Unit;
  /** "at most 3 ×"; "stated": there is none. */
  readonly goal: string;
  /** The number in the goal; null: there is none. */
  readonly limit: number | null;
  /** Whether the goal is reached; null: it could not be measured. */
  readonly ok: boolean | null;
  /** What it was measured against in the same run; null: against nothing. */
  readonly baseline: string | null;
  readonly why?: string;
  /** What the value is made of, for who wants to know more. */
  readonly figures?: Figures;
}

export type Figures = Readonly<Record<string, number | string | null>>;

interface Measured {
  readonly name: string;
  readonly value: number | null;
  readonly unit?: Unit;
  readonly baseline?: string | null;
  readonly figures?: Figures;
}

/** A row whose value must not be above the limit. */
export function atMost(limit: number, measured: Measured): Row {
  return held(measured, `at most ${limit}`, limit, (value) => value <= limit);
}

/** A row whose value must not be below the limit. */
export function atLeast(limit: number, measured: Measured): Row {
  return held(measured, `at least ${limit}`, limit, (value) => value >= limit);
}

/** A row without a goal. */
export function stated(measured: Measured): Row {
  return { ...held(measured, '', null, () => true), goal: 'stated' };
}

/** What stands in the table of a part that came to no figure. */
export function notMeasured(name: string, why: string): Row {
  return { name, value: null, unit: '×', goal: 'to be measured', limit: null, ok: null, baseline: null, why };
}

function held(
  { unit = '×', baseline = null, figures, ...measured }: Measured,
  bound: string,
  limit: number | null,
  isReached: (value: number) => boolean
): Row {
  const known = measured.value !== null && Number.isFinite(measured.value) ? measured.value : null;
  return {
    name: measured.name,
    value: known === null ? null : rounded(known),
    unit,
    goal: `${bound} ${unit}`,
    limit,
    ok: known === null ? null : isReached(known),
    baseline,
    ...(known === null && { why: 'no figure came of it' }),
    ...(figures && {
      figures: Object.fromEntries(
        Object.entries(figures).map(([name, value]) => [name, typeof value === 'number' ? rounded(value) : value])
      ),
    }),
  };
}

/** More digits than these say nothing of a measurement. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** The table as text. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [
    ['', 'value', 'goal', 'reached', 'baseline'],
    ...rows.map(({ name, value, unit, goal, ok, baseline, why }) => [
      name,
      value === null ? '–' : `${value} ${unit}`,
      goal,
      ok === null ? 'not measured' : goal === 'stated' ? '' : ok ? 'yes' : 'NO',
      why ?? baseline ?? '',
    ]),
  ];
  return aligned(lines, [1]);
}

/** Cells under each other. @param right columns of figures, which end under each other */
export function aligned(lines: ReadonlyArray<readonly string[]>, right: readonly number[] = []): string {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          right.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
        )
        .join('  ')
        .trimEnd()
    )
    .join('\n');
}

/** The same as JSON, with what it was measured on. */
export async function writeRows(
  file: string,
  settings: Readonly<Record<string, string | boolean>>,
  rows: readonly Row[]
): Promise<void> {
  const machine = {
    processors: cpus().length,
    processor: cpus()[0]?.model ?? '',
    memoryMb: Math.round(totalmem() / 1024 ** 2),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ at: new Date().toISOString(), settings, machine, rows }, null, 2)}\n`);
}

/** Where the rows of a run are written, unless it is told otherwise. */
export const outFile = join(__dirname, '../out/bench.json');
