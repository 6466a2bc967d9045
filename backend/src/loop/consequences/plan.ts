import type { RunAlert } from '../../alerts';
import type { Tx } from '../../db';
import { effectsOfRun, planEffect } from '../../effects';
import type { RunRow } from '../../runs';
import type { Correction } from '../../model/run';

/** Payloads of the effects, as stored. */
export type AlertPayload = RunAlert;
export interface RedeployPayload {
  readonly projectId: string;
  readonly teamId: string | null;
  /** The production deployment that the failed run has tested. */
  readonly expectedDeploymentId: string;
  readonly test: string;
}

export type AlertKind = RunAlert['kind'];

export interface Planning {
  readonly now: () => Date;
  /** Page of a run for people; null where no Grafana is configured. */
  readonly runUrl: (runId: string) => string | null;
  /** Asked for every alert. `grafana`: Grafana's alert rules tell Slack about runs and incidents, the sidecar stays silent. */
  readonly runAlerts: () => 'sidecar' | 'grafana';
}

/** Plans the Slack message about a run. One per run, judgement and kind, however often it is planned. */
export async function planAlert(
  tx: Tx,
  planning: Planning,
  run: RunRow,
  incidentId: string | null,
  alert: {
    readonly kind: AlertKind;
    readonly actionRequiredReason?: string | null;
    readonly autoFix?: RunAlert['autoFix'];
    readonly correctedIncident?: NonNullable<RunAlert['correction']>['incident'];
    /** What was said before, where the verdict itself may be the same. */
    readonly correctedFrom?: Correction;
  }
): Promise<void> {
  if (planning.runAlerts() === 'grafana') {
    return;
  }
  const id = `slack-${alert.kind}-${run.id}${ofJudgement(run)}`;
  const correctedFrom = alert.correctedFrom ?? run.correctedFrom;
  const payload: AlertPayload = {
    kind: alert.kind,
    test: run.test,
    target: run.target,
    environment: run.environment,
    verdict: run.verdict ?? 'inconclusive',
    runId: run.id,
    runDate: (run.startedAt ?? run.announcedAt).toISOString(),
    durationSeconds: run.durationSeconds,
    virtualUsers: run.virtualUsers,
    requests: run.requests,
    p95ResponseTimeMs: run.p95ResponseTimeMs,
    avgResponseTimeMs: run.avgResponseTimeMs,
    errorRate: run.errorRate,
    errorRateSamples: run.errorRateSamples,
    breached: (run.thresholds ?? []).filter((threshold) => threshold.ok === false),
    reasons: run.reasons ?? [],
    diagnosis: run.diagnosis === null ? null : saidBy(run.diagnosis),
    actionRequiredReason: alert.actionRequiredReason ?? null,
    autoFix: alert.autoFix ?? null,
    correction:
      run.judgement > 1 && correctedFrom !== null
        ? { ...correctedFrom, incident: alert.correctedIncident ?? null, notCounted: run.countsReason }
        : null,
    runUrl: planning.runUrl(run.id),
    effectId: id,
  };
  await planEffect(tx, { id, kind: 'slackMessage', runId: run.id, incidentId, payload }, planning.now());
}

/** What a later judgement leads to are effects of their own. */
function ofJudgement({ judgement }: RunRow): string {
  return judgement > 1 ? `-judgement${judgement}` : '';
}

function saidBy({ text, madeBy }: NonNullable<RunRow['diagnosis']>): RunAlert['diagnosis'] {
  return { text, madeBy: madeBy.kind, model: madeBy.kind === 'haiku' ? madeBy.model : null };
}

/** Plans the point of the measurement `load_test_run`; a later occasion overwrites the earlier point. */
export async function planResultPoint(
  tx: Tx,
  planning: Planning,
  run: RunRow,
  occasion: 'judged' | 'storeRead' | 'diagnosed' | 'acted' | 'alertRefused' | 'outcome' | 'uncounted'
): Promise<void> {
  const id = resultPointId(run, occasion);
  await planEffect(tx, { id, kind: 'resultPoint', runId: run.id, incidentId: null, payload: {} }, planning.now());
}

/** Whether something followed from this judgement of the run: it counted then, whatever it does now. */
export async function wasFollowed(tx: Tx, run: RunRow): Promise<boolean> {
  const id = resultPointId(run, 'judged');
  return (await effectsOfRun(tx, run.id)).some((effect) => effect.id === id);
}

function resultPointId(run: RunRow, occasion: string): string {
  return `result-${occasion}-${run.id}${ofJudgement(run)}`;
}

export async function planAnnotation(tx: Tx, planning: Planning, run: RunRow): Promise<void> {
  const id = `annotation-${run.id}${ofJudgement(run)}`;
  await planEffect(
    tx,
    { id, kind: 'grafanaAnnotation', runId: run.id, incidentId: run.incidentId, payload: {} },
    planning.now()
  );
}

/** The one redeploy of an incident: its id is the incident's, so that there can be no second. */
export async function planRedeploy(
  tx: Tx,
  planning: Planning,
  run: RunRow,
  incidentId: string,
  payload: RedeployPayload
): Promise<string> {
  const id = `redeploy-${incidentId}`;
  await planEffect(tx, { id, kind: 'vercelRedeploy', runId: run.id, incidentId, payload }, planning.now());
  return id;
}
