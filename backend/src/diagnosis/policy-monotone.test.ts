import fc from '../testing/seeded-fast-check';
import type { DiagnosisInput } from '../model/diagnosis';
import { featuresOf } from './features';
import { decide } from './policy';
import type { PolicyRule } from './policy-row';
import { shapeOf } from './series-shape';
import { endpoint, failedRun, inputOf, limitMs, repeat, seriesOf, type StepSketch } from './testing/inputs';

/**
 * Adding trouble to a run never turns a refusal into a permission, whatever the model says. A run is what it is by its
 * course: trouble where it was inside its limits, or of another kind, only ever refuses more.
 */

const anyStep = fc
  .record({
    p95: fc.constantFrom(50, 210, 210, 300, 400, 499, 501, 600, 1840),
    failed: fc.constantFrom(0, 0, 0, 0, 0, 0, 1),
    requests: fc.constantFrom(0, 20, 20, 20),
    users: fc.constantFrom(10, 10, 10, 20),
  })
  .map((step): StepSketch => (step.requests === 0 ? { ...step, p95: null, failed: 0 } : step));

/** As of a target that starts slowly or slows down once: these are the runs that may be permitted. */
const recovering = fc
  .tuple(fc.constantFrom(0, 0, 12), fc.integer({ min: 2, max: 8 }), fc.integer({ min: 10, max: 30 }), anyStep)
  .map(([before, during, after, slow]) => [
    ...repeat(before, { p95: 210 }),
    ...repeat(during, { ...slow, requests: 20, p95: Math.max(600, slow.p95 ?? 0) }),
    ...repeat(after, { p95: 210 }),
  ]);
const anyCourse = fc
  .array(fc.tuple(anyStep, fc.integer({ min: 1, max: 15 })), { minLength: 1, maxLength: 5 })
  .map((phases) => phases.flatMap(([step, count]) => repeat(count, step)));
const course = fc.oneof(anyCourse, recovering);

interface Trouble {
  readonly at: number;
  readonly p95: number;
  readonly failed: number;
}
const troubles = fc.array(
  fc.record({ at: fc.nat(99), p95: fc.constantFrom(501, 600, 1840, 5000), failed: fc.nat(2) }),
  { minLength: 1, maxLength: 4 }
);

function worse(steps: readonly StepSketch[], added: readonly Trouble[]): StepSketch[] {
  return steps.map((step, index) =>
    added
      .filter(({ at }) => at % steps.length === index && (step.requests ?? 20) > 0)
      .reduce<StepSketch>(
        (before, { p95, failed }) => ({
          ...before,
          p95: Math.max(before.p95 ?? 0, p95),
          failed: Math.min(step.requests ?? 20, (before.failed ?? 0) + failed),
        }),
        step
      )
  );
}

const isFailed = (input: DiagnosisInput) => input.thresholds.some(({ ok }) => ok === false);
const decided = (input: DiagnosisInput) => decide(featuresOf(input), 'autoFixable');

describe('more trouble in a run never turns a refusal into a permission', () => {
  it('where the run was inside its limits', () => {
    let permitted = 0;
    fc.assert(
      fc.property(course, troubles, (steps, added) => {
        const { episodes, stepSeconds } = shapeOf(seriesOf(steps), { p95Ms: limitMs, avgMs: null, errorRate: 0 });
        const firstStep = steps.findIndex(({ requests = 20 }) => requests > 0);
        const good = added.filter(({ at }) => {
          const seconds = ((at % steps.length) - firstStep) * stepSeconds;
          return !episodes.some(({ fromSeconds, toSeconds }) => seconds >= fromSeconds && seconds < toSeconds);
        });
        const input = inputOf(steps);
        fc.pre(isFailed(input));
        const before = decided(input);
        permitted += before.permitsRedeploy ? 1 : 0;
        expect([before.permitsRedeploy, decided(inputOf(worse(steps, good))).permitsRedeploy]).not.toEqual([
          false,
          true,
        ]);
      }),
      { numRuns: 500 }
    );
    expect(permitted).toBeGreaterThan(30);
  });

  /** These tell patterns apart by how bad the trouble itself was: worse, it is another pattern. */
  const byHowItLooked: readonly PolicyRule[] = ['noClearRecovery', 'climbedUntilItEnded'];

  it('anywhere in it', () => {
    fc.assert(
      fc.property(course, troubles, (steps, added) => {
        const input = inputOf(steps);
        fc.pre(isFailed(input));
        const before = decided(input);
        fc.pre(!byHowItLooked.some((rule) => rule === before.rule));
        expect([before, decided(inputOf(worse(steps, added)))]).not.toMatchObject([
          { permitsRedeploy: false },
          { permitsRedeploy: true },
        ]);
      }),
      { numRuns: 500 }
    );
  });

  const beside: ReadonlyArray<readonly [string, (input: DiagnosisInput) => DiagnosisInput]> = [
    ['two earlier runs that failed too', (i) => ({ ...i, history: [failedRun(0.5), failedRun(0.7), ...i.history] })],
    ['a younger deployment', (i) => ({ ...i, deployment: { id: 'dpl_2', createdAt: i.run.startedAt ?? '' } })],
    ['iterations that k6 dropped', (i) => ({ ...i, droppedIterationsShare: 0.2 })],
    ['failed checks', (i) => ({ ...i, reasons: [...i.reasons, { code: 'checksFailed', text: '60 checks failed' }] })],
    ['a store that lost its series', (i) => ({ ...i, series: null })],
    ['a store that lost the series per endpoint', (i) => ({ ...i, endpointSeries: null })],
    ['a plan that nobody knows', (i) => ({ ...i, offeredLoad: null })],
    [
      'another breached limit',
      (i) => ({
        ...i,
        thresholds: i.thresholds.map((each) => ({ ...each, source: 'k6', metric: 'checks', ok: false })),
      }),
    ],
    [
      'requests that the target limited',
      (i) => ({
        ...i,
        statusCodes: [...i.statusCodes, { code: 429, requests: 3 }],
        endpoints: [
          ...i.endpoints,
          endpoint('/', { statusClass: '4xx', requests: 3, failedRequests: 3, errorRate: 1 }),
        ],
      }),
    ],
    [
      'a host name that was not resolved',
      (i) => ({ ...i, errorCodes: [...i.errorCodes, { code: 1101, requests: 3 }] }),
    ],
    [
      'less load after it',
      (i) => ({
        ...i,
        offeredLoad: (i.offeredLoad ?? []).map((each) => ({
          ...each,
          lines: (each.lines ?? []).flatMap((line) => {
            const then = (i.figures.durationSeconds ?? 0) / 5;
            return [
              { ...line, toSeconds: Math.min(line.toSeconds, then) },
              { ...line, fromSeconds: Math.max(line.fromSeconds, then), from: line.from / 2, to: line.to / 2 },
            ].filter(({ fromSeconds, toSeconds }) => fromSeconds < toSeconds);
          }),
        })),
      }),
    ],
  ];

  it.each(beside)('beside it: %s', (_, add) => {
    fc.assert(
      fc.property(course, (steps) => {
        const input = inputOf(steps);
        fc.pre(isFailed(input));
        expect([decided(input).permitsRedeploy, decided(add(input)).permitsRedeploy]).not.toEqual([false, true]);
      }),
      { numRuns: 120 }
    );
    // And it does say something: a plain cold start is refused with it.
    const coldStart = inputOf([...repeat(6, { p95: 1840 }), ...repeat(24, { p95: 210 })]);
    expect([decided(coldStart).permitsRedeploy, decided(add(coldStart)).permitsRedeploy]).toEqual([true, false]);
  });
});
