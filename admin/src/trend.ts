import { formatMs } from '../../backend/src/lib/figures';
import type { ShownResult } from './contract';
import { create, createSvg } from './dom';
import { fillIn, type Texts } from './texts';

const width = 120;
const height = 28;

interface Point {
  readonly p95: number;
  readonly isBad: boolean;
}

/** The p95 of each load test over its runs, oldest first, where there are at least two; null where there is none. */
export function trends(results: readonly ShownResult[], texts: Texts): HTMLElement | null {
  const byTest = new Map<string, Point[]>();
  for (const { test, environment, p95ResponseTimeMs: p95, verdict } of results) {
    if (p95 !== null) {
      const name = environment === '' ? test : `${test} (${environment})`;
      byTest.set(name, [{ p95, isBad: verdict === 'failed' }, ...(byTest.get(name) ?? [])]);
    }
  }
  const drawn = [...byTest].filter(([, points]) => points.length > 1);
  return drawn.length === 0
    ? null
    : create('div', { class: 'trends' }, ...drawn.map(([test, points]) => trend(test, points, texts)));
}

function trend(test: string, points: readonly Point[], texts: Texts): HTMLElement {
  const values = points.map(({ p95 }) => p95);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const last = values.at(-1) ?? null;
  const label = fillIn(texts.trend, {
    test,
    count: values.length,
    first: formatMs(values[0] ?? null),
    last: formatMs(last),
    lowest: formatMs(lowest),
    highest: formatMs(highest),
  });
  // From zero, so that noise does not look like a rise.
  const places = points.map(({ p95, isBad }, index) => ({
    x: ((index * width) / (points.length - 1)).toFixed(1),
    y: (height - (p95 / (highest || 1)) * height).toFixed(1),
    isBad,
  }));
  return create(
    'div',
    {},
    create('span', {}, test),
    createSvg(
      'svg',
      { viewBox: `0 0 ${width} ${height}`, role: 'img' },
      createSvg('title', {}, label),
      createSvg('polyline', { points: places.map(({ x, y }) => `${x},${y}`).join(' ') }),
      ...places.map(({ x, y, isBad }) => createSvg('circle', { cx: x, cy: y, r: '2', class: isBad ? 'bad' : '' }))
    ),
    create('span', { class: 'muted' }, `${texts.p95}: ${formatMs(last)}`)
  );
}
