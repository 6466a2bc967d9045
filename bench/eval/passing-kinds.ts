import { initialisesFor, notReadyFor } from '../../tests/fixtures/k6/shape-target';
import { troubledBetween, warmingUp } from './faults';
import { planOf, users, usualTarget } from './loads';
import type { CaseKind } from './plan';

/** Trouble that is over when the run is, under the same load: a redeploy is right. */
export const passingKinds: readonly CaseKind[] = [
  {
    name: 'coldStart',
    label: 'autoFixable',
    why: 'Nothing answered while the target initialised; from then on everything was fast under the same load.',
    cases: 6,
    draw: (draw) => {
      const seconds = draw.between(2.5, 5);
      return planOf(draw, () => initialisesFor(seconds), {
        thresholds: { p95ResponseTimeMs: draw.pick([300, 500, 800]) },
      });
    },
  },
  {
    name: 'coldStartUsers',
    label: 'autoFixable',
    why: 'A cold start as users meet it who wait for their answers; the average is limited, not the p95.',
    cases: 3,
    draw: (draw) => {
      const seconds = draw.between(4, 5);
      return planOf(draw, () => initialisesFor(seconds), {
        load: users(draw.whole(16, 22), 1),
        thresholds: { avgResponseTimeMs: draw.pick([100, 120]) },
      });
    },
  },
  {
    name: 'notReadyAtFirst',
    label: 'autoFixable',
    why: 'The first requests were answered with 503 until the target was ready, and none after them.',
    cases: 4,
    draw: (draw) => {
      const requests = draw.whole(6, 14);
      return planOf(draw, () => notReadyFor(requests), { thresholds: { p95ResponseTimeMs: 500 } });
    },
  },
  {
    name: 'slowWarmUp',
    label: 'autoFixable',
    why: 'Slow at first and faster from second to second, then fast to the end under the same load.',
    cases: 4,
    draw: (draw) => {
      const [ms, factor, decaySeconds] = [draw.between(30, 50), draw.between(15, 25), draw.between(1.5, 2.2)];
      return planOf(draw, () => warmingUp(ms, factor, decaySeconds), {
        thresholds: { p95ResponseTimeMs: Math.round(ms * 4) },
      });
    },
  },
  {
    name: 'transientSpike',
    label: 'autoFixable',
    why: 'Slow for two to four seconds in the middle, fast before and after under the same load.',
    cases: 6,
    draw: (draw, position) => {
      const from = draw.between(8, 12);
      const to = from + draw.between(2, 4);
      const ms = draw.between(900, 2000);
      // Every third one also turns a few requests away meanwhile.
      const failing = position % 3 === 2 ? () => draw.random() < 0.2 : undefined;
      const usual = usualTarget(draw);
      return planOf(draw, () => troubledBetween(usual, from, to, ms, failing), {
        thresholds: { p95ResponseTimeMs: draw.pick([300, 400, 500]) },
      });
    },
  },
];
