import fc from '../testing/seeded-fast-check';
import type { Tries } from './kind';
import { retryDelaySeconds } from './retry';

/** As of an alert, and of a redeploy. */
const patient: Tries = { limit: 60, giveUpBeyondSeconds: null };
const hasty: Tries = { limit: 4, giveUpBeyondSeconds: 120 };
const kind = fc.constantFrom(patient, hasty, { limit: 20, giveUpBeyondSeconds: null });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }).map((value) => () => value);
const asked = fc.option(fc.integer({ min: 0, max: 86_400 }));
const longestSeconds = 1800;

it('backs off twice as long each time, spread over the upper half, up to half an hour', () => {
  const delays = (at: number) => [1, 2, 3, 4, 11, 12, 40].map((n) => retryDelaySeconds(patient, n, null, () => at));
  expect(delays(0)).toEqual([1, 2, 4, 8, 900, 900, 900]);
  expect(delays(0.5)).toEqual([1.5, 3, 6, 12, 1350, 1350, 1350]);
});

it('never comes earlier than the other side asked for, but within half an hour, whatever it asked for', () => {
  fc.assert(
    fc.property(kind, fc.integer({ min: 1, max: 1000 }), asked, random, (of, attempts, retryAfterSeconds, draw) => {
      const delay = retryDelaySeconds(of, attempts, retryAfterSeconds, draw);
      if (delay !== null) {
        expect(delay).toBeGreaterThanOrEqual(Math.min(longestSeconds, Math.max(1, retryAfterSeconds ?? 0)));
        expect(delay).toBeLessThanOrEqual(longestSeconds);
      }
    })
  );
});

it('gives a redeploy to a person rather than waiting longer than two minutes for it', () => {
  expect(retryDelaySeconds(hasty, 1, 120, () => 0)).toBe(120);
  expect(retryDelaySeconds(hasty, 1, 121, () => 0)).toBeNull();
  expect(retryDelaySeconds(patient, 1, 86_400, () => 0)).toBe(longestSeconds);
});

it('ends for every kind, and once it has ended it stays so', () => {
  fc.assert(
    fc.property(kind, fc.option(fc.integer({ min: 0, max: 120 })), random, (of, retryAfterSeconds, draw) => {
      const tries = Array.from({ length: 100 }, (_, n) => retryDelaySeconds(of, n + 1, retryAfterSeconds, draw));
      const firstEnd = tries.indexOf(null);
      expect(firstEnd).toBeGreaterThan(0);
      expect(tries.slice(firstEnd).every((delay) => delay === null)).toBe(true);
    })
  );
});
