import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  type PgColumnBuilderBase,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import { instant } from '../db';
import type { LoadTest } from '../model/load-test';
import type { Deployment, DeploymentEventState, Readiness } from '../model/deployment';
import type { Diagnosis, EvidencePacket } from '../model/diagnosis';
import type { Features } from '../diagnosis';
import type { Limits, Reason, ThresholdResult } from '../model/verdict';
import type { CodeCount, EndpointFigures, RecordedFigures, RunSeries } from '../model/figures';
import type {
  AutoFixApplied,
  Correction,
  DiagnosisState,
  MissedTicks,
  PlannedLoad,
  ProductionDeployment,
  Reporter,
  RunStatus,
  ScriptThreshold,
  StoreCheck,
  TickOutcome,
  Trigger,
  Verdict,
} from '../model/run';
import type { RunPart } from '../model/protocol';
import type { Regression } from '../model/regression';

/** A column per figure of a run: TypeScript says when one is missing, and the query builder when its type is another. */
const figureColumns = {
  durationSeconds: doublePrecision('duration_seconds'),
  virtualUsers: integer('virtual_users'),
  virtualUsersSource: text('virtual_users_source').$type<NonNullable<RecordedFigures['virtualUsersSource']>>(),
  requests: bigint('requests', { mode: 'number' }),
  failedRequests: bigint('failed_requests', { mode: 'number' }),
  /** Denominator of the error rate; null in runs judged before it was counted. */
  errorRateSamples: bigint('error_rate_samples', { mode: 'number' }),
  errorRate: doublePrecision('error_rate'),
  avgResponseTimeMs: doublePrecision('avg_response_time_ms'),
  p95ResponseTimeMs: doublePrecision('p95_response_time_ms'),
} satisfies Record<keyof RecordedFigures, PgColumnBuilderBase>;

