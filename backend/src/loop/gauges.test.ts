import { Registry } from 'prom-client';
import type { Database } from '../db';
import { createBreakers } from '../lib/outbound/breaker';
import { setSwitch } from '../remediation';
import { describeOnEachDatabase } from '../testing/databases';
import { storeRun } from '../testing/run-rows';
import { registerLoopMetrics, type LoopMetrics } from './gauges';
import type { Expected } from './heartbeat';

const at = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour));
const due: Expected = {
  test: 'checkout',
  environment: 'production',
  nextExpectedRunAt: at(20),
  staleAt: at(21),
  nextTickAt: at(20),
};

function scraper(db: Database, changes: Partial<LoopMetrics> = {}) {
  const registry = new Registry();
  registerLoopMetrics(registry, {
    db,
    breakers: createBreakers(),
    nameValues: () => 120,
    expected: () => Promise.resolve([]),
    ...changes,
  });
  return async () => (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
const about = (lines: readonly string[], name: string) => lines.filter((line) => line.startsWith(name));

describeOnEachDatabase('what Prometheus is told', (database) => {
  it('counts the runs that count by verdict, and says when each load test last passed and what the newest run had', async () => {
    const run = (hour: number, verdict: 'passed' | 'failed' | 'errored', figures: object = {}) =>
      storeRun(database(), {
        test: 'search',
        status: 'judged',
        verdict,
        startedAt: at(hour),
        endedAt: at(hour + 1),
        ...figures,
      });
    await run(1, 'passed', { durationSeconds: 60, p95ResponseTimeMs: 250, errorRate: 0 });
    await run(3, 'passed', { durationSeconds: 61, p95ResponseTimeMs: 260, errorRate: 0 });
    await run(5, 'failed', { durationSeconds: 62.5, p95ResponseTimeMs: 1840, errorRate: 0.25 });
    // Without figures: those of the run before it are the newest.
    await run(7, 'errored');
    await run(9, 'passed', { counts: false, durationSeconds: 5 });
    await storeRun(database(), { test: 'search', status: 'running' });
    const lines = await scraper(database())();
    expect(about(lines, 'loadtest_runs_total').sort()).toEqual([
      'loadtest_runs_total{test="search",verdict="errored"} 1',
      'loadtest_runs_total{test="search",verdict="failed"} 1',
      'loadtest_runs_total{test="search",verdict="passed"} 2',
    ]);
    const labels = '{test="search",environment="production"}';
    expect(about(lines, 'loadtest_last_')).toEqual([
      `loadtest_last_run_duration_seconds${labels} 62.5`,
      `loadtest_last_run_p95_response_time_seconds${labels} 1.84`,
      `loadtest_last_run_error_rate${labels} 0.25`,
      `loadtest_last_pass_timestamp_seconds${labels} ${at(4).getTime() / 1000}`,
    ]);
    expect(about(lines, 'loadtest_records_readable')).toEqual(['loadtest_records_readable 1']);
  });

  it('is what is true when it asks, at its first question too', async () => {
    const scrape = scraper(database());
    await storeRun(database(), { status: 'judging' });
    expect(about(await scrape(), 'loadtest_runs_waiting')).toEqual(['loadtest_runs_waiting_to_be_judged 1']);
    await storeRun(database(), { status: 'judging' });
    expect(about(await scrape(), 'loadtest_runs_waiting')).toEqual(['loadtest_runs_waiting_to_be_judged 2']);
  });

  it('says whether a person has switched redeploys off', async () => {
    const scrape = scraper(database());
    const state = { reason: 'a release', changedAt: at(1), changedBy: 'alice' };
    for (const off of [true, false]) {
      await setSwitch(database(), { ...state, off });
      expect(about(await scrape(), 'loadtest_remediation')).toEqual([
        `loadtest_remediation_switched_off ${Number(off)}`,
      ]);
    }
  });

  it('has when the results of scheduled load tests are due, and no more of one that is gone', async () => {
    let expected: Expected[] = [{ ...due, test: 'gone' }];
    const scrape = scraper(database(), { expected: () => Promise.resolve(expected) });
    expect(about(await scrape(), 'loadtest_next')).toHaveLength(1);
    expected = [due, { ...due, test: 'new', nextExpectedRunAt: null, staleAt: null }];
    const lines = await scrape();
    const labels = '{test="checkout",environment="production"}';
    expect([...about(lines, 'loadtest_next'), ...about(lines, 'loadtest_result_stale')]).toEqual([
      `loadtest_next_expected_run_timestamp_seconds${labels} ${at(20).getTime() / 1000}`,
      `loadtest_result_stale_timestamp_seconds${labels} ${at(21).getTime() / 1000}`,
    ]);
  });

  it('is nothing where the records cannot be read, instead of what it was', async () => {
    let away = false;
    const db = new Proxy(database(), {
      get: (target, name) => {
        if (away) {
          throw new Error('the database is away');
        }
        return Reflect.get(target, name) as unknown;
      },
    });
    await storeRun(database(), { test: 'orders', status: 'judged', verdict: 'passed', endedAt: at(1) });
    const scrape = scraper(db);
    expect(about(await scrape(), 'loadtest_runs_total{test="orders"')).toHaveLength(1);
    away = true;
    const lines = await scrape();
    expect(about(lines, 'loadtest_runs_total')).toEqual([]);
    expect(about(lines, 'loadtest_alerts_undelivered')).toEqual(['loadtest_alerts_undelivered Nan']);
    expect(about(lines, 'loadtest_records_readable')).toEqual(['loadtest_records_readable 0']);
    expect(about(lines, 'loadtest_metric_store_name_values')).toEqual(['loadtest_metric_store_name_values 120']);
  });
});
