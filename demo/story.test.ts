import { failedRunDetail } from '../backend/src/api/examples/run-detail';
import { columnsOf } from '../backend/src/lib/wrap';
import type { RunDetail } from '../src/api/request';
import { runTable } from './run-table';
import { paintOf } from './screen';
import { type Story, storyText } from './story';

const plain = paintOf(false);
const run: RunDetail = { ...failedRunDetail, p95ResponseTimeMs: 1840 };
const noBanner = { version: 1, state: 'ok', since: null, unknownReason: null, staleAt: null, incidents: [] } as const;
const story: Story = {
  runs: [run],
  slack: [],
  redeploys: [{ name: 'checkout', project: 'prj_checkout' }],
  banner: { before: noBanner, after: noBanner },
  k6: 'k6 v2.2.0',
  metricStore: 'embedded (DuckDB)',
};

it('is no wider than the terminal, and keeps figures with their units', () => {
  for (let width = 40; width <= 110; width += 1) {
    const lines = storyText(story, width, plain).split('\n');
    expect([width, lines.filter((line) => columnsOf(line) > width)]).toEqual([width, []]);
    expect(lines.filter((line) => /^ *(?:│ +)?(?:ms|s|%|MB)\b/.test(line))).toEqual([]);
  }
});

it('says the same whatever its colours', () => {
  const coloured = storyText(story, 80, paintOf(true));
  expect(coloured).toContain('\u001b[31mfailed\u001b[39m');
  expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(storyText(story, 80, plain));
});

it('has a table with all columns where they fit', () => {
  expect(runTable([run], 110, plain)).toBe(
    [
      "  load test  trigger  verdict  users  requests  failed      avg       p95  k6's p95  in store",
      '  checkout   manual   failed      10       690  33.3 %  9.96 ms  1,840 ms   30.1 ms       690',
    ].join('\n')
  );
});

it('leaves columns out where not all of them fit', () => {
  expect(runTable([run], 75, plain)).toBe(
    [
      '  load test  trigger  verdict  users  requests  failed       p95',
      '  checkout   manual   failed      10       690  33.3 %  1,840 ms',
    ].join('\n')
  );
});

it('has a block for each run where no table fits', () => {
  expect(runTable([run], 50, plain)).toBe(
    [
      '  checkout (manual): failed',
      '    10 users, 690 requests, 33.3 % failed',
      '    avg 9.96 ms, p95 1,840 ms (k6 says 30.1 ms)',
      '    in store: 690',
    ].join('\n')
  );
});