/** One row per run, kept after the raw samples are gone. Figures are columns so that lists and filters need no JSON. */
export const runs = pgTable(
  'runs',
  {
    id: text('id').primaryKey(),
    test: text('test').notNull(),
    target: text('target').notNull(),
    environment: text('environment').notNull(),
    trigger: text('trigger').$type<Trigger>().notNull(),
    reporter: text('reporter').$type<Reporter>().notNull(),
    status: text('status').$type<RunStatus>().notNull(),
    /** Hash of the canonical announcement: the same one again is a repeat, another one a conflict. */
    announcementHash: text('announcement_hash').notNull(),
    expectedInstances: integer('expected_instances').notNull(),
    scriptHash: text('script_hash'),
    loadProfileHash: text('load_profile_hash'),
    planned: jsonb('planned').$type<PlannedLoad>(),
    k6Version: text('k6_version'),
    /** False: a verdict and nothing more (no incident, alert, banner, redeploy, baseline). */
    counts: boolean('counts').notNull(),
    countsReason: text('counts_reason'),
    /** What script and entry resolved to at the announcement, whatever is in the catalogue later. */
    expectedThresholds: jsonb('expected_thresholds').$type<readonly ScriptThreshold[]>(),
    limits: jsonb('limits').$type<Limits>().notNull(),
    remediation: jsonb('remediation').$type<LoadTest['remediation']>(),
    productionDeployment: jsonb('production_deployment').$type<ProductionDeployment>(),
    startedBy: text('started_by'),
    /** The deployment that started it; null unless the trigger is `deployment`. What it tested is `productionDeployment`. */
    deploymentId: text('deployment_id'),
    deploymentCommit: text('deployment_commit'),
    /** How the target answered before this run was queued. */
    readiness: jsonb('readiness').$type<Readiness>(),
    /** The sidecar (`sidecars.id`) whose runner has it; null for other reporters, and in runs of before 0.2. */
    owner: text('owner'),
    /** When its owner was found to be gone while k6 was running: closed for silence, so late parts judge it again. */
    ownerLostAt: instant('owner_lost_at'),
    /** When a person has asked a sidecar to stop it that does not run it itself. */
    stopRequestedAt: instant('stop_requested_at'),
    /** When its k6, which went on without its owner, was ended by another sidecar of that machine. */
    orphanEndedAt: instant('orphan_ended_at'),
    announcedAt: instant('announced_at').notNull(),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    /** After this instant the run is closed with whatever has arrived. */
    deadlineAt: instant('deadline_at').notNull(),
    closedAtDeadline: boolean('closed_at_deadline').notNull().default(false),
    didNotStart: text('did_not_start'),
    /** The ticks of the schedule that this run stands for; null unless they started none. `didNotStart` says why. */
    missed: jsonb('missed').$type<MissedTicks>(),
    judgeAfter: instant('judge_after'),
    /** How often it was taken by a judge; a write of an earlier holder changes nothing. */
    judgeAttempts: integer('judge_attempts').notNull().default(0),
    /** How often judging it has thrown. */
    judgeFailures: integer('judge_failures').notNull().default(0),
    /** Until then a judge has it. */
    leaseUntil: instant('lease_until'),
    judgedAt: instant('judged_at'),
    /** How often it was judged: a part that comes after the run was closed for silence judges it again. */
    judgement: integer('judgement').notNull().default(0),
    /** What an earlier judgement said, where the last one that changed the verdict said something else. */
    correctedFrom: jsonb('corrected_from').$type<Correction>(),
    /** Time of its result point: the end of the run at its first judgement, so that a correction overwrites. */
    resultAt: instant('result_at'),
    verdict: text('verdict').$type<Verdict>(),
    reasons: jsonb('reasons').$type<readonly Reason[]>(),
    thresholds: jsonb('thresholds').$type<readonly ThresholdResult[]>(),
    ...figureColumns,
    /** How it compares with its baseline; null: there was none, or nobody has looked. */
    regression: jsonb('regression').$type<Regression>(),
    droppedIterationsShare: doublePrecision('dropped_iterations_share'),
    /** When the metric store is to be asked (again) for a run that was judged before it had answered; null: not at all. */
    storeReadAfter: instant('store_read_after'),
    storeReadAttempts: integer('store_read_attempts').notNull().default(0),
    storeCheck: jsonb('store_check').$type<StoreCheck>(),
    diagnosisState: text('diagnosis_state').$type<DiagnosisState>().notNull().default('notNeeded'),
    /** When its diagnosis is to be made; null: there is none to make. */
    diagnoseAfter: instant('diagnose_after'),
    /** Until then a diagnoser has it. */
    diagnosisLeaseUntil: instant('diagnosis_lease_until'),
    /** How often diagnosing it has thrown. */
    diagnosisFailures: integer('diagnosis_failures').notNull().default(0),
    diagnosis: jsonb('diagnosis').$type<Diagnosis>(),
    actionRequired: boolean('action_required').notNull().default(false),
    actionRequiredReason: text('action_required_reason'),
    /** Name of the guard that refused a redeploy (remediation/decision.ts); its reason is `actionRequiredReason`. */
    redeployGuard: text('redeploy_guard'),
    autoFixApplied: jsonb('auto_fix_applied').$type<AutoFixApplied>(),
    incidentId: text('incident_id'),
  },
  (table) => [
    index('runs_by_date').on(table.announcedAt.desc().nullsFirst(), table.id.desc().nullsFirst()),
    index('runs_by_test').on(table.test, table.announcedAt.desc().nullsFirst(), table.id.desc().nullsFirst()),
    index('runs_by_verdict').on(table.verdict, table.announcedAt.desc().nullsFirst(), table.id.desc().nullsFirst()),
    index('runs_by_trigger').on(table.trigger, table.announcedAt.desc().nullsFirst(), table.id.desc().nullsFirst()),
    index('runs_by_environment').on(
      table.environment,
      table.announcedAt.desc().nullsFirst(),
      table.id.desc().nullsFirst()
    ),
    index('runs_not_counting')
      .on(table.announcedAt.desc().nullsFirst(), table.id.desc().nullsFirst())
      .where(sql`NOT counts`),
    index('runs_needing_person')
      .on(table.announcedAt.desc().nullsFirst(), table.id.desc().nullsFirst())
      .where(sql`action_required`),
    index('runs_open')
      .on(table.status, table.deadlineAt)
      .where(sql`status <> 'judged'`),
    index('runs_store_to_read')
      .on(table.storeReadAfter)
      .where(sql`store_read_after IS NOT NULL`),
    index('runs_to_stop')
      .on(table.owner)
      .where(sql`stop_requested_at IS NOT NULL AND status IN ('queued', 'running')`),
    index('runs_to_diagnose')
      .on(table.judgedAt)
      .where(sql`diagnosis_state IN ('pending', 'late')`),
  ]
);

/** What a reporter sent, as it was judged; redacted before it is stored. */
export const runParts = pgTable(
  'run_parts',
  {
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    instance: text('instance').notNull(),
    part: text('part').$type<RunPart['part']>().notNull(),
    contentHash: text('content_hash').notNull(),
    content: jsonb('content').$type<RunPart>().notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.instance, table.part] })]
);

/** The bulky half of a run, so that lists never read it. */
export const runDetails = pgTable('run_details', {
  runId: text('run_id')
    .primaryKey()
    .references(() => runs.id, { onDelete: 'cascade' }),
  endpoints: jsonb('endpoints').$type<readonly EndpointFigures[]>(),
  endpointsLeftOut: integer('endpoints_left_out'),
  statusCodes: jsonb('status_codes').$type<readonly CodeCount[]>(),
  errorCodes: jsonb('error_codes').$type<readonly CodeCount[]>(),
  series: jsonb('series').$type<RunSeries>(),
  evidence: jsonb('evidence').$type<EvidencePacket>(),
  features: jsonb('features').$type<Features>(),
});

