import fc from '../testing/seeded-fast-check';
import {
  bannerState,
  nextChange,
  snapshotMaxAgeMs,
  type BannerIncident,
  type BannerSnapshot,
  type ScheduledTest,
} from './state';

const readAt = new Date('2026-11-23T12:00:00.000Z');
const at = (ms: number) => new Date(readAt.getTime() + ms);
const deadlineSeconds = 60;

const incident = (changes: Partial<BannerIncident> = {}): BannerIncident => ({
  incidentId: 'i-1',
  test: 'checkout',
  environment: 'production',
  state: 'actionRequired',
  openedAt: at(-120_000),
  actionRequiredSince: at(-60_000),
  redeployedAt: null,
  reason: 'the redeploy was refused',
  run: {
    id: 'run-1',
    date: '2026-11-23T11:55:00.000Z',
    verdict: 'failed',
    virtualUsers: 10,
    p95ResponseTimeMs: 812.5,
    responseTimesMissing: null,
    errorRate: 0.02,
    diagnosis: 'p95 812 ms, limit 500 ms.',
    why: 'p95 too high',
    url: 'https://grafana.example/run-1',
  },
  ...changes,
});
const snapshot = (...incidents: BannerIncident[]): BannerSnapshot => ({
  readAt,
  environments: ['production', 'staging'],
  incidents,
  scheduled: [],
});
const scheduled = (changes: Partial<ScheduledTest> = {}): ScheduledTest => ({
  test: 'checkout',
  environment: 'production',
  lastResultAt: at(-86_400_000),
  staleAt: at(10_000),
  missed: null,
  ...changes,
});
const withScheduled = (...tests: ScheduledTest[]): BannerSnapshot => ({ ...snapshot(), scheduled: tests });
const state = (of: BannerSnapshot | null, ms = 0, environment: string | null = null) =>
  bannerState(of, at(ms), deadlineSeconds, environment);

describe('the state', () => {
  it.each<[string, BannerSnapshot | null, number, string]>([
    ['nothing is open', snapshot(), 0, 'ok'],
    ['the read is 30 s old', snapshot(), snapshotMaxAgeMs, 'ok'],
    ['the read is older', snapshot(), snapshotMaxAgeMs + 1, 'unknown'],
    ['there was no read yet', null, 0, 'unknown'],
    ['an incident needs a person', snapshot(incident()), 0, 'action_required'],
    ['an incident needs a person and the read is old', snapshot(incident()), 3_600_000, 'action_required'],
    ['a redeploy is on its way', snapshot(incident({ state: 'remediating', openedAt: at(-240_000) })), 0, 'ok'],
    ['a redeploy hangs', snapshot(incident({ state: 'remediating', openedAt: at(-240_001) })), 0, 'action_required'],
    [
      'a redeploy was made, however long ago',
      snapshot(incident({ state: 'remediating', openedAt: at(-9_999_999), redeployedAt: at(-9_000_000) })),
      0,
      'ok',
    ],
    ['a diagnosis is being made', snapshot(incident({ state: 'diagnosing', openedAt: at(-60_000) })), 0, 'ok'],
    ['a diagnosis is late', snapshot(incident({ state: 'diagnosing', openedAt: at(-60_001) })), 0, 'action_required'],
    [
      'one is well under way and another needs a person',
      snapshot(incident({ state: 'remediating', incidentId: 'i-0' }), incident()),
      0,
      'action_required',
    ],
  ])('%s', (_, of, ms, expected) => {
    expect(state(of, ms).state).toBe(expected);
  });

  it('says why it is not known, and since when', () => {
    expect(state(null)).toMatchObject({ since: null, unknownReason: expect.stringContaining('30 s') });
    expect(state(snapshot(), 31_000)).toMatchObject({ since: readAt.toISOString(), incidents: [] });
  });
});

