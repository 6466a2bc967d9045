import type { OfferedLoad } from '../model/run';
import { firstIteration, isAtLeast, offeredLoadAt, offeredLoadWithin, planOf } from './offered-load';

const users: OfferedLoad = {
  scenario: 'browse',
  unit: 'users',
  lines: [
    { fromSeconds: 0, toSeconds: 10, from: 0, to: 20 },
    { fromSeconds: 10, toSeconds: 40, from: 20, to: 20 },
  ],
};
const arrivals: OfferedLoad = {
  scenario: 'buy',
  unit: 'arrivalsPerSecond',
  lines: [{ fromSeconds: 20, toSeconds: 30, from: 5, to: 5 }],
};
const controlled: OfferedLoad = { scenario: 'by hand', unit: 'users', lines: null };

describe('the load that a plan offers', () => {
  it('is that of all scenarios at a second, and nothing before and after them', () => {
    const at = (second: number) => offeredLoadAt([users, arrivals], second);
    expect([-1, 5, 10, 20, 30, 40].map(at)).toEqual([
      { users: 0, arrivalsPerSecond: 0 },
      { users: 10, arrivalsPerSecond: 0 },
      { users: 20, arrivalsPerSecond: 0 },
      { users: 20, arrivalsPerSecond: 5 },
      { users: 20, arrivalsPerSecond: 0 },
      { users: 0, arrivalsPerSecond: 0 },
    ]);
  });

  it('is lowest and highest where lines end, just before that as well', () => {
    expect(offeredLoadWithin([users, arrivals], 8, 22)).toEqual({
      lowest: { users: 16, arrivalsPerSecond: 0 },
      highest: { users: 20, arrivalsPerSecond: 5 },
    });
    expect(offeredLoadWithin([users], 39, 41)?.lowest.users).toBe(0);
    expect(offeredLoadWithin([arrivals], 0, 60)?.highest.arrivalsPerSecond).toBe(5);
  });

  it('is not known without a plan, nor with a scenario that somebody controls', () => {
    expect([null, [], [users, controlled]].map((plan) => offeredLoadAt(plan, 5))).toEqual([null, null, null]);
    expect(offeredLoadWithin([controlled], 0, 5)).toBeNull();
  });

  it('is compared in either unit', () => {
    const load = { users: 10, arrivalsPerSecond: 5 };
    expect(isAtLeast(load, { users: 10, arrivalsPerSecond: 5 })).toBe(true);
    expect(isAtLeast(load, { users: 10.1, arrivalsPerSecond: 1 })).toBe(false);
    expect(isAtLeast(load, { users: 1, arrivalsPerSecond: 5.1 })).toBe(false);
  });

  it('is that of the scenarios that a request names, and of all where it names none that is known', () => {
    const plan = [users, arrivals];
    expect(planOf(plan, ['buy'])).toEqual([arrivals]);
    expect([['buy', ''], [], ['sell']].map((names) => planOf(plan, names))).toEqual([plan, plan, plan]);
  });

  it('begins with the first user, or the first arrival', () => {
    expect(firstIteration([users])).toEqual({ earliest: 0.5, latest: 0.5 });
    expect(firstIteration([arrivals])).toEqual({ earliest: 20, latest: 20.2 });
    const ramp = { ...arrivals, lines: [{ fromSeconds: 0, toSeconds: 10, from: 0, to: 5 }] };
    expect(firstIteration([ramp]).earliest).toBeCloseTo(2, 9);
    expect(firstIteration([controlled])).toEqual({ earliest: 0, latest: 0 });
  });
});
