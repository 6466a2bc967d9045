import { sql } from 'drizzle-orm';
import { nextRunAt } from '../catalogue';
import type { Database } from '../db';
import { effectBacklog } from '../effects';
import { incidents } from '../incidents';
import type { HeartbeatPoint, MetricsStore } from '../model/figures';
import type { LoadTest } from '../model/load-test';
import { readFreshness, schedulesOf } from '../runs';
import { alertEffect } from './consequences/slack-thread';

/** How often the sidecar says that it is there, in ms. */
export const heartbeatEveryMs = 30_000;

/** When the next result of a load test is due; null: it has no schedule. */
export interface Expected {
  readonly test: string;
  readonly environment: string;
  readonly nextExpectedRunAt: Date | null;
  /** From then on its last result says nothing about now. */
  readonly staleAt: Date | null;
  /** The first tick that no sidecar has decided yet: in the past by more than moments, the scheduler stands still. */
  readonly nextTickAt: Date | null;
}

/** What the sidecar knows of itself when its heart beats. */
export interface Condition {
  readonly at: Date;
  readonly backlog: Awaited<ReturnType<typeof effectBacklog>>;
  /** Open ones by state. */
  readonly incidents: Readonly<Record<'diagnosing' | 'remediating' | 'actionRequired', number>>;
  readonly runsRunning: number;
  readonly runsQueued: number;
  /** Values of k6's tag `name`; null: not counted yet. */
  readonly nameValues: number | null;
  /** Who tells Slack about runs by the configuration. */
  readonly runAlerts: 'sidecar' | 'grafana';
  readonly expected: readonly Expected[];
}

const integerFields = [
  'pendingEffects',
  'undeliveredAlerts',
  'unknownEffects',
  'incidentsDiagnosing',
  'incidentsRemediating',
  'incidentsActionRequired',
  'runsRunning',
  'runsQueued',
  'nameValues',
  'runAlertsInGrafana',
  'nextExpectedRunAt',
  'staleAt',
  'nextTickAt',
];

/**
 * The points of one beat: one of the sidecar, without tags, and one per scheduled load test with the tags `test` and
 * `environment`. Instants are whole seconds since 1970, so that a rule can compare them with now; types never change.
 */
export function heartbeatPoints(condition: Condition): readonly HeartbeatPoint[] {
  const { at, backlog, incidents: open, nameValues } = condition;
  const point = (tags: HeartbeatPoint['tags'], fields: HeartbeatPoint['fields']) => ({
    tags,
    at,
    fields,
    integerFields,
  });
  return [
    point(
      {},
      {
        pendingEffects: backlog.pending,
        backlogAgeSeconds: backlog.oldestSeconds,
        undeliveredAlerts: backlog.undeliveredAlerts,
        unknownEffects: backlog.unknown,
        incidentsDiagnosing: open.diagnosing,
        incidentsRemediating: open.remediating,
        incidentsActionRequired: open.actionRequired,
        runsRunning: condition.runsRunning,
        runsQueued: condition.runsQueued,
        // By the setting and not by who tells now: where both tell for a while, Grafana's alerts must not look resolved.
        runAlertsInGrafana: condition.runAlerts === 'grafana' ? 1 : 0,
        ...(nameValues !== null && { nameValues }),
      }
    ),
    ...condition.expected.flatMap(({ test, environment, nextExpectedRunAt, staleAt, nextTickAt }) =>
      nextExpectedRunAt === null || staleAt === null
        ? []
        : [
            point(
              { test, environment },
              {
                nextExpectedRunAt: epochSeconds(nextExpectedRunAt),
                staleAt: epochSeconds(staleAt),
                ...(nextTickAt !== null && { nextTickAt: epochSeconds(nextTickAt) }),
              }
            ),
          ]
    ),
  ];
}

export interface Beating {
  readonly db: Database;
  readonly store: Pick<MetricsStore, 'writeHeartbeat'>;
  readonly now: () => Date;
  readonly runner: () => { readonly running: number; readonly queued: number };
  readonly nameValues: () => number | null;
  readonly runAlerts: Condition['runAlerts'];
  readonly expected: () => Promise<readonly Expected[]>;
}

/**
 * Reads the database and writes the beat. It rejects where either cannot be done, and nothing is written then: a
 * heart that beats without knowing anything would be worse than one that stands still, which a rule notices.
 */
export async function beat({ db, store, now, runner, nameValues, runAlerts, expected }: Beating): Promise<void> {
  const [backlog, open, tests] = await Promise.all([effectBacklog(db, alertEffect), openIncidents(db), expected()]);
  const { running, queued } = runner();
  await store.writeHeartbeat(
    heartbeatPoints({
      at: now(),
      backlog,
      incidents: open,
      runsRunning: running,
      runsQueued: queued,
      nameValues: nameValues(),
      runAlerts,
      expected: tests,
    })
  );
}

/** When the results of the scheduled ones among these are due. */
export async function expectedRuns(db: Database, tests: Iterable<LoadTest>): Promise<readonly Expected[]> {
  const all = [...tests];
  const [freshness, schedules] = await Promise.all([readFreshness(db, all), schedulesOf(db, all)]);
  return all.flatMap((test) => {
    const known = freshness.get(test.name);
    const decidedUntil = schedules.get(test.name)?.decidedUntil ?? null;
    return known === undefined
      ? []
      : [
          {
            test: test.name,
            environment: test.environment,
            nextExpectedRunAt: known.nextExpectedRunAt,
            staleAt: known.staleAt,
            nextTickAt: decidedUntil === null ? null : nextRunAt(test, decidedUntil),
          },
        ];
  });
}

/** Open incidents by state. */
export async function openIncidents(db: Database): Promise<Condition['incidents']> {
  const rows = await db
    .select({ state: incidents.state, count: sql<number>`count(*)::int` })
    .from(incidents)
    .where(sql`${incidents.resolvedAt} IS NULL`)
    .groupBy(incidents.state);
  const count = (state: string) => rows.find((row) => row.state === state)?.count ?? 0;
  return {
    diagnosing: count('diagnosing'),
    remediating: count('remediating'),
    actionRequired: count('actionRequired'),
  };
}

export function epochSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
