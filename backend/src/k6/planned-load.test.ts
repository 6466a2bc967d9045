import fc from '../testing/seeded-fast-check';
import { readScenarios } from './load-profile';
import { plannedLoad } from './planned-load';

/** Without what is offered over time, which has tests of its own. */
const plan = (scenarios: Record<string, unknown>) => {
  const { offered: _offered, ...planned } = plannedLoad(readScenarios(scenarios));
  return planned;
};
const ramp = (stages: Array<[string, number]>, more = {}) => ({
  executor: 'ramping-vus',
  startVUs: 0,
  stages: stages.map(([duration, target]) => ({ duration, target })),
  ...more,
});
const constant = (vus: number, duration: string, more = {}) => ({ executor: 'constant-vus', vus, duration, ...more });

describe('planned virtual users', () => {
  it('are those of constant-vus', () => {
    expect(plan({ default: constant(5, '30s') })).toEqual({
      virtualUsers: 5,
      iterations: null,
      durationSeconds: 30,
      userSeconds: 150,
      earlyUserStops: 0,
      arrivals: null,
    });
  });

  it('are the plateau of a ramp', () => {
    expect(
      plan({
        a: ramp([
          ['10s', 50],
          ['1m0s', 50],
          ['10s', 0],
        ]),
      })
    ).toMatchObject({ virtualUsers: 50, durationSeconds: 80 });
  });

  it('are less than a peak that no reading of the gauge need see', () => {
    // Up 10 and down 10 in 20 s, one user a second: 9.45 users are held for the gauge's window.
    expect(
      plan({
        a: ramp([
          ['10s', 10],
          ['10s', 0],
        ]),
      }).virtualUsers
    ).toBe(9);
    expect(
      plan({
        a: ramp([
          ['1s', 100],
          ['1s', 0],
        ]),
      }).virtualUsers
    ).toBe(45);
    expect(plan({ a: constant(8, '1s') }).virtualUsers).toBe(0);
  });

  it('jump at a stage without duration', () => {
    expect(
      plan({
        a: ramp([
          ['0s', 7],
          ['2s', 7],
          ['0s', 1],
          ['5s', 1],
        ]),
      }).virtualUsers
    ).toBe(7);
  });

  it('are summed over scenarios that run together, not over those that follow one another', () => {
    expect(plan({ a: constant(3, '10s'), b: constant(4, '10s') }).virtualUsers).toBe(7);
    expect(plan({ a: constant(3, '10s'), b: constant(4, '10s', { startTime: '10s' }) })).toMatchObject({
      virtualUsers: 4,
      durationSeconds: 20,
    });
    expect(plan({ a: constant(3, '10s'), b: constant(4, '10s', { startTime: '9.5s' }) }).virtualUsers).toBe(4);
  });

  it('are unknown when no executor promises a number', () => {
    const arrivals = { executor: 'constant-arrival-rate', rate: 5, duration: '10s', preAllocatedVUs: 3 };
    const external = { executor: 'externally-controlled', vus: 5, maxVUs: 9, duration: '10s' };
    expect(plan({ a: arrivals })).toMatchObject({ virtualUsers: null, iterations: null, durationSeconds: 10 });
    expect(plan({ a: external }).virtualUsers).toBeNull();
    expect(plan({ a: arrivals, b: constant(2, '4s') })).toMatchObject({ virtualUsers: 2, durationSeconds: 10 });
  });

  it('never exceed what a gauge sees that reads once a second, whenever it starts', () => {
    const stage = fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 12 }));
    const scenario = fc.record({ start: fc.integer({ min: 0, max: 3000 }), stages: fc.array(stage, { maxLength: 5 }) });
    const usersAt = (start: number, stages: Array<[number, number]>, time: number) => {
      let from = start;
      let users = 0;
      for (const [length, target] of stages) {
        if (time >= from && time < from + length) {
          return Math.floor(users + ((target - users) * (time - from)) / length);
        }
        from += length;
        users = target;
      }
      return 0;
    };
    fc.assert(
      fc.property(
        fc.array(scenario, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 0, max: 999 }),
        (list, phase) => {
          const scenarios = list.map(({ start, stages }, index) => [
            `s${index}`,
            ramp(
              stages.map(([length, target]) => [`${length}ms`, target]),
              { startTime: `${start}ms` }
            ),
          ]);
          const { virtualUsers } = plan(Object.fromEntries(scenarios) as Record<string, unknown>);
          let seen = 0;
          for (let time = phase; time < 25_000; time += 1000) {
            seen = Math.max(
              seen,
              list.reduce((sum, { start, stages }) => sum + usersAt(start, stages, time), 0)
            );
          }
          expect(seen).toBeGreaterThanOrEqual(virtualUsers ?? -1);
        }
      ),
      { numRuns: 500 }
    );
  });

  it('take no longer to find for many users', () => {
    expect(
      plan({
        a: ramp([
          ['1h0m0s', 1_000_000_000],
          ['1h0m0s', 1_000_000_000],
        ]),
      }).virtualUsers
    ).toBe(1e9);
  });
});

