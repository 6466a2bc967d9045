import { Gauge, type Registry } from 'prom-client';
import { sql } from 'drizzle-orm';
import type { Database } from '../db';
import { incidents } from '../incidents';
import { runs } from '../runs';
import { effectBacklog } from '../effects';
import { alertEffect } from './consequences/slack-message';
import type { Breakers } from '../lib/outbound/breaker';

/** Gauges of the loop's state, read when Prometheus asks, so that they are right after a restart too. */
export function registerLoopMetrics(
  registry: Registry,
  { db, breakers }: { readonly db: Database; readonly breakers: Breakers }
): void {
  const registers = [registry];
  const pending = new Gauge({ name: 'loadtest_effects_pending', help: 'Effects not yet settled', registers });
  const oldest = new Gauge({
    name: 'loadtest_effects_oldest_pending_seconds',
    help: 'Age of the oldest effect not yet settled',
    registers,
  });
  const undelivered = new Gauge({
    name: 'loadtest_alerts_undelivered',
    help: 'Slack alerts of the last 24 hours that were refused or given up',
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
      const rows = await db
        .select({ state: incidents.state, count: sql<number>`count(*)::int` })
        .from(incidents)
        .where(sql`${incidents.resolvedAt} IS NULL`)
        .groupBy(incidents.state);
      for (const state of ['diagnosing', 'remediating', 'actionRequired'] as const) {
        this.set({ state }, rows.find((row) => row.state === state)?.count ?? 0);
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
