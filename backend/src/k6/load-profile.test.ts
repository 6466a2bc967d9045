import { loadProfileHash, readScenarios } from './load-profile';

const hash = (scenarios: Record<string, unknown>) => loadProfileHash(readScenarios(scenarios));

describe('loadProfileHash', () => {
  const plain = { default: { executor: 'constant-vus', vus: 5, duration: '1m0s' } };

  it('does not depend on how a duration or a default is written, nor on what changes no load', () => {
    const same = [
      { default: { executor: 'constant-vus', vus: 5, duration: '60s' } },
      { default: { executor: 'constant-vus', vus: 5, duration: 60_000, startTime: '0s', exec: 'default' } },
      {
        default: {
          ...plain.default,
          startTime: null,
          exec: null,
          tags: { a: 'b' },
          env: { X: '1' },
          gracefulStop: '9s',
        },
      },
    ];
    expect(same.map(hash)).toEqual(same.map(() => hash(plain)));
    const arrivals = { executor: 'constant-arrival-rate', rate: 5, duration: '1s', preAllocatedVUs: 2 };
    expect(hash({ a: arrivals })).toBe(hash({ a: { ...arrivals, timeUnit: '1s', maxVUs: 2 } }));
  });

  it('changes with the load', () => {
    const stages = [{ duration: '1m0s', target: 5 }];
    const different = [
      plain,
      { default: { ...plain.default, vus: 6 } },
      { default: { ...plain.default, duration: '61s' } },
      { default: { ...plain.default, startTime: '1s' } },
      { default: { ...plain.default, exec: 'other' } },
      { other: plain.default },
      { default: { executor: 'ramping-vus', stages } },
      { default: { executor: 'ramping-vus', stages: [...stages, ...stages] } },
      { default: { executor: 'ramping-vus', startVUs: 5, stages } },
    ];
    expect(new Set(different.map(hash)).size).toBe(different.length);
  });

  it('refuses an executor it does not know instead of hashing half of it', () => {
    expect(() => hash({ a: { executor: 'quantum-vus', vus: 3 } })).toThrow(/executor/);
  });
});
