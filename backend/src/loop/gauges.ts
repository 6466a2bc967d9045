import { Gauge, type Registry } from 'prom-client';
import { sql } from 'drizzle-orm';
import { runs } from '../runs';
import { effectBacklog } from '../effects';
import { alertEffect } from './consequences/slack-message';
import type { Breakers } from '../lib/outbound/breaker';
import { type Beating, openIncidents, setExpected } from './heartbeat';

export interface LoopMetrics extends Pick<Beating, 'db' | 'nameValues' | 'expected'> {
  readonly breakers: Breakers;
}

/** Gauges of the loop's state, read when Prometheus asks, so that they are right after a restart too. */
export function registerLoopMetrics(registry: Registry, { db, breakers, nameValues, expected }: LoopMetrics): void {
  const registers = [registry];
  registerExpected(registry, expected);
  new Gauge({
    name: 'loadtest_metric_store_name_values',
    help: "Values of k6's tag name in the metric store, of the last seven days; counted every hour",
    registers,
    collect() {
      this.set(nameValues() ?? NaN);
    },
  });
  const pending = new Gauge({ name: 'loadtest_effects_pending', help: 'Effects not yet settled', registers });
  const oldest = new Gauge({
    name: 'loadtest_effects_oldest_pending_seconds',
    help: 'Age of the oldest effect not yet settled',
    registers,
  });
  const undelivered = new Gauge({
    name: 'loadtest_alerts_undelivered',
    help: 'Slack alerts of the last 24 hours that were refused or given up; none where Slack is not configured',
    registers,
  });
  new Gauge({
    name: 'loadtest_effects_unknown',
    help: 'Effects of which nobody knows whether they happened',
    registers,
    async collect() {
      const backlog = await effectBacklog(db, alertEffect);
      pending.set(backlog.pending);
      oldest.set(backlog.oldestSeconds);
      undelivered.set(backlog.undeliveredAlerts);
      this.set(backlog.unknown);
    },
  });
  new Gauge({
    name: 'loadtest_peer_paused',
    help: '1 while nothing is sent to a peer that has not answered several times in a row',
    labelNames: ['peer'],
    registers,
    collect() {
      for (const breaker of Object.values(breakers)) {
        this.set({ peer: breaker.peer }, breaker.pausedForMs() > 0 ? 1 : 0);
      }
    },
  });
  new Gauge({
    name: 'loadtest_incidents_open',
    help: 'Open incidents by state',
    labelNames: ['state'],
    registers,
    async collect() {
      const open = await openIncidents(db);
      for (const state of ['diagnosing', 'remediating', 'actionRequired'] as const) {
        this.set({ state }, open[state]);
      }
    },
  });
  new Gauge({
    name: 'loadtest_runs_waiting_to_be_judged',
    help: 'Runs whose parts are in and that are not judged yet',
    registers,
    async collect() {
      const [row] = await db
        .select({ count: sql<number>`count(*)::int` })
        .from(runs)
        .where(sql`${runs.status} = 'judging'`);
      this.set(row?.count ?? 0);
    },
  });
}

function registerExpected(registry: Registry, expected: LoopMetrics['expected']): void {
  const registers = [registry];
  const labelNames = ['test', 'environment'] as const;
  const staleAt = new Gauge({
    name: 'loadtest_result_stale_timestamp_seconds',
    help: 'When the last result of a scheduled load test says nothing any more',
    labelNames,
    registers,
  });
  new Gauge({
    name: 'loadtest_next_expected_run_timestamp_seconds',
    help: 'When the next run of a scheduled load test is due',
    labelNames,
    registers,
    async collect() {
      setExpected({ nextExpectedRunAt: this, staleAt }, await expected());
    },
  });
}
