import type { Frame } from './frames';

/** The only cell of the answer; undefined for an empty one. */
export function single(frames: readonly Frame[]) {
  expect(frames.length).toBeLessThanOrEqual(1);
  const [frame] = frames;
  if (frame?.kind === 'series') {
    expect(frame.points).toHaveLength(1);
    return frame.points[0]?.value;
  }
  expect(frame?.rows.length ?? 1).toBe(1);
  const cells = Object.entries(frame?.rows[0] ?? {}).filter(([column]) => !/^_(start|stop|time)$/.test(column));
  expect(cells.length).toBeLessThanOrEqual(1);
  return cells[0]?.[1];
}

export function number(frames: readonly Frame[]): number | null {
  const value = single(frames);
  return typeof value === 'number' ? value : null;
}

/** Instant → value of the only series. */
export function points(frames: readonly Frame[]): ReadonlyMap<string, number> {
  expect(frames.map(({ kind }) => kind)).toEqual(['series']);
  const found = frames.flatMap((frame) => (frame.kind === 'series' ? frame.points : []));
  return new Map(found.map(({ at, value }) => [new Date(at).toISOString(), Number(value)]));
}

export function rows(frames: readonly Frame[]) {
  expect(frames.map(({ kind }) => kind)).toEqual(['table']);
  return frames.flatMap((frame) => (frame.kind === 'table' ? frame.rows : []));
}

export function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}
