import fc from '../testing/seeded-fast-check';
import { combineFigures } from './combine';
import { exit, k6Summary, report, storeFigures } from './testing/inputs';

const receivedAt = new Date('2026-11-23T11:00:00.000Z');
const store = storeFigures({
  requests: 900,
  failedRequests: 9,
  errorRate: 0.01,
  avgResponseTimeMs: 77,
  p95ResponseTimeMs: 222,
  virtualUsers: 18,
  durationSeconds: 55,
});

describe('of one k6 process', () => {
  it("are its summary's, whatever the store says", () => {
    const summary = k6Summary({ requests: 1000, failedRequests: 2, errorRate: 0.002, p95ResponseTimeMs: 301.5 });
    for (const from of [store, null]) {
      expect(combineFigures([report({ summary })], from, 1, receivedAt)).toMatchObject({
        virtualUsers: 10,
        virtualUsersSource: 'active',
        requests: 1000,
        failedRequests: 2,
        errorRate: 0.002,
        avgResponseTimeMs: 120,
        p95ResponseTimeMs: 301.5,
        durationSeconds: 60,
      });
    }
  });

  it('have neither rate nor response times without a request', () => {
    const summary = k6Summary({
      requests: 0,
      failedRequests: null,
      errorRate: null,
      avgResponseTimeMs: null,
      p95ResponseTimeMs: null,
    });
    expect(combineFigures([report({ summary })], store, 1, receivedAt)).toMatchObject({
      requests: 0,
      failedRequests: 0,
      errorRate: null,
      avgResponseTimeMs: null,
      p95ResponseTimeMs: null,
    });
  });

  it.each([
    ['gauge', { activeVirtualUsers: 4, allocatedVirtualUsers: 9 }, 4, 'active'],
    ['gauge that never saw a user', { activeVirtualUsers: 0, allocatedVirtualUsers: 9 }, 9, 'allocated'],
    ['no gauge', { activeVirtualUsers: null, allocatedVirtualUsers: 9 }, 9, 'allocated'],
    ['no figure at all', { activeVirtualUsers: null, allocatedVirtualUsers: null }, 18, 'active'],
  ])('take the virtual users from the summary: %s', (_title, changes, virtualUsers, virtualUsersSource) => {
    const reports = [report({ summary: k6Summary(changes) })];
    expect(combineFigures(reports, store, 1, receivedAt)).toMatchObject({ virtualUsers, virtualUsersSource });
  });

  it('are what reached the store when there is no summary', () => {
    const killed = report({ summary: null, exit: exit({ exitCode: 137 }) });
    expect(combineFigures([killed], store, 1, receivedAt)).toMatchObject({
      requests: 900,
      failedRequests: 9,
      errorRate: 0.01,
      avgResponseTimeMs: 77,
      p95ResponseTimeMs: 222,
      virtualUsers: 18,
      durationSeconds: 55,
      startedAt: '2026-11-23T10:00:00.000Z',
      endedAt: '2026-11-23T10:01:00.000Z',
    });
  });

  it('are nothing when there is neither', () => {
    expect(combineFigures([], null, 1, receivedAt)).toEqual({
      virtualUsers: null,
      virtualUsersSource: null,
      requests: 0,
      failedRequests: 0,
      errorRateSamples: 0,
      noAnswer: false,
      errorRate: null,
      avgResponseTimeMs: null,
      p95ResponseTimeMs: null,
      durationSeconds: null,
      startedAt: null,
      endedAt: null,
    });
  });
});

