import { readScenarios } from './load-profile';
import { offeredLoad } from './offered-load';

const offered = (scenario: Record<string, unknown>) => offeredLoad(readScenarios({ shop: scenario }))?.[0];
const line = (fromSeconds: number, toSeconds: number, from: number, to = from) => ({
  fromSeconds,
  toSeconds,
  from,
  to,
});
const pool = { preAllocatedVUs: 5 };

describe('the offered load', () => {
  it.each([
    ['constant-vus', { vus: 5, duration: '30s', startTime: '10s' }, 'users', [line(10, 40, 5)]],
    [
      'ramping-vus',
      {
        startVUs: 2,
        stages: [
          { duration: '10s', target: 8 },
          { duration: '0s', target: 20 },
          { duration: '5s', target: 20 },
        ],
      },
      'users',
      [line(0, 10, 2, 8), line(10, 15, 20)],
    ],
    [
      'constant-arrival-rate',
      { ...pool, rate: 30, timeUnit: '1m', duration: '2m' },
      'arrivalsPerSecond',
      [line(0, 120, 0.5)],
    ],
    [
      'ramping-arrival-rate',
      {
        ...pool,
        startRate: 45,
        startTime: '5s',
        stages: [
          { duration: '1s', target: 75 },
          { duration: '9s', target: 75 },
        ],
      },
      'arrivalsPerSecond',
      [line(5, 6, 45, 75), line(6, 15, 75)],
    ],
    ['shared-iterations', { vus: 4, iterations: 100, maxDuration: '20s' }, 'users', [line(0, 20, 4)]],
    ['per-vu-iterations', { vus: 4, iterations: 100 }, 'users', [line(0, 600, 4)]],
    ['externally-controlled', { vus: 4, duration: '20s' }, 'users', null],
  ])('of %s', (executor, options, unit, lines) => {
    expect(offered({ executor, ...options })).toEqual({ scenario: 'shop', unit, lines });
  });

  it('is not kept of a plan that nobody could read', () => {
    const stages = Array.from({ length: 1001 }, (_, target) => ({ duration: '1s', target }));
    expect(offeredLoad(readScenarios({ shop: { executor: 'ramping-vus', stages } }))).toBeNull();
    const named = { ['x'.repeat(101)]: { executor: 'constant-vus', vus: 1, duration: '1s' } };
    expect(offeredLoad(readScenarios(named))).toBeNull();
  });
});
