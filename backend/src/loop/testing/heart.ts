import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { z } from 'zod';
import { createBannerSource } from '../../banner';
import type { Database } from '../../db';
import { featuresOf } from '../../diagnosis/features';
import { coldStart, inputOf } from '../../diagnosis/testing/inputs';
import { effectsOfRun } from '../../effects';
import type { InstanceReport } from '../../evaluation';
import { planned } from '../../evaluation/testing/inputs';
import { listIncidents, lockOpenIncident } from '../../incidents';
import type { Classification, Diagnosis, DiagnosisInput } from '../../model/diagnosis';
import type { LoadTest } from '../../model/load-test';
import { partSchema } from '../../model/protocol';
import type { Verdict } from '../../model/run';
import {
  noteDeployment,
  noteSending,
  type OpenMaintenance,
  recordRedeploy,
  remediationsToVerify,
  type RedeployEnd,
  type RemediationMode,
} from '../../remediation';
import { changeRun, closeOverdueRuns, completeRun, findRun, type RunRow } from '../../runs';
import { storeRun } from '../../testing/run-rows';
import type { Planning } from '../consequences/plan';
import { tellMember } from '../consequences/remediation-members';
import { diagnoseRun, type Diagnosing } from '../stages/diagnose';
import { followVerdict } from '../stages/follow-verdict';
import { judgeRun, judgingFailed, type Judging } from '../stages/judge';
import { alertLateDiagnoses, diagnosisFailed } from '../stages/late-diagnosis';
import { escalateUnverified, tellMembers } from '../stages/remediations';
import { readStoreLater } from '../stages/read-store';
import { noteLive } from '../stages/verify';
import { noAnswer, type FromStore } from '../store-reader';
import { diagnosisOf } from './diagnosis-of';

/** A row of the runs, as a test gives it. */
type GivenRun = NonNullable<Parameters<typeof storeRun>[1]>;

/** What k6 has measured, as far as a verdict looks at it. */
export interface Measured {
  readonly requests: number;
  readonly failedRequests: number;
  readonly p95ResponseTimeMs: number;
  readonly avgResponseTimeMs?: number;
  readonly exitCode: number;
  readonly stoppedByPerson: boolean;
}

const healthy: Measured = {
  requests: 600,
  failedRequests: 0,
  p95ResponseTimeMs: 50,
  exitCode: 0,
  stoppedByPerson: false,
};
/** Measurements with the verdict that they lead to. */
export const measured = {
  passed: healthy,
  failed: { ...healthy, failedRequests: 300 },
  tooSlow: { ...healthy, p95ResponseTimeMs: 900 },
  inconclusive: { ...healthy, requests: 10 },
  errored: { ...healthy, exitCode: 107 },
  stopped: { ...healthy, exitCode: 105, stoppedByPerson: true },
} as const satisfies Record<string, Measured>;

const confirmed: RedeployEnd = { kind: 'redeployed', deploymentId: 'dpl_new', deploymentUrl: null };
const minuteMs = 60_000;
export const diagnosisDeadlineSeconds = 60;
const silent: FromStore = { ...noAnswer, retryable: false };
const kindSchema = z.object({ kind: z.string() });

/** How things stand with the load test. */
export interface Standing {
  /** The newest incident; null: there never was one. */
  readonly incident: {
    readonly state: string;
    readonly openedByRunId: string;
    readonly lastRunId: string;
    readonly reason: string | null;
    readonly timeline: readonly string[];
  } | null;
  /** Whether the banner shows it. */
  readonly banner: boolean;
}

export interface HeartOptions {
  readonly mode?: RemediationMode;
  readonly runAlerts?: 'sidecar' | 'grafana';
  readonly labels?: Readonly<Record<string, string>>;
  readonly runUrl?: (runId: string) => string;
  /** That of other load tests too; else it has one of its own. */
  readonly projectId?: string;
  /** The maintenance window that is open then. */
  readonly maintenanceAt?: (time: Date) => OpenMaintenance | null;
  /** The catalogue's entry, where it matters; the load test then has its name. */
  readonly loadTest?: LoadTest;
}