describe('a scheduled load test', () => {
  const missed = { since: at(-7_200_000), reason: '12 ticks started no run' };

  it('whose result has not come in time makes the state unknown, by name', () => {
    expect(state(withScheduled(scheduled()), 10_000)).toMatchObject({ state: 'ok', unknownReason: null });
    expect(state(withScheduled(scheduled()), 10_001)).toMatchObject({
      state: 'unknown',
      since: at(10_000).toISOString(),
      unknownReason: 'checkout: no result since 2026-11-22 12:00 UTC, expected by 2026-11-23 12:00 UTC',
    });
    expect(state(withScheduled(scheduled({ lastResultAt: null })), 10_001).unknownReason).toContain('no result yet');
  });

  it('whose runs were missed does so at once', () => {
    expect(state(withScheduled(scheduled({ missed })))).toMatchObject({
      state: 'unknown',
      since: missed.since.toISOString(),
      unknownReason: 'checkout: 12 ticks started no run',
    });
  });

  it('never hides that a person is needed', () => {
    const both = { ...snapshot(incident()), scheduled: [scheduled({ missed })] };
    expect(state(both)).toMatchObject({ state: 'action_required', unknownReason: null });
  });

  it('is named with others, but not with all of very many', () => {
    const tests = Array.from({ length: 7 }, (_, index) => scheduled({ test: `t${index}`, missed }));
    const { unknownReason } = state(withScheduled(...tests));
    expect(unknownReason).toMatch(/^t0: .*; t4: 12 ticks started no run; and 2 more load tests$/);
  });
});

it('shows what a person needs to know, and nothing of incidents that need none', () => {
  const quiet = incident({ incidentId: 'i-0', state: 'remediating' });
  expect(state(snapshot(quiet, incident()))).toEqual({
    version: 1,
    state: 'action_required',
    since: at(-60_000).toISOString(),
    unknownReason: null,
    staleAt: null,
    incidents: [
      {
        incidentId: 'i-1',
        test: 'checkout',
        environment: 'production',
        title: 'Load test checkout needs attention',
        diagnosis: 'p95 812 ms, limit 500 ms.',
        reason: 'the redeploy was refused',
        verdict: 'failed',
        virtualUsers: 10,
        p95ResponseTimeMs: 812.5,
        responseTimesMissing: null,
        errorRate: 0.02,
        runDate: '2026-11-23T11:55:00.000Z',
        runId: 'run-1',
        runUrl: 'https://grafana.example/run-1',
        since: at(-60_000).toISOString(),
      },
    ],
  });
});

describe('of one environment', () => {
  const inStaging = incident({ environment: 'staging', incidentId: 'i-2' });

  it('are only its incidents', () => {
    expect(state(snapshot(inStaging), 0, 'production')).toMatchObject({ state: 'ok', since: null, incidents: [] });
    expect(state(snapshot(incident(), inStaging), 0, 'staging')).toMatchObject({
      state: 'action_required',
      incidents: [{ incidentId: 'i-2', environment: 'staging' }],
    });
    expect(state(snapshot(incident(), inStaging)).incidents).toHaveLength(2);
  });

  it('are only its scheduled load tests', () => {
    const of = withScheduled(
      scheduled({ staleAt: at(50_000) }),
      scheduled({ test: 'late', environment: 'staging', staleAt: at(-1) })
    );
    expect(state(of, 0, 'production')).toMatchObject({ state: 'ok', staleAt: at(50_000).toISOString() });
    expect(state(of, 0, 'staging')).toMatchObject({
      state: 'unknown',
      unknownReason: expect.stringMatching(/^late: /),
      staleAt: at(-1).toISOString(),
    });
    expect(state(of).state).toBe('unknown');
  });

  it('is unknown where nobody watches it, and names those that are watched', () => {
    expect(state(snapshot(inStaging), 0, 'prodution')).toEqual({
      version: 1,
      state: 'unknown',
      since: null,
      unknownReason: 'no load test has the environment "prodution"; known: production, staging',
      staleAt: null,
      incidents: [],
    });
    const empty = { ...snapshot(), environments: [] };
    expect(state(empty, 0, 'production').unknownReason).toMatch(/"production"; there is none yet$/);
    const many = { ...snapshot(), environments: Array.from({ length: 8 }, (_, index) => `e${index}`) };
    expect(state(many, 0, 'e9').unknownReason).toMatch(/known: e0, e1, e2, e3, e4, and 3 more environments$/);
  });

  it('is known of an open incident even when the catalogue has no load test of it any more', () => {
    const gone = { ...snapshot(incident({ environment: 'old', state: 'remediating' })), environments: [] };
    expect(state(gone, 0, 'old').state).toBe('ok');
  });
});

