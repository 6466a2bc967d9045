import { randomUUID } from 'node:crypto';
import { expectClose, mean, quantileR7, selection, type StoreUnderTest } from './expected-figures';

/** What every metric store must say of single endpoints: those with limits of their own. */
export function selectedContract(under: () => StoreUnderTest): void {
  const startNs = BigInt(Date.parse('2026-01-05T10:00:00Z')) * 1_000_000n;
  const line = (runId: string, at: number, tags: string, ms: number, failed: boolean | null = false) => {
    const series = `${tags},testid=${runId}`;
    const points = [`http_reqs,${series} value=1`, `http_req_duration,${series} value=${ms}`];
    const judged = failed === null ? [] : [`http_req_failed,${series} value=${failed ? 1 : 0}`];
    return [...points, ...judged].map((point) => `${point} ${startNs + BigInt(at)}`).join('\n');
  };

  it('gives the figures of an endpoint over all statuses, of one method or of all', async () => {
    const runId = randomUUID();
    const ofPost = [20, 40, 1000];
    await under().write(
      [
        line(runId, 0, 'method=POST,name=login,status=200', 20),
        line(runId, 1, 'method=POST,name=login,status=201', 40, null),
        line(runId, 2, 'error_code=1503,method=POST,name=login,status=503', 1000, true),
        line(runId, 3, 'method=GET,name=login,status=200', 5),
        line(runId, 4, 'method=GET,name=home,status=200', 7),
        line(`${runId}-other`, 5, 'method=POST,name=login,status=200', 9000),
      ].join('\n')
    );
    const [post, any, none] = await under()
      .store()
      .selected(selection(runId), [
        { name: 'login', method: 'POST' },
        { name: 'login', method: null },
        { name: 'logni', method: null },
      ]);
    expect(post).toMatchObject({ requests: 3, failedRequests: 1, errorRateSamples: 2, errorRate: 0.5 });
    expectClose(post?.avgResponseTimeMs ?? null, mean(ofPost));
    expectClose(post?.p95ResponseTimeMs ?? null, quantileR7(ofPost, 0.95));
    expect(any).toMatchObject({ requests: 4, failedRequests: 1, errorRateSamples: 3 });
    expectClose(any?.p95ResponseTimeMs ?? null, quantileR7([...ofPost, 5], 0.95));
    expect(none).toEqual({
      requests: 0,
      failedRequests: 0,
      errorRateSamples: 0,
      errorRate: null,
      avgResponseTimeMs: null,
      p95ResponseTimeMs: null,
    });
    expect(await under().store().selected(selection(runId), [])).toEqual([]);
  });

  it('gives those of an endpoint that is too small to be one of the kept ones', async () => {
    const runId = randomUUID();
    const busy = Array.from({ length: 402 }, (_, at) =>
      line(runId, at, `method=GET,name=page-${at % 201},status=200`, 1)
    );
    await under().write([...busy, line(runId, 500, 'method=GET,name=rare,status=200', 77)].join('\n'));
    const store = under().store();
    expect((await store.figures(selection(runId))).endpoints.map(({ name }) => name)).not.toContain('rare');
    expect(await store.selected(selection(runId), [{ name: 'rare', method: 'GET' }])).toMatchObject([
      { requests: 1, avgResponseTimeMs: 77, p95ResponseTimeMs: 77 },
    ]);
  });

  it('takes names for what they are', async () => {
    const runId = randomUUID();
    const name = 'say "hi" ${x} | 試験';
    const other = '" or true or "x" == "';
    await under().write(line(runId, 0, `method=GET,name=${name.replace(/ /g, '\\ ')},status=200`, 12));
    const found = await under()
      .store()
      .selected(selection(runId), [
        { name, method: null },
        { name: other, method: null },
      ]);
    expect(found).toMatchObject([
      { requests: 1, p95ResponseTimeMs: 12 },
      { requests: 0, p95ResponseTimeMs: null },
    ]);
  });
}
