import { randomUUID } from 'node:crypto';
import fc from '../../testing/seeded-fast-check';
import {
  expectClose,
  expectedFigures,
  mean,
  quantileR7,
  selection,
  type StoreTraits,
  type StoreUnderTest,
} from './expected-figures';
import { endpointContract } from './endpoint-contract';
import { generatedRun } from './generated-run';
import { k6Contract } from './k6-contract';
import { liveContract } from './live-contract';
import { resultContract } from './result-contract';
import { selectedContract } from './selected-contract';

const startNs = BigInt(Date.parse('2026-01-05T10:00:00Z')) * 1_000_000n;

/** What every metric store must do, run on each of them; one store for the whole suite, each case with runs of its own. */
export function metricsStoreContract(traits: StoreTraits, open: () => Promise<StoreUnderTest>): void {
  let under: StoreUnderTest;
  beforeAll(async () => {
    under = await open();
  }, 30_000);
  afterAll(() => under.dispose());
  const store = () => under.store();

  /** Points of single requests, in the shape k6 gives them. */
  interface Request {
    readonly ms: number;
    readonly at: bigint;
    readonly name?: string;
    readonly status?: string;
    readonly failed?: boolean;
    readonly tags?: string;
  }
  const requestLines = (runId: string, requests: readonly Request[]) =>
    requests
      .flatMap(({ ms, at, name = 'home', status = '200', failed = false, tags = '' }) => {
        const series = `${tags}method=GET,name=${escapeTag(name)},status=${status},testid=${escapeTag(runId)}`;
        return [
          `http_reqs,${series} url="http://x/",value=1 ${at}`,
          `http_req_duration,${series} url="http://x/",value=${ms} ${at}`,
          `http_req_failed,${series} url="http://x/",value=${failed ? 1 : 0} ${at}`,
        ];
      })
      .join('\n');

  it('gives the figures of a run with several instances and failures, and of nothing else in the bucket', async () => {
    const runId = randomUUID();
    const shape = { requests: 3_000, instances: 3, virtualUsersPerInstance: 7, failEvery: 100, durationSeconds: 90 };
    const lines = [...generatedRun({ ...shape, runId, points: 'all' })].join('');
    await under.write(lines);
    await under.write([...generatedRun({ ...shape, runId: `${runId}-other`, seed: 9 })].join(''));
    const expected = expectedFigures(lines, runId);
    const figures = await store().figures(selection(runId));
    expect(figures).toMatchObject({
      virtualUsers: 21,
      virtualUsersSource: 'active',
      requests: 3_000,
      failedRequests: 30,
      errorRateSamples: 3_000,
      errorRate: 0.01,
      startedAt: '2026-01-05T10:00:00.000Z',
      endedAt: '2026-01-05T10:01:29.970Z',
      durationSeconds: 89.97,
      endpointsLeftOut: 0,
      statusCodes: [
        { code: 200, requests: 2_970 },
        { code: 500, requests: 30 },
      ],
      errorCodes: [{ code: 1500, requests: 30 }],
    });
    expectClose(figures.avgResponseTimeMs, expected.avgResponseTimeMs);
    expectClose(figures.p95ResponseTimeMs, expected.p95ResponseTimeMs);
    for (const endpoint of figures.endpoints) {
      const ofEndpoint = expected.valuesOf(
        'http_req_duration',
        ({ tags }) => tags.get('name') === endpoint.name && tags.get('status')?.[0] === endpoint.statusClass[0]
      );
      expect(endpoint.requests).toBe(ofEndpoint.length);
      expectClose(endpoint.avgResponseTimeMs, mean(ofEndpoint));
      expectClose(endpoint.p95ResponseTimeMs, quantileR7(ofEndpoint, 0.95));
    }
    expect(figures.endpoints.reduce((sum, endpoint) => sum + endpoint.failedRequests, 0)).toBe(30);
    expect(figures.endpoints.filter((endpoint) => endpoint.statusClass === '2xx')).toHaveLength(8);
  }, 30_000);

  it('gives a series without gaps whose sums are those of the run', async () => {
    const runId = randomUUID();
    const lines = [...generatedRun({ runId, requests: 2_000, durationSeconds: 1_000, failEvery: 50 })].join('');
    await under.write(lines);
    const { points } = expectedFigures(lines, runId);
    const series = await store().series(selection(runId));
    expect(series.stepSeconds).toBe(10);
    expect(series.points).toHaveLength(100);
    for (const [index, step] of series.points.entries()) {
      const from = startNs + BigInt(index) * 10_000_000_000n;
      const durations = points
        .filter(({ measurement, timestampNs }) => {
          const at = timestampNs ?? 0n;
          return measurement === 'http_req_duration' && at >= from && at < from + 10_000_000_000n;
        })
        .map((point) => Number(point.fields.get('value')));
      expect(Date.parse(step.at)).toBe(Number(from / 1_000_000n));
      expect(step.virtualUsers).toBe(10);
      expectClose(step.avgResponseTimeMs, mean(durations));
      expectClose(step.p95ResponseTimeMs, quantileR7(durations, 0.95));
    }
    const failures = series.points.slice(0, -1).reduce((sum, step) => sum + step.failedRequestsPerSecond * 10, 0);
    expect(failures).toBeCloseTo(39, 6);
    expect(series.points[0]?.requestsPerSecond).toBeCloseTo(2, 9);
  }, 30_000);

  it('keeps to 100 steps and shows a pause as steps without requests', async () => {
    const runId = randomUUID();
    const at = (seconds: number) => startNs + BigInt(Math.round(seconds * 1_000)) * 1_000_000n;
    const before = Array.from({ length: 20 }, (_, index) => ({ ms: 10, at: at(index / 2) }));
    await under.write(requestLines(runId, [...before, { ms: 30, at: at(100.2) }]));
    const series = await store().series(selection(runId));
    expect(series.stepSeconds).toBe(2);
    expect(series.points).toHaveLength(51);
    expect(series.points[25]).toEqual({
      at: '2026-01-05T10:00:50.000Z',
      virtualUsers: null,
      requestsPerSecond: 0,
      failedRequestsPerSecond: 0,
      avgResponseTimeMs: null,
      p95ResponseTimeMs: null,
    });
    expect(series.points.at(-1)).toMatchObject({ avgResponseTimeMs: 30, p95ResponseTimeMs: 30, requestsPerSecond: 1 });
  });

  it('answers a run without samples with nulls, not with zeros', async () => {
    const runId = randomUUID();
    const figures = await store().figures(selection(runId));
    expect(figures).toEqual({
      virtualUsers: null,
      virtualUsersSource: null,
      requests: 0,
      failedRequests: 0,
      errorRateSamples: 0,
      errorRate: null,
      avgResponseTimeMs: null,
      p95ResponseTimeMs: null,
      durationSeconds: null,
      startedAt: null,
      endedAt: null,
      endpoints: [],
      endpointsLeftOut: 0,
      statusCodes: [],
      errorCodes: [],
    });
    expect(await store().series(selection(runId))).toEqual({ stepSeconds: 1, points: [] });
  });

  it('counts only what lies in the window, its end excluded', async () => {
    const runId = randomUUID();
    const requests = [0n, 1n, 2n].map((second) => ({ ms: Number(second) + 1, at: startNs + second * 1_000_000_000n }));
    await under.write(requestLines(runId, requests));
    const figures = await store().figures(selection(runId, '2026-01-05T10:00:01Z', '2026-01-05T10:00:02Z'));
    expect(figures).toMatchObject({ requests: 1, avgResponseTimeMs: 2, durationSeconds: 0 });
  });

  it('falls back to the allocated users of a run too short for the gauge', async () => {
    const runId = randomUUID();
    const gauge = (name: string, instance: string, value: number) =>
      `${name},instance=${instance},testid=${runId} value=${value} ${startNs + 5n}`;
    await under.write(requestLines(runId, [{ ms: 1, at: startNs }]));
    await under.write([gauge('vus_max', 'a', 3), gauge('vus_max', 'b', 4), gauge('vus', 'a', 0)].join('\n'));
    const figures = await store().figures(selection(runId));
    expect(figures).toMatchObject({ virtualUsers: 7, virtualUsersSource: 'allocated' });
    expect((await store().series(selection(runId))).points).toHaveLength(1);
  });

  it('takes the peak of the sum over instances, not the sum of their peaks', async () => {
    const runId = randomUUID();
    const users = { a: [5, 1, 2], b: [1, 5, 2] };
    const lines = Object.entries(users).flatMap(([instance, values]) =>
      values.map((value, second) => {
        const at = startNs + BigInt(second) * 1_000_000_000n + (instance === 'b' ? 700_000_000n : 0n);
        return `vus,instance=${instance},testid=${runId} value=${value} ${at}`;
      })
    );
    await under.write(lines.join('\n'));
    expect(await store().figures(selection(runId))).toMatchObject({ virtualUsers: 6, requests: 0, errorRate: null });
    const series = await store().series(selection(runId));
    expect(series.points.map((step) => step.virtualUsers)).toEqual([6, 6, 4]);
  });

  it.each([
    // The pods of one k6-operator test differ by `instance_id` alone.
    ['instance_id', ['instance_id=1', 'instance_id=2']],
    ['instance', ['instance=a', 'instance=b']],
    ['another tag beside equal ones', ['instance=a,pod=x\\ y', 'instance=a,pod=z']],
    ['a tag that only one has', ['region=eu', 'region=eu,zone=b']],
    ['no tag for one of them', ['', 'instance=b']],
  ])('sums the users of k6 processes that differ by %s, at whichever nanosecond of the second', async (_by, tags) => {
    const runId = randomUUID();
    const lines = tags.flatMap((own, index) => {
      const series = `${own === '' ? '' : `,${own}`},testid=${runId}`;
      const at = 1795577401238000000n + BigInt(index) * 5n;
      return [`vus${series} value=${10 * (index + 1)} ${at}`, `vus_max${series} value=50 ${at}`];
    });
    await under.write(lines.join('\n'));
    const run = selection(runId, '2026-11-25T00:00:00Z', '2026-11-26T00:00:00Z');
    expect(await store().figures(run)).toMatchObject({ virtualUsers: 30, virtualUsersSource: 'active' });
    expect((await store().series(run)).points.map((step) => step.virtualUsers)).toEqual([30]);
  });

  it('tells no answer from a status, and merges the statuses of a class', async () => {
    const runId = randomUUID();
    const statuses = ['200', '201', '200', '201', '0', '503', '404'];
    const requests = statuses.map((status, index) => ({
      ms: (index + 1) * 10,
      at: startNs + BigInt(index),
      status,
      failed: status === '0' || status === '503',
      tags: status === '0' ? 'error=refused,error_code=1212,' : '',
    }));
    await under.write(requestLines(runId, requests));
    const figures = await store().figures(selection(runId));
    expect(figures.statusCodes).toEqual([
      { code: 200, requests: 2 },
      { code: 201, requests: 2 },
      { code: 0, requests: 1 },
      { code: 404, requests: 1 },
      { code: 503, requests: 1 },
    ]);
    expect(figures.errorCodes).toEqual([{ code: 1212, requests: 1 }]);
    const byClass = Object.fromEntries(figures.endpoints.map((endpoint) => [endpoint.statusClass, endpoint]));
    expect(byClass['2xx']).toMatchObject({ requests: 4, failedRequests: 0, avgResponseTimeMs: 25 });
    expectClose(byClass['2xx']?.p95ResponseTimeMs ?? null, quantileR7([10, 20, 30, 40], 0.95));
    expect(byClass['none']).toMatchObject({ requests: 1, failedRequests: 1, errorRate: 1, p95ResponseTimeMs: 50 });
    expect(byClass['4xx']).toMatchObject({ requests: 1, failedRequests: 0 });
    expect(byClass['5xx']).toMatchObject({ requests: 1, failedRequests: 1 });
  });

  it('takes names and run ids for what they are: spaces, quotes, unicode, Flux', async () => {
    const injection = '") |> drop(columns: ["_value"]) //${1+1}';
    const runId = `run ${randomUUID()} "x", a=b ${injection}`;
    const names = ['a b', 'say "hi", x=y', 'naïve/ünï 試験 🚀', `http://x/?q=${injection}`, "it's\\here", '${name}'];
    const requests = names.flatMap((name, index) =>
      ['200', '201'].map((status) => ({ ms: index + 1, at: startNs + BigInt(index), name, status }))
    );
    await under.write(requestLines(runId, requests));
    const figures = await store().figures(selection(runId));
    expect(figures.requests).toBe(12);
    expect(figures.endpoints.map(({ name, p95ResponseTimeMs }) => [name, p95ResponseTimeMs]).sort()).toEqual(
      names.map((name, index) => [name, index + 1]).sort()
    );
    expect((await store().series(selection(runId))).points[0]?.p95ResponseTimeMs).toBeCloseTo(6, 9);
    expect((await store().figures(selection('" or true or "x" == "'))).requests).toBe(0);
  });

  it('counts the error rate over the requests that k6 judged as failed or not, of the run and of each endpoint', async () => {
    const runId = randomUUID();
    const requests = Array.from({ length: 8 }, (_, index) => ({ ms: 10, at: startNs + BigInt(index) }));
    const judged = requestLines(runId, requests.slice(0, 3)).split('\n');
    const unjudged = requestLines(runId, requests.slice(3)).split('\n');
    await under.write(judged.map((line) => line.replace(/^(http_req_failed.*)value=0/, '$1value=1')).join('\n'));
    await under.write(unjudged.filter((line) => !line.startsWith('http_req_failed')).join('\n'));
    const ofSome = { requests: 8, failedRequests: 3, errorRateSamples: 3, errorRate: 1 };
    const figures = await store().figures(selection(runId));
    expect(figures).toMatchObject({ ...ofSome, endpoints: [ofSome] });
  });

  it('works without the tags a script may have switched off', async () => {
    const runId = randomUUID();
    const line = (measurement: string, value: number) => `${measurement},testid=${runId} value=${value} ${startNs}`;
    await under.write([line('http_reqs', 1), line('http_req_duration', 12.5), line('http_req_failed', 0)].join('\n'));
    const figures = await store().figures(selection(runId));
    expect(figures.endpoints).toMatchObject([
      { name: '', method: '', statusClass: 'none', requests: 1, p95ResponseTimeMs: 12.5 },
    ]);
    expect(figures).toMatchObject({ statusCodes: [], p95ResponseTimeMs: 12.5 });
  });

  it('names the 200 endpoints with most requests and counts the rest', async () => {
    const runId = randomUUID();
    const requests = Array.from({ length: 500 }, (_, index) => ({
      ms: index,
      at: startNs + BigInt(index),
      name: `page-${index < 250 ? index : index % 200}`,
    }));
    await under.write(requestLines(runId, requests));
    const figures = await store().figures(selection(runId));
    expect(figures.endpoints).toHaveLength(200);
    expect(figures.endpointsLeftOut).toBe(50);
    expect(figures.endpoints[0]?.requests).toBeGreaterThanOrEqual(figures.endpoints[199]?.requests ?? Infinity);
    expect(figures.requests).toBe(500);
  });

  it(`has two points of the same series and nanosecond ${traits.equalPoints}`, async () => {
    const runId = randomUUID();
    const at = startNs;
    await under.write(requestLines(runId, [{ ms: 10, at }]));
    await under.write(requestLines(runId, [{ ms: 30, at }]));
    const figures = await store().figures(selection(runId));
    expect(figures).toMatchObject(
      traits.equalPoints === 'kept'
        ? { requests: 2, avgResponseTimeMs: 20 }
        : { requests: 1, avgResponseTimeMs: 30, p95ResponseTimeMs: 30 }
    );
  });

  it('computes p95 by R-7 for any samples', async () => {
    const milliseconds = fc.oneof(fc.double({ min: 0, max: 60_000, noNaN: true }), fc.integer({ min: 0, max: 5 }));
    await fc.assert(
      fc.asyncProperty(fc.array(milliseconds, { minLength: 1, maxLength: 60 }), async (samples) => {
        const runId = randomUUID();
        const values = samples.map((value) => Math.abs(value));
        await under.write(
          requestLines(
            runId,
            values.map((ms, index) => ({ ms, at: startNs + BigInt(index) }))
          )
        );
        const figures = await store().figures(selection(runId));
        expectClose(figures.p95ResponseTimeMs, quantileR7(values, 0.95));
        expectClose(figures.avgResponseTimeMs, mean(values));
      }),
      { numRuns: 15 }
    );
  }, 60_000);

  selectedContract(() => under);
  liveContract(() => under);
  endpointContract(() => under);
  resultContract(() => under);
  k6Contract(traits, () => under);
}

/** As k6's own client library escapes tags. */
function escapeTag(text: string): string {
  return text.replace(/[,= ]/g, '\\$&');
}
