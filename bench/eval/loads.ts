import type { Behaviour } from '../../tests/fixtures/k6/shape-target';
import type { Call, CasePlan, Draw, Load } from './plan';
import { healthy } from './faults';

/** How long a recorded run takes, in seconds. */
export const runSeconds = 24;

/** Arrivals at the same rate throughout, in requests a second. */
export function arrivals(rate: number, preAllocatedVUs = 150): Load {
  const steady = {
    executor: 'constant-arrival-rate',
    rate,
    duration: `${runSeconds}s`,
    preAllocatedVUs,
    maxVUs: preAllocatedVUs,
  };
  return { options: { scenarios: { steady } }, byTurns: true, thinkSeconds: 0 };
}

/** The same users throughout. */
export function users(virtualUsers: number, thinkSeconds: number): Load {
  return { options: { vus: virtualUsers, duration: `${runSeconds}s` }, byTurns: true, thinkSeconds };
}

/** A rate of arrivals that rises for a while and falls again. */
export function peak(usual: number, high: number): Load {
  const stages = [
    { target: usual, duration: '9s' },
    { target: high, duration: '1s' },
    { target: high, duration: '4s' },
    { target: usual, duration: '1s' },
    { target: usual, duration: '10s' },
  ];
  const scenario = { executor: 'ramping-arrival-rate', startRate: usual, preAllocatedVUs: 200, stages };
  return { options: { scenarios: { peak: scenario } }, byTurns: true, thinkSeconds: 0 };
}

export const shopCalls: readonly Call[] = [
  { path: '/home', name: 'home' },
  { path: '/search?q=shoes', name: 'search' },
  { path: '/pay', name: 'pay', method: 'POST' },
];

/** What most plans have in common: a healthy past, a production of some days. */
export function planOf(
  draw: Draw,
  behaviour: () => Behaviour,
  changes: Partial<CasePlan> & Pick<CasePlan, 'thresholds'>
): CasePlan {
  return {
    behaviour,
    load: arrivals(draw.whole(18, 24)),
    calls: shopCalls,
    history: Array.from({ length: draw.whole(2, 8) }, () => 'passed' as const),
    deploymentAgeSeconds: Math.round(draw.between(1, 20) * 86_400),
    ...changes,
  };
}

/** A healthy target whose answers take 15 to 40 ms or so. */
export const usualTarget = (draw: Draw): Behaviour => healthy(draw.between(15, 40), draw.random);
