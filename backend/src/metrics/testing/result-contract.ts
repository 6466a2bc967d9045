import { randomUUID } from 'node:crypto';
import type { ResultPoint } from '../../model/figures';
import type { StoreUnderTest } from './expected-figures';

/** `writeResult`, `check` and what happens after `close`: part of the contract of every metric store. */
export function resultContract(under: () => StoreUnderTest): void {
  it('overwrites the result of the same test, environment and time', async () => {
    const test = `shop ${randomUUID()}`;
    const point = (at: string, verdict: string, p95: number): ResultPoint => ({
      test,
      environment: 'production',
      at: new Date(at),
      fields: { verdict, p95ResponseTimeMs: p95, requests: 1_200, actionRequired: false },
      integerFields: ['requests'],
    });
    await under()
      .store()
      .writeResult(point('2026-01-05T10:10:00.123Z', 'failed', 120));
    await under()
      .store()
      .writeResult(point('2026-01-05T10:10:00.123Z', 'passed', 120.5));
    await under()
      .store()
      .writeResult(point('2026-01-05T11:10:00.000Z', 'passed', 99));
    expect(await under().results(test)).toEqual([
      {
        at: '2026-01-05T10:10:00.123Z',
        environment: 'production',
        verdict: 'passed',
        p95ResponseTimeMs: 120.5,
        requests: 1_200,
        actionRequired: false,
      },
      {
        at: '2026-01-05T11:10:00.000Z',
        environment: 'production',
        verdict: 'passed',
        p95ResponseTimeMs: 99,
        requests: 1_200,
        actionRequired: false,
      },
    ]);
  });

  it('counts the names of requests, and knows the run with the most of them', async () => {
    const at = Date.parse('2026-03-05T10:00:00Z');
    const window = (from: number) => ({ from: new Date(from), to: new Date(from + 3_600_000) });
    expect(await under().store().nameValues(window(at))).toEqual({ count: 0, largest: null });
    const line = (run: string, name: string, second: number) =>
      `http_reqs,method=GET,name=${name},status=200,testid=${run} value=1 ${at + second * 1000}000000`;
    await under().write(
      [
        line('few', 'http://shop/', 1),
        line('few', 'http://shop/', 2),
        ...Array.from({ length: 30 }, (_, index) => line('many', `http://shop/items/${10 + index}`, 3 + index)),
      ].join('\n')
    );
    expect(await under().store().nameValues(window(at))).toEqual({
      count: 31,
      largest: { runId: 'many', count: 30, examples: ['http://shop/items/10', 'http://shop/items/11'] },
    });
    expect(
      await under()
        .store()
        .nameValues(window(at + 3_600_000))
    ).toEqual({ count: 0, largest: null });
  });

  it('says that it can answer', async () => {
    await expect(under().store().check()).resolves.toBeUndefined();
  });
}
