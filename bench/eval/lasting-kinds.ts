import { initialisesFor, leakingBetween, limitedTo, poolOf, slowAt } from '../../tests/fixtures/k6/shape-target';
import { failingAt, healthy, leakingFrom, saying, slowerFrom } from './faults';
import { arrivals, peak, planOf, shopCalls, users, usualTarget } from './loads';
import type { CaseKind } from './plan';

/** Trouble that no redeploy mends, or of which nothing shows that it is over: a person is needed. */
export const lastingKinds: readonly CaseKind[] = [
  {
    name: 'endpointDown',
    label: 'actionRequired',
    why: 'One endpoint fails whenever it is called; the others are well.',
    cases: 3,
    draw: (draw) => {
      const status = draw.pick([500, 502, 503]);
      const usual = usualTarget(draw);
      return planOf(draw, () => failingAt(usual, '/pay', status), { thresholds: {} });
    },
  },
  {
    name: 'slowEndpoint',
    label: 'actionRequired',
    why: 'One endpoint is slow whenever it is called, which in some of the cases is for a part of the run only.',
    cases: 3,
    draw: (draw, position) => {
      const ms = draw.between(600, 1200);
      const thresholds = { p95ResponseTimeMs: draw.pick([300, 400]) };
      if (position > 0) {
        const usual = usualTarget(draw);
        return planOf(draw, () => slowerFrom(usual, '/search', 0, ms), { thresholds });
      }
      const scenarios = {
        browse: { executor: 'constant-vus', vus: 20, duration: '24s' },
        checkout: { executor: 'constant-vus', vus: 6, startTime: '10s', duration: '5s', gracefulStop: '2s' },
      };
      return planOf(draw, () => slowAt('/checkout', ms), {
        thresholds,
        load: { options: { scenarios }, byTurns: false, thinkSeconds: 0.8 },
        calls: [
          { path: '/home', name: 'home', scenario: 'browse' },
          ...['a', 'b', 'c'].map(() => ({ path: '/checkout', name: 'checkout', scenario: 'checkout' })),
        ],
      });
    },
  },
  {
    name: 'slowLogin',
    label: 'actionRequired',
    why: 'Every user logs in once, at the beginning: slow whenever it is called, though it looks like a slow start.',
    cases: 2,
    draw: (draw) => {
      const ms = draw.between(2000, 2800);
      return planOf(draw, () => slowerFrom(healthy(5, draw.random), '/login', 0, ms), {
        thresholds: { p95ResponseTimeMs: 500 },
        load: users(25, 1.5),
        calls: [
          { path: '/login', name: 'login', method: 'POST', once: true },
          { path: '/home', name: 'home' },
        ],
      });
    },
  },
  {
    name: 'poolExhausted',
    label: 'actionRequired',
    why: 'The connections of a pool run out at the peak of the load; it is fast again because the load falls.',
    cases: 3,
    draw: (draw) => {
      const holdMs = draw.between(48, 51);
      return planOf(draw, () => poolOf(3, holdMs), {
        thresholds: { p95ResponseTimeMs: 300 },
        load: peak(45, draw.whole(74, 80)),
      });
    },
  },
  {
    name: 'rateLimited503',
    label: 'actionRequired',
    why: 'What is more than so many requests a second is turned away with 503, which happens at the peak alone.',
    cases: 2,
    draw: (draw) => {
      const rate = draw.between(60, 68);
      return planOf(draw, () => limitedTo(rate), { thresholds: {}, load: peak(45, 75) });
    },
  },
  {
    name: 'rateLimited429',
    label: 'actionRequired',
    why: 'What is more than so many requests a second is turned away with 429.',
    cases: 2,
    draw: (draw) => {
      const rate = draw.between(60, 68);
      return planOf(draw, () => saying(limitedTo(rate), 429), { thresholds: {}, load: peak(45, 75) });
    },
  },
  {
    name: 'thirdPartySlow',
    label: 'actionRequired',
    why: 'From the middle on whatever calls a third party waits for it, and some of it gets 504.',
    cases: 3,
    draw: (draw) => {
      const [from, ms] = [draw.between(7, 13), draw.between(1200, 2200)];
      const usual = usualTarget(draw);
      return planOf(draw, () => slowerFrom(usual, '/pay', from, ms, () => (draw.random() < 0.25 ? 504 : 200)), {
        thresholds: { p95ResponseTimeMs: 500 },
      });
    },
  },
  {
    name: 'deployRegression',
    label: 'actionRequired',
    why: 'Everything is slow since a deployment of less than an hour ago: the same code would be as slow again.',
    cases: 3,
    draw: (draw) => {
      const ms = draw.between(500, 800);
      return planOf(draw, () => healthy(ms, draw.random), {
        thresholds: { p95ResponseTimeMs: draw.pick([250, 300]) },
        deploymentAgeSeconds: draw.whole(700, 3000),
      });
    },
  },
  {
    name: 'leak',
    label: 'actionRequired',
    why: 'Slower and slower to the end.',
    cases: 3,
    draw: (draw) => {
      const [from, msPerSecond] = [draw.between(2, 4), draw.between(45, 75)];
      const usual = usualTarget(draw);
      return planOf(draw, () => leakingFrom(usual, from, msPerSecond), {
        thresholds: { p95ResponseTimeMs: 300 },
        load: users(14, 0.5),
      });
    },
  },
  {
    name: 'leakAndCrash',
    label: 'actionRequired',
    why: 'Slower and slower until it crashed and began anew: it fills up again.',
    cases: 3,
    draw: (draw) => {
      const [from, to] = [draw.between(8, 10), draw.between(17, 18)];
      const msPerSecond = draw.between(90, 120);
      return planOf(draw, () => leakingBetween(from, to, msPerSecond), {
        thresholds: { p95ResponseTimeMs: 400 },
        load: users(15, 0.3),
        calls: shopCalls.slice(0, 2),
      });
    },
  },
  {
    name: 'scriptBug',
    label: 'actionRequired',
    why: 'The script asks for what is not there, or without a right to it.',
    cases: 3,
    draw: (draw) => {
      const [path, status] = draw.pick([
        ['/items/undefined', 404],
        ['/me', 401],
        ['/cart?id=NaN', 400],
      ] as const);
      const usual = usualTarget(draw);
      return planOf(draw, () => failingAt(usual, path, status), {
        thresholds: {},
        calls: [...shopCalls, { path, name: 'item' }],
      });
    },
  },
  {
    name: 'generatorSaturated',
    label: 'actionRequired',
    why: 'k6 had too few users for its arrivals: what was measured is the load generator.',
    cases: 2,
    draw: (draw) => {
      const ms = draw.between(250, 350);
      let seen = 0;
      return planOf(
        draw,
        () => async (path, at) => {
          seen += 1;
          const isEarly = seen <= 10;
          const status = await healthy(ms, draw.random)(path, at);
          return isEarly ? 503 : status;
        },
        { thresholds: {}, load: arrivals(60, 6) }
      );
    },
  },
  {
    name: 'limitTooTight',
    label: 'actionRequired',
    why: 'The target is as it always is, and its limit lies within what it needs.',
    cases: 3,
    draw: (draw) => {
      const ms = draw.between(60, 100);
      return planOf(draw, () => healthy(ms, draw.random), {
        thresholds: { p95ResponseTimeMs: Math.round(ms * 1.12) },
      });
    },
  },
  {
    name: 'coldAgain',
    label: 'actionRequired',
    why: 'A cold start like those of the two runs before: whatever makes it cold is no passing trouble.',
    cases: 2,
    draw: (draw) =>
      planOf(draw, () => initialisesFor(4), {
        thresholds: { p95ResponseTimeMs: 500 },
        history: ['failed', 'failed', 'passed', 'passed'],
      }),
  },
  {
    name: 'coldAfterDeployment',
    label: 'actionRequired',
    why: 'A cold start minutes after a deployment: another one would be as cold.',
    cases: 2,
    draw: (draw) =>
      planOf(draw, () => initialisesFor(4), {
        thresholds: { p95ResponseTimeMs: 500 },
        deploymentAgeSeconds: draw.whole(40, 400),
      }),
  },
];
