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

  it('says that it can answer', async () => {
    await expect(under().store().check()).resolves.toBeUndefined();
  });
}
