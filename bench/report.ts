import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Measured } from './rounds';

/** Prints one table and writes the same as JSON into bench/out. */
export async function report(
  name: string,
  settings: Readonly<Record<string, number>>,
  rows: readonly Measured[]
): Promise<void> {
  const given = Object.entries(settings).map(([key, value]) => `${key} ${value}`);
  const shown = (value: number | null, unit: string, digits: number) =>
    value === null ? '–' : `${value.toFixed(digits)}${unit}`;
  const table = [
    ['', 'time', 'ratio', 'processor time', 'ratio'],
    ...rows.map(({ name: what, ms, ratio, cpuMs, cpuRatio }) => [
      what,
      shown(ms, ' ms', 0),
      shown(ratio, ' ×', 2),
      shown(cpuMs, ' ms', 0),
      shown(cpuRatio, ' ×', 2),
    ]),
  ];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  console.log(`${name}: ${given.join(', ')}, ${cpus().length} processors`);
  for (const row of table) {
    console.log(
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
    );
  }
  const folder = join(__dirname, 'out');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, `${name}.json`),
    `${JSON.stringify({ name, settings, processors: cpus().length, rows }, null, 2)}\n`
  );
}