it('says until when an ok may be believed: until the first scheduled result gets stale', () => {
  const staleAt = (...tests: ScheduledTest[]) => state(withScheduled(...tests)).staleAt;
  expect(staleAt()).toBeNull();
  expect(staleAt(scheduled({ staleAt: null }))).toBeNull();
  expect(staleAt(scheduled({ staleAt: at(90_000) }), scheduled({ staleAt: at(30_000) }))).toBe(
    at(30_000).toISOString()
  );
});

it('counts from the incident that has waited longest', () => {
  const older = incident({ incidentId: 'i-2', actionRequiredSince: at(-90_000) });
  expect(state(snapshot(incident(), older)).since).toBe(at(-90_000).toISOString());
});

it.each([
  [
    'the reason where there is no diagnosis',
    { reason: 'two runs in a row gave no usable result' },
    'Two runs in a row gave no usable result. The last run: p95 too high.',
  ],
  [
    'that it has not come',
    { reason: null, state: 'diagnosing' as const, openedAt: at(-61_000) },
    'The last run: p95 too high. The diagnosis has not come yet.',
  ],
])('instead of a diagnosis it shows %s', (_, changes, text) => {
  const { run } = incident();
  const shown = state(snapshot(incident({ run: { ...run, diagnosis: null }, ...changes }))).incidents[0];
  expect(shown?.diagnosis).toBe(text);
});

describe('nextChange', () => {
  const anyIncident = fc
    .record({
      state: fc.constantFrom('diagnosing' as const, 'remediating' as const, 'actionRequired' as const),
      openedMs: fc.integer({ min: -300_000, max: 0 }),
      redeployedAt: fc.constantFrom(null, readAt),
    })
    .map(({ openedMs, ...rest }) => incident({ ...rest, openedAt: at(openedMs) }));
  const anyScheduled = fc.integer({ min: -60_000, max: 120_000 }).map((ms) => scheduled({ staleAt: at(ms) }));
  const anySnapshot = fc.option(
    fc
      .tuple(fc.array(anyIncident, { maxLength: 3 }), fc.array(anyScheduled, { maxLength: 2 }))
      .map(([all, tests]) => ({ ...snapshot(...all), scheduled: tests }))
  );
  const instant = fc.integer({ min: 0, max: 120_000 });
  const anyEnvironment = fc.constantFrom(null, 'production', 'staging', 'elsewhere');

  it('agrees with the state: until then, nothing changes', () => {
    fc.assert(
      fc.property(anySnapshot, instant, instant, anyEnvironment, (of, nowMs, laterMs, environment) => {
        const until = nextChange(of, at(nowMs), deadlineSeconds);
        const later = Math.min(nowMs + laterMs, until - readAt.getTime());
        expect(until).toBeGreaterThanOrEqual(at(nowMs).getTime());
        expect(state(of, later, environment)).toEqual(state(of, nowMs, environment));
      }),
      { numRuns: 1000 }
    );
  });

  it('comes back to look, at the latest, when the read gets old or a diagnosis is late', () => {
    const diagnosing = snapshot(incident({ state: 'diagnosing', openedAt: at(-50_000) }));
    const first = nextChange(diagnosing, readAt, deadlineSeconds);
    expect(first).toBe(at(10_000).getTime());
    expect(state(diagnosing, 10_000).state).toBe('ok');
    expect(state(diagnosing, 10_001).state).toBe('action_required');
    expect(nextChange(snapshot(), readAt, deadlineSeconds)).toBe(at(snapshotMaxAgeMs).getTime());
    expect(nextChange(snapshot(), at(snapshotMaxAgeMs + 1), deadlineSeconds)).toBe(Number.POSITIVE_INFINITY);
  });
});

it('says of a target that never answered why there is no p95', () => {
  const run = { ...incident().run, p95ResponseTimeMs: null, responseTimesMissing: 'no request got an answer' };
  expect(state(snapshot(incident({ run }))).incidents).toMatchObject([
    { p95ResponseTimeMs: null, responseTimesMissing: 'no request got an answer' },
  ]);
});
