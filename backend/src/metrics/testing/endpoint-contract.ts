import { randomUUID } from 'node:crypto';
import type { EndpointSeries } from '../../model/figures';
import { selection, type StoreUnderTest } from './expected-figures';

/** What every metric store must say of the course of a run per endpoint. */
export function endpointContract(under: () => StoreUnderTest): void {
  const startNs = BigInt(Date.parse('2026-01-05T10:00:00Z')) * 1_000_000n;
  let last = 0n;

  interface Answer {
    readonly second: number;
    readonly ms: number;
    readonly name?: string;
    readonly method?: string;
    readonly scenario?: string;
    readonly group?: string;
    readonly failed?: boolean;
  }
  /** As k6's own output writes them, each at a nanosecond of its own. */
  const linesOf = (runId: string, answers: readonly Answer[]) =>
    answers
      .flatMap(({ second, ms, name = 'home', method = 'GET', scenario = 'browse', group = '', failed = false }) => {
        last += 1n;
        const at = startNs + BigInt(Math.round(second * 1000)) * 1_000_000n + last;
        const tags = [
          ...(failed ? ['error_code=1503'] : []),
          ...(group === '' ? [] : [`group=${group}`]),
          `method=${method},name=${name}`,
          ...(scenario === '' ? [] : [`scenario=${scenario}`]),
          `status=${failed ? 503 : 200},testid=${runId}`,
        ].join(',');
        return [`http_reqs,${tags} value=1 ${at}`, `http_req_duration,${tags} value=${ms} ${at}`].concat(
          `http_req_failed,${tags} value=${failed ? 1 : 0} ${at}`
        );
      })
      .join('\n');
  const answers = (count: number, each: (index: number) => Answer) => Array.from({ length: count }, (_, i) => each(i));
  const read = (runId: string, slowerThanMs: readonly number[]) =>
    under().store().endpointSeries(selection(runId), slowerThanMs);
  const totals = ({ endpoints }: EndpointSeries) =>
    endpoints.map(({ endpoint, calledBy, steps }) => [
      endpoint?.name ?? calledBy,
      steps.reduce((sum, { requests }) => sum + requests, 0),
    ]);

  it('gives the course of each endpoint: requests, failures, time and what was slower than each limit', async () => {
    const runId = randomUUID();
    await under().write(
      [
        linesOf(
          runId,
          answers(30, (i) => ({ second: i, ms: i < 3 ? 900 : 20 }))
        ),
        linesOf(
          runId,
          answers(20, (i) => ({
            second: 10 + i / 20,
            ms: 300,
            name: 'pay',
            method: 'POST',
            scenario: i < 5 ? 'a' : 'b',
            failed: i === 7,
          }))
        ),
        linesOf(`${runId}-other`, [{ second: 2, ms: 5000 }]),
      ].join('\n')
    );
    const series = await read(runId, [300, 100]);
    expect(series).toMatchObject({ stepSeconds: 1, steps: 30, from: '2026-01-05T10:00:00.000Z' });
    const [home, pay] = series.endpoints;
    expect(home).toMatchObject({
      endpoint: { name: 'home', method: 'GET' },
      calledBy: 'iterations',
      scenarios: ['browse'],
    });
    expect(home?.steps).toHaveLength(30);
    expect(home?.steps[2]).toEqual({
      step: 2,
      requests: 1,
      failedRequests: 0,
      durationSumMs: 900,
      slowRequests: [1, 1],
    });
    expect(home?.steps[3]).toEqual({
      step: 3,
      requests: 1,
      failedRequests: 0,
      durationSumMs: 20,
      slowRequests: [0, 0],
    });
    expect(pay).toMatchObject({ endpoint: { name: 'pay', method: 'POST' }, scenarios: ['a', 'b'] });
    // Exactly at a limit is not slower than it.
    expect(pay?.steps).toEqual([
      { step: 10, requests: 20, failedRequests: 1, durationSumMs: 6000, slowRequests: [0, 20] },
    ]);
    expect(series.endpoints).toHaveLength(2);
  });

  it('takes endpoints of fewer than 20 requests together, and what setup() and teardown() call apart', async () => {
    const runId = randomUUID();
    await under().write(
      linesOf(runId, [
        ...answers(20, () => ({ second: 1, ms: 10, name: 'busy' })),
        ...answers(19, () => ({ second: 2, ms: 10, name: 'rare', scenario: '' })),
        ...answers(2, () => ({ second: 2, ms: 10, name: 'rare', method: 'POST', scenario: 'x' })),
        { second: 0, ms: 700, name: 'busy', group: '::setup', scenario: '' },
        { second: 3, ms: 800, name: 'logout', group: '::teardown', scenario: '' },
        { second: 3, ms: 10, name: 'busy', group: '::checkout::setup' },
      ])
    );
    const series = await read(runId, [500]);
    expect(totals(series)).toEqual([
      ['busy', 21],
      ['iterations', 21],
      ['frame', 2],
    ]);
    expect(series.endpoints[1]).toMatchObject({ endpoint: null, scenarios: ['', 'x'] });
    expect(series.endpoints[2]?.steps.map(({ slowRequests }) => slowRequests)).toEqual([[1], [1]]);
  });

  it('keeps the 20 endpoints with most requests and loses none of the others', async () => {
    const runId = randomUUID();
    const lines = Array.from({ length: 60 }, (_, page) => page).flatMap((page) =>
      answers(page < 21 ? 40 - page : 20, (i) => ({
        second: i % 4,
        ms: page === 50 ? 900 : 10,
        name: `page-${page}`,
        failed: page === 51,
      }))
    );
    await under().write(linesOf(runId, lines));
    const series = await read(runId, [500]);
    expect(series.endpoints).toHaveLength(21);
    expect(totals(series).slice(0, 2)).toEqual([
      ['page-0', 40],
      ['page-1', 39],
    ]);
    const pooled = series.endpoints.at(-1);
    const sum = (of: (step: NonNullable<typeof pooled>['steps'][number]) => number) =>
      (pooled?.steps ?? []).reduce((total, step) => total + of(step), 0);
    expect(pooled?.endpoint).toBeNull();
    expect([sum((s) => s.requests), sum((s) => s.slowRequests[0] ?? 0), sum((s) => s.failedRequests)]).toEqual([
      40 * 20,
      20,
      20,
    ]);
    expect(sum((s) => s.durationSumMs)).toBeCloseTo(39 * 20 * 10 + 20 * 900, 6);
  });

  it('keeps to 100 steps', async () => {
    const runId = randomUUID();
    await under().write(
      linesOf(
        runId,
        answers(30, (i) => ({ second: i * 10, ms: 10 }))
      )
    );
    const series = await read(runId, []);
    expect(series).toMatchObject({ stepSeconds: 3, steps: 97 });
    expect(series.endpoints[0]?.steps.map(({ step }) => step).slice(0, 4)).toEqual([0, 3, 6, 10]);
  });

  it('answers a run without samples with no endpoint', async () => {
    expect(await read(randomUUID(), [500])).toEqual({
      stepSeconds: 1,
      steps: 0,
      from: null,
      slowerThanMs: [500],
      endpoints: [],
    });
  });
}
