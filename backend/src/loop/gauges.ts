import { Gauge, type Registry } from 'prom-client';
import type { Database } from '../db';
import { effectBacklog } from '../effects';
import type { Breakers } from '../lib/outbound/breaker';
import { readSwitch } from '../remediation';
import { countRunsToJudge, lastRuns, verdictTotals } from '../runs';
import { alertEffect } from './consequences/slack-thread';
import { type Beating, epochSeconds, openIncidents } from './heartbeat';
import { readTogether } from './read-together';

export interface LoopMetrics extends Pick<Beating, 'db' | 'nameValues' | 'expected'> {
  readonly breakers: Breakers;
}

/**
 * The state of the loop for Prometheus, read from the records whenever it asks, so that it is right after a restart too.
 * What cannot be read is absent, and `loadtest_records_readable` says so.
 */
export function registerLoopMetrics(registry: Registry, metrics: LoopMetrics): void {
  const { db, breakers, nameValues, expected } = metrics;
  const registers = [registry];
  const readings = [effectsAndIncidents(registry, db), judgedRuns(registry, db), expectedRuns(registry, expected)];
  new Gauge({
    name: 'loadtest_records_readable',
    help: '1 while the records can be read; without them what is read from them is absent',
    registers,
    async collect() {
      const all = await Promise.allSettled(readings.map((read) => read()));
      this.set(all.every(({ status }) => status === 'fulfilled') ? 1 : 0);
    },
  });
  new Gauge({
    name: 'loadtest_metric_store_name_values',
    help: "Values of k6's tag name in the metric store, of the last seven days; counted every hour",
    registers,
    collect() {
      this.set(nameValues() ?? NaN);
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
}

function effectsAndIncidents(registry: Registry, db: Database): () => Promise<unknown> {
  return readTogether(
    registry,
    {
      loadtest_effects_pending: { help: 'Effects not yet settled' },
      loadtest_effects_oldest_pending_seconds: { help: 'Age of the oldest effect not yet settled' },
      loadtest_alerts_undelivered: {
        help: 'Slack alerts of the last 24 hours that were refused or given up; none where Slack is not configured',
      },
      loadtest_effects_unknown: { help: 'Effects of which nobody knows whether they happened' },
      loadtest_incidents_open: { help: 'Open incidents by state', labelNames: ['state'] },
      loadtest_remediation_switched_off: { help: '1 while a person has switched redeploys off' },
      loadtest_runs_waiting_to_be_judged: { help: 'Runs whose parts are in and that are not judged yet' },
    },
    async () => {
      const [backlog, open, switched, toJudge] = await Promise.all([
        effectBacklog(db, alertEffect),
        openIncidents(db),
        readSwitch(db),
        countRunsToJudge(db),
      ]);
      const states = ['diagnosing', 'remediating', 'actionRequired'] as const;
      return {
        loadtest_effects_pending: [[{}, backlog.pending]],
        loadtest_effects_oldest_pending_seconds: [[{}, backlog.oldestSeconds]],
        loadtest_alerts_undelivered: [[{}, backlog.undeliveredAlerts]],
        loadtest_effects_unknown: [[{}, backlog.unknown]],
        loadtest_incidents_open: states.map((state) => [{ state }, open[state]]),
        loadtest_remediation_switched_off: [[{}, switched?.off === true ? 1 : 0]],
        loadtest_runs_waiting_to_be_judged: [[{}, toJudge]],
      };
    }
  );
}

/** Labels are names of the catalogue, so that there are as many series as load tests. */
function judgedRuns(registry: Registry, db: Database): () => Promise<unknown> {
  const labelNames = ['test', 'environment'] as const;
  return readTogether(
    registry,
    {
      loadtest_runs_total: {
        help: 'Judged runs that count, by load test and verdict: all that the records hold',
        labelNames: ['test', 'verdict'],
        isTotal: true,
      },
      loadtest_last_run_duration_seconds: { help: 'How long the newest run took', labelNames },
      loadtest_last_run_p95_response_time_seconds: {
        help: "95th percentile of the newest run's response times",
        labelNames,
      },
      loadtest_last_run_error_rate: { help: 'Share of failed requests of the newest run, 0 to 1', labelNames },
      loadtest_last_pass_timestamp_seconds: { help: 'When the newest run that passed ended', labelNames },
    },
    async () => {
      const [totals, last] = await Promise.all([verdictTotals(db), lastRuns(db)]);
      const perTest = (figure: (run: (typeof last)[number]) => number | null) =>
        last.map((run) => [{ test: run.test, environment: run.environment }, figure(run)] as const);
      return {
        loadtest_runs_total: totals.map(({ test, verdict, runs }) => [{ test, verdict }, runs]),
        loadtest_last_run_duration_seconds: perTest(({ durationSeconds }) => durationSeconds),
        loadtest_last_run_p95_response_time_seconds: perTest(({ p95ResponseTimeMs }) =>
          p95ResponseTimeMs === null ? null : p95ResponseTimeMs / 1000
        ),
        loadtest_last_run_error_rate: perTest(({ errorRate }) => errorRate),
        loadtest_last_pass_timestamp_seconds: perTest(({ passedAt }) => epochSecondsOrNull(passedAt)),
      };
    }
  );
}

function expectedRuns(registry: Registry, expected: LoopMetrics['expected']): () => Promise<unknown> {
  const labelNames = ['test', 'environment'] as const;
  return readTogether(
    registry,
    {
      loadtest_next_expected_run_timestamp_seconds: {
        help: 'When the next run of a scheduled load test is due',
        labelNames,
      },
      loadtest_result_stale_timestamp_seconds: {
        help: 'When the last result of a scheduled load test says nothing any more',
        labelNames,
      },
    },
    async () => {
      const all = await expected();
      const of = (name: 'nextExpectedRunAt' | 'staleAt') =>
        all.map(({ test, environment, [name]: at }) => [{ test, environment }, epochSecondsOrNull(at)] as const);
      return {
        loadtest_next_expected_run_timestamp_seconds: of('nextExpectedRunAt'),
        loadtest_result_stale_timestamp_seconds: of('staleAt'),
      };
    }
  );
}

function epochSecondsOrNull(at: Date | null): number | null {
  return at === null ? null : epochSeconds(at);
}