describe('planned iterations and duration', () => {
  it('are summed where every executor has a fixed number of iterations', () => {
    const shared = { executor: 'shared-iterations', vus: 4, iterations: 100 };
    const perUser = { executor: 'per-vu-iterations', vus: 4, iterations: 10 };
    expect(plan({ a: shared, b: perUser })).toEqual({
      virtualUsers: null,
      iterations: 140,
      durationSeconds: null,
      userSeconds: null,
      earlyUserStops: null,
      arrivals: null,
    });
    expect(plan({ a: shared, b: constant(1, '3s') })).toMatchObject({
      virtualUsers: 1,
      iterations: null,
      durationSeconds: 3,
    });
  });

  it('are one iteration of one user by default', () => {
    expect(plan({ default: { executor: 'per-vu-iterations', vus: null, iterations: null } })).toMatchObject({
      virtualUsers: null,
      iterations: 1,
      durationSeconds: null,
    });
  });

  it('leave out stages at the end that stay at 0, as k6 does', () => {
    expect(
      plan({
        a: ramp([
          ['1s', 2],
          ['1s', 0],
          ['3s', 0],
        ]),
      }).durationSeconds
    ).toBe(2);
    const arrivals = { executor: 'ramping-arrival-rate', preAllocatedVUs: 3, startRate: 0 };
    const stages = [
      { duration: '1s', target: 20 },
      { duration: '1s', target: 0 },
      { duration: '3s', target: 0 },
    ];
    expect(plan({ a: { ...arrivals, stages } }).durationSeconds).toBe(2);
    expect(plan({ a: { ...arrivals, stages: [{ duration: '3s', target: 0 }] } }).durationSeconds).toBe(0);
  });
});

describe('planned seconds of users', () => {
  const users = (scenarios: Record<string, unknown>) => {
    const { userSeconds, earlyUserStops } = plan(scenarios);
    return [userSeconds, earlyUserStops];
  };

  it('are the area under the whole users of a ramp, whose last one upwards comes at its end', () => {
    expect(users({ a: ramp([['8s', 2]]) })).toEqual([4, 0]);
    expect(users({ a: ramp([['8s', 0]], { startVUs: 2 }) })).toEqual([12, 2]);
    expect(
      users({
        a: ramp([
          ['3s', 10],
          ['6s', 10],
          ['3s', 0],
        ]),
      })
    ).toEqual([90, 10]);
  });

  it('add up what k6 schedules, second by second', () => {
    const stage = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(fc.nat(9), fc.array(stage, { maxLength: 6 }), (startVUs, stages) => {
        const stepsPerSecond = 2520; // All of 1 to 9 users change at whole steps.
        let scheduled = 0;
        let from = startVUs;
        for (const [length, target] of stages) {
          for (let step = 0; step < length * stepsPerSecond; step += 1) {
            const line = from + ((target - from) * step) / (length * stepsPerSecond);
            scheduled += target < from ? Math.ceil(line - 1e-9) : Math.floor(line + 1e-9);
          }
          from = target;
        }
        const text = stages.map(([length, target]): [string, number] => [`${length}s`, target]);
        expect(plan({ a: ramp(text, { startVUs }) }).userSeconds).toBeCloseTo(scheduled / stepsPerSecond, 1);
      }),
      { numRuns: 30 }
    );
  });

  it('are summed over scenarios; users that end before the last scenario are stopped early', () => {
    expect(users({ a: constant(3, '4s'), b: constant(4, '4s', { startTime: '4s' }) })).toEqual([28, 3]);
    expect(users({ a: constant(3, '4s'), b: ramp([['4s', 2]], { startVUs: 2 }) })).toEqual([20, 0]);
  });

  it('are unknown beside an executor whose iterations are measured with theirs', () => {
    const shared = { executor: 'shared-iterations', vus: 4, iterations: 100 };
    expect(users({ a: constant(3, '4s'), b: shared })).toEqual([null, null]);
    expect(users({ a: shared })).toEqual([null, null]);
    expect(users({})).toEqual([null, null]);
  });
});

describe('planned arrivals', () => {
  const constantRate = (rate: number, duration: string, timeUnit?: string) => ({
    executor: 'constant-arrival-rate',
    preAllocatedVUs: 5,
    rate,
    duration,
    timeUnit,
  });
  const rampingRate = (startRate: number, ...stages: ReadonlyArray<readonly [string, number]>) => ({
    executor: 'ramping-arrival-rate',
    preAllocatedVUs: 5,
    startRate,
    stages: stages.map(([duration, target]) => ({ duration, target })),
  });

  it('are rate by time, in the time unit', () => {
    expect(plan({ a: constantRate(20, '6s') }).arrivals).toBe(120);
    expect(plan({ a: constantRate(300, '10s', '1m') }).arrivals).toBe(50);
    expect(plan({ a: constantRate(1, '2500ms') }).arrivals).toBe(2);
  });

  it('are the area under a ramp, without the one that is due at its very end', () => {
    expect(plan({ a: rampingRate(0, ['2s', 20], ['4s', 20], ['2s', 0]) }).arrivals).toBe(119);
    expect(plan({ a: rampingRate(1, ['3s', 2]) }).arrivals).toBe(4);
    expect(plan({ a: rampingRate(0, ['3s', 0]) }).arrivals).toBe(0);
  });

  it('are summed with the fixed numbers of others, and unknown beside users', () => {
    const perUser = { executor: 'per-vu-iterations', vus: 4, iterations: 10 };
    expect(plan({ a: constantRate(10, '5s'), b: perUser })).toMatchObject({ arrivals: 90, iterations: null });
    expect(plan({ a: constantRate(10, '5s'), b: constant(1, '5s') }).arrivals).toBeNull();
    expect(plan({ b: perUser }).arrivals).toBeNull();
  });
});
