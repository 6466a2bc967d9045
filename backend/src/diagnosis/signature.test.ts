import fc from '../testing/seeded-fast-check';
import { featuresOf } from './features';
import { signatureOf, signatureVersion } from './signature';
import { coldStart, endpoint, fast, inputOf, repeat, slow, type StepSketch } from './testing/inputs';

const signature = (...given: Parameters<typeof inputOf>) => signatureOf(featuresOf(inputOf(...given)));

it('names the breached limits, the endpoints outside theirs, how requests failed, and the shape', () => {
  expect(signature(coldStart)).toEqual({
    version: signatureVersion,
    limits: ['responseTime'],
    endpoints: ['/', '/api/cart', '/api/checkout', '/api/products'].map(
      (path) => `GET https://shop.example.com${path}`
    ),
    errors: [],
    shape: 'slowStartRecovered',
  });
});

it('has another limit as it is written, and knows no endpoints where the store did not tell', () => {
  const checks = {
    source: 'k6' as const,
    metric: 'checks',
    expression: 'rate>0.99',
    ok: false,
    limit: null,
    value: 0.9,
    unit: null,
    margin: null,
    marginRatio: null,
  };
  expect(signature(coldStart, { thresholds: [checks], endpointSeries: null })).toMatchObject({
    limits: ['checks: rate>0.99'],
    endpoints: null,
  });
});

it.each<readonly [string, readonly StepSketch[], object]>([
  ['trouble later on', [...repeat(12, fast), ...repeat(4, slow), ...repeat(14, fast)], { shape: 'spikeRecovered' }],
  ['trouble throughout', repeat(30, slow), { shape: 'persistent' }],
  [
    'server errors beside it',
    [...repeat(6, { ...slow, failed: 1 }), ...repeat(24, fast)],
    { limits: ['errorRate', 'responseTime'], errors: ['serverErrors'] },
  ],
])('tells a cold start from %s', (_, steps, differs) => {
  expect(signature(steps)).toMatchObject(differs);
  expect(signature(steps)).not.toEqual(signature(coldStart));
});

it('tells what was not answered from what was answered with an error', () => {
  const endpoints = [
    endpoint('/', { requests: 590 }),
    endpoint('/', { statusClass: 'none', requests: 10, failedRequests: 10 }),
  ];
  const steps = [...repeat(6, { ...slow, failed: 2 }), ...repeat(24, fast)];
  expect(signature(steps, { endpoints, errorCodes: [{ code: 1050, requests: 10 }] }).errors).toEqual(
    expect.arrayContaining(['noAnswer'])
  );
});

it('is the same whatever the figures are, as long as the trouble is', () => {
  const slower = fc.integer({ min: 900, max: 9000 });
  fc.assert(
    fc.property(slower, slower, fc.integer({ min: 4, max: 8 }), (one, other, steps) => {
      const cold = (p95: number, count: number) => signature([...repeat(count, { p95 }), ...repeat(30 - count, fast)]);
      expect(cold(one, steps)).toEqual(cold(other, 6));
    }),
    { numRuns: 50 }
  );
});
