import { createDataFrame, FieldType, toDataFrame } from '@grafana/data';
import { isResultsFrame, latestPerTest, readResults } from './rows';

const at = Date.parse('2026-11-20T10:01:32Z');
const asInflux = (rows: number) =>
  toDataFrame({
    fields: [
      { name: '_time', type: FieldType.time, values: Array.from({ length: rows }, (_, row) => at + row * 60_000) },
      { name: 'test', values: Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? 'checkout' : 'search')) },
      { name: 'environment', values: Array.from({ length: rows }, () => 'production') },
      { name: 'runId', values: Array.from({ length: rows }, (_, row) => `run-${row}`) },
      { name: 'verdict', values: Array.from({ length: rows }, () => 'passed') },
      { name: 'passed', values: Array.from({ length: rows }, () => 1) },
    ],
  });
const one = (columns: Readonly<Record<string, unknown>>) =>
  readResults([
    createDataFrame({
      fields: Object.entries({ time: at, test: 'checkout', verdict: 'failed', ...columns }).map(([name, value]) => ({
        name,
        values: [value],
      })),
    }),
  ]);

it('reads the rows of every frame, the newest first', () => {
  const { runs, others } = readResults([asInflux(3), asInflux(1)]);
  expect(runs.map(({ id }) => id)).toEqual(['run-2', 'run-1', 'run-0', 'run-0']);
  expect(others).toEqual([]);
});

it('keeps of each load test in each environment the newest run', () => {
  const { runs } = readResults([asInflux(5)]);
  expect(latestPerTest(runs).map(({ id, test }) => [test, id])).toEqual([
    ['checkout', 'run-4'],
    ['search', 'run-3'],
  ]);
});

it.each([
  ['_time', 'p95ResponseTimeMs'],
  ['Time', 'p95_response_time_ms'],
  ['ended_at', 'P95_RESPONSE_TIME_MS'],
  ['endedAt', 'p95 response time ms'],
])('knows its columns as data sources write them: %s, %s', (time, p95) => {
  const frame = createDataFrame({
    fields: [
      { name: time, values: [at] },
      { name: 'test', values: ['checkout'] },
      { name: 'verdict', values: ['failed'] },
      { name: p95, values: [812] },
    ],
  });
  expect(readResults([frame]).runs).toMatchObject([{ startedAt: '2026-11-20T10:01:32.000Z', p95ResponseTimeMs: 812 }]);
});

it('takes the load test of a frame per series from its labels', () => {
  const labels = { test: 'checkout', environment: 'staging' };
  const { runs, fields } = readResults([
    createDataFrame({
      fields: [
        { name: 'Time', values: [at] },
        { name: 'verdict', values: ['passed'], labels },
      ],
    }),
  ]);
  expect(runs).toMatchObject([{ test: 'checkout', environment: 'staging', verdict: 'passed' }]);
  expect(fields).toContain('test');
});

it.each([
  ['numbers as text, as SQL gives large and exact ones', { error_rate_samples: '5000', p95_limit_ms: '500.5' }],
  ['whole numbers of 64 bits', { error_rate_samples: BigInt(5000), p95_limit_ms: 500.5 }],
])('reads %s', (_, columns) => {
  const { runs } = one(columns);
  expect(runs).toMatchObject([{ errorRateSamples: 5000, thresholds: [{ limit: 500.5 }], unreadable: [] }]);
});

it.each([
  [1, true],
  [0, false],
  [true, true],
  ['f', false],
  ['true', true],
  [null, false],
])('reads %p as a yes or no', (value, actionRequired) => {
  expect(one({ actionRequired: value }).runs).toMatchObject([{ actionRequired, unreadable: [] }]);
});

it.each([
  ['p95ResponseTimeMs', 'fast'],
  ['durationSeconds', NaN],
  ['actionRequired', 2],
  ['diagnosis', 7],
  ['startedAt', 'yesterday'],
])('says which value cannot be read, and keeps the rest: %s %p', (name, value) => {
  expect(one({ [name]: value }).runs).toMatchObject([{ test: 'checkout', verdict: 'failed', unreadable: [name] }]);
});

it.each(['', '-', null])('takes the text %p for none', (text) => {
  const { runs } = one({ diagnosis: text, actionRequiredReason: text, reason: text });
  expect(runs).toMatchObject([{ diagnosis: null, actionRequiredReason: null, reasons: [] }]);
});

it('tells what the auto-fix came to, as far as the frame does', () => {
  const applied = { autoFixApplied: 1, autoFixOutcome: 'fixed' };
  expect(one(applied).runs).toMatchObject([{ autoFixApplied: { action: 'redeploy', outcome: 'fixed' } }]);
  expect(one({ autoFixApplied: 1 }).runs).toMatchObject([{ autoFixApplied: { action: 'redeploy', outcome: '' } }]);
  expect(one({ autoFixApplied: 0, autoFixOutcome: '-' }).runs).toMatchObject([{ autoFixApplied: null }]);
});

it.each([
  [{ verdict: 'passed', passed: 0, failed: 0 }, false],
  [{ verdict: 'failed', passed: 0, failed: 0 }, false],
  [{ verdict: 'failed', passed: 0, failed: 1 }, true],
  [{ verdict: 'passed' }, true],
  [{ verdict: 'errored', passed: 0, failed: 0 }, true],
])('knows a run that does not count by its verdict without its mark: %j', (columns, counts) => {
  expect(one(columns).runs).toMatchObject([{ counts }]);
});

it('takes no other frame for results, and says what it has instead', () => {
  const other = createDataFrame({
    fields: [
      { name: 'Time', values: [at] },
      { name: 'Value', values: [1] },
    ],
  });
  expect(isResultsFrame(other)).toBe(false);
  expect(readResults([other, asInflux(1)])).toMatchObject({ runs: [{ id: 'run-0' }], others: [['Time', 'Value']] });
  expect(readResults([createDataFrame({ fields: [{ name: 'Time', values: [] }] })]).others).toEqual([]);
});

it('knows which columns there are, so that no other one is shown as not measured', () => {
  const { fields } = readResults([asInflux(1)]);
  expect([...fields].sort()).toEqual(['environment', 'id', 'startedAt', 'test', 'verdict']);
});