/**
 * The stages of the loop on a real database, one load test of its own, and a clock that goes on only when it is told to.
 * Nothing is sent anywhere: what would be, stands in the effects. Runs count, and their entry permits a redeploy.
 */
export function createHeart(db: Database, options: HeartOptions = {}) {
  const test = options.loadTest?.name ?? `checkout-${randomUUID()}`;
  const projectId = options.projectId ?? `prj_${randomUUID()}`;
  let at = Date.parse('2026-11-23T12:00:00.000Z');
  let store: FromStore | null = silent;
  let diagnose: (input: DiagnosisInput) => Promise<Diagnosis>;
  let features = featuresOf(inputOf(coldStart));
  const now = () => new Date(at);
  const logger = pino({ level: 'silent' });
  const planning: Planning = {
    now,
    runUrl: options.runUrl ?? (() => null),
    labelsOf: () => options.labels ?? {},
    runAlerts: () => options.runAlerts ?? 'sidecar',
  };
  const reading = { ...planning, db, reader: { read: () => Promise.resolve(store) } };
  const judging: Judging = { ...reading, diagnosisDeadlineSeconds };
  const diagnosing: Diagnosing = {
    ...planning,
    db,
    endpointReader: { read: () => Promise.resolve(null) },
    mode: options.mode ?? 'auto',
    vercelConfigured: true,
    allowedProjectIds: [projectId],
    maintenanceOf: (_test, time) => options.maintenanceAt?.(time) ?? null,
    diagnoser: {
      diagnose: async (input) => ({
        diagnosis: await diagnose(input),
        packet: { facts: [{ id: 'E1', topic: 'run', text: 'half of the requests failed' }] },
        features,
      }),
    },
  };
  const catalogue = () => ({ tests: new Map(options.loadTest ? [[test, options.loadTest]] : []) });
  const banner = createBannerSource({ ...planning, db, catalogue, diagnosisDeadlineSeconds, logger });

  const heart = {
    test,
    projectId,
    db,
    planning,
    now,
    later: (minutes: number) => void (at += minutes * minuteMs),
    set: (time: Date) => void (at = time.getTime()),
    /** What the metric store answers from now on; null: nothing yet. Until told otherwise it cannot be read. */
    storeAnswers: (answer: FromStore | null) => void (store = answer),

    /** What failed runs look like from now on; until told otherwise like a cold start. */
    failsLike: (input: DiagnosisInput) => void (features = featuresOf(input)),

    async row(id: string): Promise<RunRow> {
      const run = await findRun(db, id);
      if (run === null) {
        throw new Error(`there is no run ${id}`);
      }
      return run;
    },

    /** Puts the row into a state that takes long to come to. */
    change: (id: string, change: Partial<RunRow>) => changeRun(db, id, change),

    /** A run that begins now. @returns its id. */
    announce: (given: GivenRun = {}) =>
      storeRun(db, {
        test,
        trigger: 'schedule',
        announcedAt: now(),
        startedAt: now(),
        remediation: { vercel: { projectId, teamId: null, triggers: ['schedule'] } },
        planned: planned(),
        productionDeployment: { id: 'dpl_live', createdAt: null, sha: null },
        ...given,
      }),

    /** What its reporter sends at the end of one instance, a minute after its start. */
    async send(id: string, { exitCode, stoppedByPerson, ...figures }: Measured, instance = '0') {
      const { startedAt, announcedAt } = await heart.row(id);
      const began = (startedAt ?? announcedAt).getTime();
      at = Math.max(at, began + minuteMs);
      const parts = [
        {
          part: 'exitCode',
          instance,
          exitCode,
          signal: null,
          startedAt: new Date(began).toISOString(),
          endedAt: new Date(began + minuteMs).toISOString(),
          stoppedByPerson,
          log: { uncaughtExceptions: 0, failedWrites: 0, lateFlushes: 0, tail: [] },
        },
        { part: 'summary', instance, summary: summaryOf(figures) },
      ];
      for (const part of parts) {
        await completeRun(reading, id, partSchema.parse(part), 'api');
      }
    },

    /** @returns false when the run goes back. */
    judge: async (id: string) => judgeRun(judging, await heart.row(id)),
    judgeAs: (run: RunRow) => judgeRun(judging, run),
    judgingThrew: async (id: string) => judgingFailed(judging, await heart.row(id)),

    /** All of a run: announced, reported after its minute, judged. @returns its id. */
    async report(what: Measured, given: GivenRun = {}) {
      const id = await heart.announce(given);
      await heart.send(id, what);
      await heart.judge(id);
      return id;
    },

    /** Nothing is heard of the run until after its deadline, and it is judged by that. */
    async silence(id: string) {
      const { deadlineAt } = await heart.row(id);
      at = Math.max(at, deadlineAt.getTime() + 1000);
      await closeOverdueRuns(db, now(), false);
      await heart.judge(id);
    },

    /** A run that was judged as this, a minute after its start, and what follows from it. @returns its id. */
    async follow(verdict: Verdict, given: GivenRun & { readonly stoppedByPerson?: boolean } = {}) {
      const { stoppedByPerson = false, ...row } = given;
      const began = now();
      heart.later(1);
      const id = await heart.announce({
        announcedAt: began,
        startedAt: began,
        endedAt: now(),
        status: 'judged',
        judgedAt: now(),
        judgement: 1,
        verdict,
        reasons: [{ code: stoppedByPerson ? 'stoppedByPerson' : 'withinLimits', text: `it was ${verdict}` }],
        thresholds: [],
        diagnosisState: verdict === 'failed' ? 'pending' : 'notNeeded',
        ...row,
      });
      const run = await heart.row(id);
      await db.transaction((tx) => followVerdict(tx, planning, run, stoppedByPerson ? [stoppedReport] : []));
      return id;
    },

    /** The diagnosis of a failed run comes. @returns what it was made from. */
    async diagnose(id: string, classification: Classification): Promise<DiagnosisInput | undefined> {
      let asked: DiagnosisInput | undefined;
      await heart.diagnoseWith(id, (input) => {
        asked = input;
        return Promise.resolve(diagnosisOf(classification, now()));
      });
      return asked;
    },
    async diagnoseWith(id: string, make: typeof diagnose) {
      diagnose = make;
      await diagnoseRun(diagnosing, await heart.row(id));
    },

    /** The POST of the redeploy that was planned for the run goes out. */
    async sendRedeploy(id: string) {
      const { incidentId } = await heart.row(id);
      await noteSending(db, `redeploy-${incidentId ?? ''}`, now());
    },
    /** Vercel confirms it, and it is in production at once; or refuses it, or nobody knows. */
    async redeployed(id: string, end: RedeployEnd = confirmed) {
      await heart.confirmed(id, end);
      if (end.kind === 'redeployed') {
        await heart.goesLive(id);
      }
    },
    /** The deployment that the redeploy has made is in production. */
    async goesLive(id: string) {
      const remediationId = `redeploy-${(await heart.row(id)).incidentId ?? ''}`;
      await noteDeployment(db, remediationId, 'live', now());
      const live = (await remediationsToVerify(db)).find((each) => each.id === remediationId);
      if (live !== undefined) {
        await noteLive(db, live);
      }
    },
    /** Vercel confirms it and builds; or refuses it, or nobody knows. */
    async confirmed(id: string, end: RedeployEnd = confirmed) {
      const { incidentId } = await heart.row(id);
      await heart.sendRedeploy(id);
      await db.transaction(async (tx) => {
        await lockOpenIncident(tx, test);
        await recordRedeploy(tx, `redeploy-${incidentId ?? ''}`, end, now());
        await tellMember(tx, planning, incidentId ?? '');
      });
    },
    /** What the loop does about redeploys every second. */
    async lookAfterRedeploys() {
      await tellMembers({ ...planning, db });
      await escalateUnverified({ ...planning, db });
    },

    diagnosisThrew: async (id: string) => diagnosisFailed(reading, await heart.row(id)),
    alertLateDiagnoses: () =>
      alertLateDiagnoses({ ...planning, db, deadlineSeconds: diagnosisDeadlineSeconds, logger }),

    readStoreLater: async (id: string) => readStoreLater(reading, await heart.row(id)),
    readStoreLaterAs: (run: RunRow) => readStoreLater(reading, run),

    /** Kinds of the Slack messages about the run, in the order in which they were planned. */
    async alerts(id: string): Promise<string[]> {
      const planned = (await effectsOfRun(db, id)).filter(({ kind }) => kind === 'slackMessage');
      return planned.map(({ payload }) => kindSchema.parse(payload).kind);
    },

    /** What the newest Slack message about the run says. */
    async lastAlert(id: string): Promise<unknown> {
      return (await effectsOfRun(db, id)).filter(({ kind }) => kind === 'slackMessage').at(-1)?.payload;
    },

    /** What the effects of one kind that follow from the run carry. */
    async payloads(id: string, kind: 'vercelRedeploy'): Promise<unknown[]> {
      return (await effectsOfRun(db, id)).filter((effect) => effect.kind === kind).map(({ payload }) => payload);
    },

    /** Ids of the effects of one kind that follow from the run, sorted. */
    async effects(id: string, kind: 'resultPoint' | 'vercelRedeploy' | 'grafanaAnnotation'): Promise<string[]> {
      return (await effectsOfRun(db, id)).flatMap((effect) => (effect.kind === kind ? [effect.id] : [])).sort();
    },

    /** What an admin site is told. */
    async bannerState() {
      await banner.refresh();
      const { body, etag } = banner.current();
      return { etag, ...z.object({ state: z.string(), unknownReason: z.string().nullable() }).parse(JSON.parse(body)) };
    },

    async standing(): Promise<Standing> {
      await banner.refresh();
      const shown = z
        .object({ incidents: z.array(z.object({ test: z.string() })) })
        .parse(JSON.parse(banner.current().body));
      const [newest] = await listIncidents(db, { test }, 1);
      return {
        incident:
          newest === undefined
            ? null
            : {
                state: newest.incident.state,
                openedByRunId: newest.incident.openedByRunId,
                lastRunId: newest.incident.lastRunId,
                reason: newest.incident.actionRequiredReason,
                timeline: newest.events.map(({ kind }) => kind),
              },
        banner: shown.incidents.some((each) => each.test === test),
      };
    },
  };
  return heart;
}

export type Heart = ReturnType<typeof createHeart>;

const stoppedReport: InstanceReport = {
  instance: '0',
  summary: null,
  exit: { exitCode: 105, signal: null, stoppedByPerson: true, startedAt: null, endedAt: null, exceeded: null },
  uncaughtExceptions: null,
  generator: null,
};

/** As `--summary-export` writes it: a minute of ten users. */
function summaryOf({
  requests,
  failedRequests,
  p95ResponseTimeMs,
  avgResponseTimeMs = 40,
}: Omit<Measured, 'exitCode' | 'stoppedByPerson'>) {
  return {
    root_group: { name: '', path: '', id: 'd41d8cd98f00b204e9800998ecf8427e', groups: {}, checks: {} },
    metrics: {
      http_reqs: { count: requests, rate: requests / 60 },
      http_req_failed: {
        passes: failedRequests,
        fails: requests - failedRequests,
        value: failedRequests / requests,
      },
      http_req_duration: { avg: avgResponseTimeMs, 'p(95)': p95ResponseTimeMs },
      iterations: { count: requests, rate: requests / 60 },
      vus: { value: 10, min: 10, max: 10 },
      vus_max: { value: 10, min: 10, max: 10 },
    },
  };
}
