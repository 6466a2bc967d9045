import { initialisesFor } from '../../tests/fixtures/k6/shape-target';
import { failingAt, leakingFrom, troubledBetween } from './faults';
import { planOf, shopCalls, users, usualTarget } from './loads';
import type { CaseKind } from './plan';

const nothingAnswers = (why: string, target: 'unknownHost' | 'closedPort' | 'untrustedCertificate') => ({
  label: 'actionRequired' as const,
  why,
  draw: (draw: Parameters<CaseKind['draw']>[0]) =>
    planOf(draw, () => usualTarget(draw), { target, thresholds: {}, load: users(draw.whole(4, 7), 0.5) }),
});

/** Targets that do not answer, several troubles at once, and runs of which too little is known: a person is needed. */
export const oddKinds: readonly CaseKind[] = [
  { name: 'unknownHost', cases: 2, ...nothingAnswers('The host name does not resolve.', 'unknownHost') },
  {
    name: 'untrustedCertificate',
    cases: 2,
    ...nothingAnswers('Nobody trusts the certificate of the target.', 'untrustedCertificate'),
  },
  { name: 'deadTarget', cases: 2, ...nothingAnswers('Nothing listens there.', 'closedPort') },
  {
    name: 'coldAndDown',
    label: 'actionRequired',
    why: 'A cold start, and an endpoint that fails whenever it is called.',
    cases: 2,
    draw: (draw) =>
      planOf(draw, () => failingAt(initialisesFor(4), '/pay', 500), { thresholds: { p95ResponseTimeMs: 500 } }),
  },
  {
    name: 'coldAndLeaking',
    label: 'actionRequired',
    why: 'A cold start, and slower and slower to the end.',
    cases: 2,
    draw: (draw) => {
      const msPerSecond = draw.between(60, 90);
      return planOf(draw, () => leakingFrom(initialisesFor(3), 10, msPerSecond), {
        thresholds: { p95ResponseTimeMs: 500 },
      });
    },
  },
  {
    name: 'spikeAndScriptBug',
    label: 'actionRequired',
    why: 'A short slowdown, and requests for what is not there.',
    cases: 2,
    draw: (draw) => {
      const usual = usualTarget(draw);
      return planOf(draw, () => failingAt(troubledBetween(usual, 9, 12, 1400), '/old', 404), {
        thresholds: { p95ResponseTimeMs: 400 },
        calls: [...shopCalls, { path: '/old', name: 'old' }],
      });
    },
  },
  {
    name: 'comesAndGoes',
    label: 'actionRequired',
    why: 'Slow three times in one run: it comes back by itself.',
    cases: 2,
    draw: (draw) => {
      const usual = usualTarget(draw);
      const ms = draw.between(1000, 1600);
      const twice = troubledBetween(troubledBetween(usual, 4, 6, ms), 11, 13, ms);
      return planOf(draw, () => troubledBetween(twice, 18, 20, ms), { thresholds: { p95ResponseTimeMs: 400 } });
    },
  },
  {
    name: 'sporadicErrors',
    label: 'actionRequired',
    why: 'A few requests fail over the whole run, and nothing tells why.',
    cases: 2,
    draw: (draw) => {
      const usual = usualTarget(draw);
      return planOf(
        draw,
        () => async (path, at) => {
          const status = await usual(path, at);
          return draw.random() < 0.03 ? 500 : status;
        },
        { thresholds: {} }
      );
    },
  },
  {
    name: 'noSeries',
    label: 'actionRequired',
    why: 'The metric store was lost: nothing shows when it was slow, or that it recovered.',
    cases: 2,
    draw: (draw) =>
      planOf(draw, () => initialisesFor(4), { thresholds: { p95ResponseTimeMs: 500 }, without: 'series' }),
  },
];
