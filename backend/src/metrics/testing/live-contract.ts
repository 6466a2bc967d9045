import { randomUUID } from 'node:crypto';
import { expectClose, expectedFigures, quantileR7, selection, type StoreUnderTest } from './expected-figures';
import { generatedRun } from './generated-run';

/** How a run stands: counts of the whole run, users and p95 of its last seconds. */
export function liveContract(under: () => StoreUnderTest): void {
  it('tells how a run stands: counts since its start, users and p95 of the last seconds alone', async () => {
    const runId = randomUUID();
    const shape = { requests: 3_000, instances: 3, virtualUsersPerInstance: 7, failEvery: 100, durationSeconds: 90 };
    const lines = [...generatedRun({ ...shape, runId, points: 'all' })].join('');
    await under().write(lines);
    await under().write([...generatedRun({ ...shape, runId: `${runId}-warmup`, seed: 9 })].join(''));
    const recent = new Date('2026-01-05T10:01:00Z');
    const recentNs = BigInt(recent.getTime()) * 1_000_000n;
    const durations = expectedFigures(lines, runId)
      .points.filter(
        ({ measurement, timestampNs }) => measurement === 'http_req_duration' && (timestampNs ?? 0n) >= recentNs
      )
      .map((point) => Number(point.fields.get('value')));
    const { p95ResponseTimeMs, ...counts } = await under().store().live(selection(runId), recent);
    expect(counts).toEqual({ virtualUsers: 21, iterations: 600, requests: 3_000, errorRate: 0.01 });
    expectClose(p95ResponseTimeMs, quantileR7(durations, 0.95));
  });

  it('takes the newest number of users of each process, not the highest, and none for a gauge that has fallen silent', async () => {
    const runId = randomUUID();
    const at = (second: number) => BigInt(Date.parse(`2026-01-05T10:00:0${second}Z`)) * 1_000_000n;
    const vus = (instance: string, value: number, second: number) =>
      `vus,instance=${instance},testid=${runId} value=${value} ${at(second)}`;
    await under().write([vus('a', 9, 1), vus('a', 4, 5), vus('b', 2, 6), vus('gone', 50, 1)].join('\n'));
    const recent = new Date('2026-01-05T10:00:03Z');
    expect((await under().store().live(selection(runId), recent)).virtualUsers).toBe(6);
  });

  it('knows nothing of a run without samples', async () => {
    const nothing = { virtualUsers: null, iterations: null, requests: null, errorRate: null, p95ResponseTimeMs: null };
    expect(await under().store().live(selection(randomUUID()), new Date('2026-01-05T10:00:00Z'))).toEqual(nothing);
  });
}