describe('of several k6 processes', () => {
  const one = report({
    instance: 'a',
    summary: k6Summary({ requests: 300, failedRequests: 3, errorRate: 0.01, avgResponseTimeMs: 100 }),
  });
  const other = report({
    instance: 'b',
    summary: k6Summary({ requests: 100, failedRequests: 0, errorRate: 0, avgResponseTimeMs: 300, durationMs: 61_000 }),
  });

  it('are sums, and p95 and virtual users are those of the store', () => {
    expect(combineFigures([one, other], store, 2, receivedAt)).toMatchObject({
      requests: 400,
      failedRequests: 3,
      errorRate: 3 / 400,
      avgResponseTimeMs: 150,
      p95ResponseTimeMs: 222,
      virtualUsers: 18,
      durationSeconds: 61,
    });
  });

  it('have no p95 without the store: p95s cannot be averaged', () => {
    expect(combineFigures([one, other], null, 2, receivedAt)).toMatchObject({
      requests: 400,
      p95ResponseTimeMs: null,
      virtualUsers: null,
    });
  });

  it('leave an instance without requests out of rate and average', () => {
    const idle = report({
      instance: 'c',
      summary: k6Summary({ requests: 0, errorRate: null, avgResponseTimeMs: null, failedRequests: null }),
    });
    expect(combineFigures([one, idle], store, 2, receivedAt)).toMatchObject({
      errorRate: 0.01,
      avgResponseTimeMs: 100,
    });
  });

  it('count as samples of the error rate only the requests that the script has not left out of it', () => {
    const partly = report({
      instance: 'b',
      summary: k6Summary({ requests: 1000, failedRequests: 50, errorRateSamples: 100, errorRate: 0.5 }),
    });
    expect(combineFigures([one, partly], store, 2, receivedAt).errorRate).toBe(53 / 400);
  });

  it('count the samples of an instance without a failure, too', () => {
    const partly = (instance: string, failedRequests: number, errorRateSamples: number) =>
      report({
        instance,
        summary: k6Summary({
          requests: 100,
          failedRequests,
          errorRateSamples,
          errorRate: failedRequests / errorRateSamples,
        }),
      });
    expect(combineFigures([partly('a', 50, 100), partly('b', 0, 1)], store, 2, receivedAt).errorRate).toBe(50 / 101);
  });

  it('come from the store where it knows of more than the instances that have sent a summary', () => {
    const killed = report({ instance: 'b', summary: null, exit: exit({ exitCode: 137 }) });
    for (const reports of [[one, killed], [one]]) {
      expect(combineFigures(reports, store, 2, receivedAt)).toMatchObject({
        requests: 900,
        failedRequests: 9,
        errorRate: 0.01,
        p95ResponseTimeMs: 222,
      });
    }
    const behind = storeFigures({ ...store, requests: 200 });
    expect(combineFigures([one, killed], behind, 2, receivedAt)).toMatchObject({ requests: 300, failedRequests: 3 });
  });

  it('are those of all samples together, however they are spread over the instances', () => {
    const sample = fc.record({ ms: fc.integer({ min: 0, max: 5000 }), failed: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(fc.array(sample, { minLength: 1, maxLength: 30 }), { minLength: 2, maxLength: 4 }),
        (instances) => {
          const reports = instances.map((samples, index) => {
            const failedRequests = samples.filter(({ failed }) => failed).length;
            const summary = k6Summary({
              requests: samples.length,
              failedRequests,
              errorRate: failedRequests / samples.length,
              avgResponseTimeMs: samples.reduce((sum, { ms }) => sum + ms, 0) / samples.length,
            });
            return report({ instance: String(index), summary });
          });
          const all = instances.flat();
          const combined = combineFigures(reports, store, instances.length, receivedAt);
          expect(combined.requests).toBe(all.length);
          expect(combined.errorRate).toBe(all.filter(({ failed }) => failed).length / all.length);
          expect(combined.avgResponseTimeMs).toBeCloseTo(all.reduce((sum, { ms }) => sum + ms, 0) / all.length, 9);
        }
      )
    );
  });
});

describe('the times of a run', () => {
  it('go from the first start to the last end of its processes', () => {
    const reports = [
      report({ exit: exit({ startedAt: '2026-11-23T10:00:05+00:00', endedAt: '2026-11-23T10:01:00.000Z' }) }),
      report({ exit: exit({ startedAt: '2026-11-23T10:00:02.000Z', endedAt: '2026-11-23T11:01:30+01:00' }) }),
    ];
    expect(combineFigures(reports, store, 2, receivedAt)).toMatchObject({
      startedAt: '2026-11-23T10:00:02.000Z',
      endedAt: '2026-11-23T10:01:30.000Z',
    });
  });

  it('end when the last part came, and start so much earlier, where nobody states them', () => {
    expect(combineFigures([report({ exit: null })], null, 1, receivedAt)).toMatchObject({
      startedAt: '2026-11-23T10:59:00.000Z',
      endedAt: '2026-11-23T11:00:00.000Z',
      durationSeconds: 60,
    });
  });
});