/** The run of a load test that a person wants the others held against, in place of the last passed one. */
export const pinnedBaselines = pgTable('pinned_baselines', {
  test: text('test').primaryKey(),
  runId: text('run_id')
    .notNull()
    .references(() => runs.id, { onDelete: 'cascade' }),
  /** As the audit trail names them. */
  pinnedBy: text('pinned_by').notNull(),
  pinnedAt: instant('pinned_at').notNull(),
});

/** What people say about diagnoses: was it right? A person's newest word replaces the older one. */
export const runFeedback = pgTable(
  'run_feedback',
  {
    runId: text('run_id')
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    /** As the audit trail names them. */
    givenBy: text('given_by').notNull(),
    givenAt: instant('given_at').notNull(),
    correct: boolean('correct').notNull(),
    /** What it was in truth; null where nobody said. */
    actualCause: text('actual_cause'),
  },
  (table) => [primaryKey({ columns: [table.runId, table.givenBy] })]
);

/** One row: when a sidecar last looked at the deadlines of runs. While none did, no deadline goes on. */
export const deadlineWatch = pgTable('deadline_watch', {
  id: integer('id').primaryKey(),
  watchedAt: instant('watched_at').notNull(),
});

/** One row per sidecar process that is at work, all instants by the database's clock (runs/ownership.ts). */
export const sidecars = pgTable('sidecars', {
  /** Random, new with each process. */
  id: text('id').primaryKey(),
  startedAt: instant('started_at').notNull(),
  lastSeenAt: instant('last_seen_at').notNull(),
  /** Since when it has been seen without an interruption, such as an outage of the database. */
  steadySince: instant('steady_since').notNull(),
});

/** A schedule of the catalogue; a load test has a row for each that it ever had (runs/schedules.ts). */
export const schedules = pgTable(
  'schedules',
  {
    test: text('test').notNull(),
    /** Of its cron and time zone: another one is another schedule. */
    scheduleHash: text('schedule_hash').notNull(),
    /** When it was first seen in the catalogue, or seen again after it had been gone. No earlier tick is of interest. */
    since: instant('since').notNull(),
    /** Whatever its ticks up to this instant led to is written. */
    decidedUntil: instant('decided_until').notNull(),
    /** When a sidecar last had it in its catalogue. */
    seenAt: instant('seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.test, table.scheduleHash] })]
);

/** One row: when a sidecar last looked at schedules, whichever it had. */
export const scheduleWatch = pgTable('schedule_watch', {
  id: integer('id').primaryKey(),
  watchedAt: instant('watched_at').notNull(),
});

/** What became of the ticks of the last months; those of an outage are one row, at the last one. */
export const scheduleTicks = pgTable(
  'schedule_ticks',
  {
    test: text('test').notNull(),
    tickAt: instant('tick_at').notNull(),
    outcome: text('outcome').$type<TickOutcome>().notNull(),
    /** Why it started none, for people; null where it did. */
    reason: text('reason'),
    runId: text('run_id'),
    decidedAt: instant('decided_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.test, table.tickAt] })]
);

/** What a deployment leads to, for each load test that it concerns (runs/deployment-events.ts). */
export const deploymentEvents = pgTable(
  'deployment_events',
  {
    test: text('test').notNull(),
    deploymentId: text('deployment_id').notNull(),
    deployment: jsonb('deployment').$type<Deployment>().notNull(),
    /** Project at Vercel whose redeploys concern it; null where nobody knows one. */
    projectId: text('project_id'),
    /** Order among the deployments of the load test. */
    deployedAt: instant('deployed_at').notNull(),
    receivedAt: instant('received_at').notNull(),
    /** Of the run that it starts, whether that is there already or not. */
    runId: text('run_id').notNull(),
    state: text('state').$type<DeploymentEventState>().notNull(),
    /** Why it is dropped, in one word. */
    code: text('code'),
    /** What it waits for, or why it is dropped or started late, for people. */
    reason: text('reason'),
    readiness: jsonb('readiness').$type<Readiness>(),
    /** When it is looked at again; whoever looks puts it off. */
    lookAfter: instant('look_after').notNull(),
    /** When the run starts however the target answers; null: nothing was asked yet. */
    startBy: instant('start_by'),
    decidedAt: instant('decided_at'),
  },
  (table) => [
    primaryKey({ columns: [table.test, table.deploymentId] }),
    index('deployment_events_waiting')
      .on(table.lookAfter)
      .where(sql`state = 'waiting'`),
    index('deployment_events_by_test').on(table.test, table.deployedAt.desc().nullsFirst()),
  ]
);
