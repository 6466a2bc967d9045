import fc from '../testing/seeded-fast-check';
import { Histogram, Registry } from 'prom-client';
import { ResponseTimes } from './response-times';

/** Lines of the exposition without comments, sorted: prom-client and ours may order them differently. */
async function exposition(registry: Registry): Promise<string[]> {
  const lines = (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('# HELP'));
  return lines.sort();
}

describe('ResponseTimes', () => {
  it("exposes exactly what prom-client's own histogram would", async () => {
    const observation = fc.record({
      method: fc.constantFrom('GET', 'POST'),
      route: fc.constantFrom('/runs', '/runs/:id'),
      status: fc.constantFrom(200, 404),
      seconds: fc.oneof(
        fc.constantFrom(0, 0.001, 0.25, 10, 10.5),
        fc.integer({ min: 0, max: 15_000 }).map((ms) => ms / 1000)
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(observation, { maxLength: 30 }), async (observations) => {
        const [ours, theirs] = [new Registry(), new Registry()];
        const times = new ResponseTimes(ours);
        const reference = new Histogram({
          name: 'http_request_duration_seconds',
          help: 'reference',
          labelNames: ['method', 'route', 'status'],
          buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
          registers: [theirs],
        });
        for (const { method, route, status, seconds } of observations) {
          times.record(method, route, status, seconds);
          reference.observe({ method, route, status }, seconds);
        }
        expect(await exposition(ours)).toEqual(await exposition(theirs));
      }),
      { numRuns: 50 }
    );
  });

  it('is part of the JSON form, and forgets at a reset', async () => {
    const registry = new Registry();
    const times = new ResponseTimes(registry);
    times.record('GET', '/runs', 200, 0.02);
    const [metric] = await registry.getMetricsAsJSON();
    expect(metric?.values).toContainEqual({
      metricName: 'http_request_duration_seconds_count',
      labels: { method: 'GET', route: '/runs', status: '200' },
      value: 1,
    });
    registry.resetMetrics();
    expect(await registry.metrics()).not.toContain('/runs');
  });
});
