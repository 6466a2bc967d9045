import { parseSummary } from '.';

/** The one threshold of a summary with this metric, in each of the shapes that carry thresholds. */
function read(metric: string, expression: string, ok: boolean, values: Record<string, number>, type: string) {
  const other = { http_reqs: { count: 100, rate: 10 } };
  const shapes = [
    { metrics: { ...other, [metric]: { ...values, thresholds: { [expression]: !ok } } } },
    {
      state: { testRunDurationMs: 1000 },
      metrics: {
        http_reqs: { type: 'counter', values: other.http_reqs },
        [metric]: { type, values, thresholds: { [expression]: { ok } } },
      },
    },
  ];
  const found = shapes.map((shape) => {
    const parsed = parseSummary(shape);
    const threshold = parsed.ok ? parsed.summary.thresholds[0] : undefined;
    return [threshold?.ok, threshold?.samples];
  });
  expect(found[0]).toEqual(found[1]);
  return found[0];
}

const zeros = { avg: 0, min: 0, med: 0, max: 0, 'p(90)': 0, 'p(95)': 0 };
const times = { avg: 20, min: 9, med: 20, max: 41, 'p(90)': 38, 'p(95)': 40 };

describe('a threshold of a trend', () => {
  it.each([
    ['http_req_duration{name:typo}', zeros],
    ['http_req_waiting{name:typo}', zeros],
    ['iteration_duration{scenario:typo}', zeros],
    ['http_req_duration{name:typo}', { ...zeros, count: 0 }],
    ['my_time', { ...zeros, count: 0 }],
    ['grpc_req_duration', { ...zeros, count: 0 }],
  ])('is not kept by nothing: %s', (metric, values) => {
    expect(read(metric, 'p(95)<500', true, values, 'trend')).toEqual([null, 'none']);
  });

  it.each([
    ['http_req_tls_handshaking', 'p(95)<100', zeros, 'unknown'],
    ['http_req_tls_handshaking', 'p(95)<100', { ...zeros, count: 60 }, 'some'],
    ['my_time', 'p(95)<100', zeros, 'unknown'],
    ['http_req_duration', 'p(95)<100', times, 'some'],
    ['http_req_duration', ' p(95) < 1e2 ', times, 'some'],
  ])('is kept by what was measured, or may have been: %s %s', (metric, expression, values, samples) => {
    expect(read(metric, expression, true, values, 'trend')).toEqual([true, samples]);
  });

  it.each(['status:500', 'error_code:1212', 'expected_response:true', 'name:pay, status:503', 'error:timeout'])(
    'is good news where nothing had the outcome it asks for: %s',
    (selector) => {
      expect(read(`http_req_duration{${selector}}`, 'p(95)<500', true, zeros, 'trend')).toEqual([true, 'none']);
    }
  );
});

describe('a threshold of a rate', () => {
  const none = { passes: 0, fails: 0, value: 0, rate: 0 };
  it.each([
    ['bad', 'rate<0.01', true],
    ['bad', 'rate==0', true],
    ['checks{name:typo}', 'rate>=0', null],
    ['checks{name:typo}', 'rate > -1', null],
    ['http_req_failed{status:500}', 'rate>=0', true],
  ])('without samples: %s %s', (metric, expression, ok) => {
    expect(read(metric, expression, true, none, 'rate')).toEqual([ok, 'none']);
  });

  it('stays crossed where k6 says so', () => {
    expect(read('checks{name:typo}', 'rate>0.9', false, none, 'rate')).toEqual([false, 'none']);
  });
});

describe('a threshold of a counter', () => {
  it.each([
    ['dropped_iterations', 'count==0'],
    ['app_errors', 'count<1'],
    ['http_reqs{status:500}', 'count<1'],
  ])('is kept by a measured 0: %s %s', (metric, expression) => {
    expect(read(metric, expression, true, { count: 0, rate: 0 }, 'counter')).toEqual([true, 'some']);
  });

  it('is believed about its rate, which k6 evaluates over another duration than it prints', () => {
    expect(read('iterations', 'rate>11', true, { count: 100, rate: 10 }, 'counter')).toEqual([true, 'some']);
  });
});

it.each([
  ['http_req_duration', 'p(95)<40', times, 'trend'],
  ['http_req_duration', 'avg<=19.9', times, 'trend'],
  ['http_req_duration', 'max<41', times, 'trend'],
  ['http_req_failed', 'rate<0.1', { passes: 1, fails: 9, value: 0.1, rate: 0.1 }, 'rate'],
  ['checks', 'rate>0.5', { passes: 5, fails: 5, value: 0.5, rate: 0.5 }, 'rate'],
])('"kept" that the metric itself contradicts is taken for crossed: %s %s', (metric, expression, values, type) => {
  expect(read(metric, expression, true, values, type)).toEqual([false, 'some']);
});
