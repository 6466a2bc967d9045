import { renderAlert, type SlackClient } from '../alerts';
import { renderAnnotation, type AnnotationClient } from '../annotations';
import type { Database } from '../db';
import type { EffectHandlers, EffectOutcome, EffectRow, SettledOutcome } from '../effects';
import { addIncidentEvent, changeIncident, findIncident } from '../incidents';
import { MetricsStoreError, type MetricsStore } from '../metrics/model';
import { redeployProduction, type RedeployResult, type VercelClient } from '../remediation';
import { changeRun, findRun } from '../runs';
import { requirePerson } from './escalation';
import { planAlert, planResultPoint, type AlertPayload, type Planning, type RedeployPayload } from './planning';
import { resultPoint } from './result-point';

export interface Acting extends Planning {
  readonly db: Database;
  readonly store: MetricsStore;
  /** Null: not configured. */
  readonly slack: SlackClient | null;
  readonly vercel: VercelClient | null;
  readonly annotations: AnnotationClient | null;
  readonly allowedProjectIds: readonly string[];
}

/** What each kind of effect does, and what follows when it is settled. */
export function effectHandlers(acting: Acting): EffectHandlers {
  return {
    slackMessage: {
      whenUnknown: 'resend',
      send: (effect) => sendAlert(acting, effect),
      settled: (tx, effect, outcome) => alertSettled(tx, acting, effect, outcome),
    },
    vercelRedeploy: {
      whenUnknown: 'settle',
      send: (effect, retry) => sendRedeploy(acting, effect, retry),
      settled: (tx, effect, outcome) => redeploySettled(tx, acting, effect, outcome),
    },
    grafanaAnnotation: {
      whenUnknown: 'resend',
      send: (effect, retry) => sendAnnotation(acting, effect, retry),
      settled: () => Promise.resolve(),
    },
    resultPoint: {
      whenUnknown: 'resend',
      send: (effect) => sendResultPoint(acting, effect),
      settled: () => Promise.resolve(),
    },
  };
}

function notConfigured(what: string, variable: string): EffectOutcome<never> {
  return { outcome: 'rejected', code: 'notConfigured', reason: `${what} is not configured (${variable})` };
}

async function sendAlert({ slack }: Acting, effect: EffectRow): Promise<EffectOutcome<unknown>> {
  return slack === null
    ? notConfigured('Slack', 'SLACK_BOT_TOKEN or SLACK_WEBHOOK_URL')
    : slack.send(renderAlert(effect.payload as AlertPayload));
}

/** "Auto-fix applied" that reaches nobody would be a failure that nobody is told about: then the banner tells it. */
async function alertSettled(tx: Database, acting: Acting, effect: EffectRow, outcome: SettledOutcome): Promise<void> {
  if (effect.incidentId === null) {
    return;
  }
  if (outcome.outcome === 'confirmed') {
    await addIncidentEvent(tx, {
      incidentId: effect.incidentId,
      at: acting.now(),
      kind: 'alertDelivered',
      text: 'Slack has the alert',
      runId: effect.runId,
    });
    return;
  }
  const text = `the Slack alert was not delivered: ${outcome.reason}`;
  await addIncidentEvent(tx, {
    incidentId: effect.incidentId,
    at: acting.now(),
    kind: 'alertNotDelivered',
    text,
    runId: effect.runId,
  });
  const incident = await findIncident(tx, effect.incidentId);
  if ((effect.payload as AlertPayload).kind === 'autoFixApplied' && incident?.state === 'remediating') {
    await requirePerson(tx, incident, effect.runId, text, acting.now());
    const run = await findRun(tx, effect.runId);
    if (run !== null) {
      await planResultPoint(tx, acting, run, 'alertRefused');
    }
  }
}

async function sendRedeploy(
  { db, vercel, allowedProjectIds }: Acting,
  effect: EffectRow,
  retry: boolean
): Promise<EffectOutcome<RedeployResult>> {
  if (vercel === null) {
    return notConfigured('Vercel', 'VERCEL_TOKEN');
  }
  const incident = effect.incidentId === null ? null : await findIncident(db, effect.incidentId);
  if (!retry && (incident?.state !== 'remediating' || incident.redeployEffectId !== effect.id)) {
    return {
      outcome: 'rejected',
      code: 'incidentMovedOn',
      reason: `the incident is ${incident?.state ?? 'gone'}, so the redeploy was not sent`,
    };
  }
  const payload = effect.payload as RedeployPayload;
  return redeployProduction(
    {
      effectId: effect.id,
      runId: effect.runId,
      test: payload.test,
      projectId: payload.projectId,
      teamId: payload.teamId,
      expectedDeploymentId: payload.expectedDeploymentId,
      lookupFirst: retry,
    },
    { client: vercel, allowedProjectIds }
  );
}

async function redeploySettled(
  tx: Database,
  acting: Acting,
  effect: EffectRow,
  outcome: SettledOutcome
): Promise<void> {
  const now = acting.now();
  const run = await findRun(tx, effect.runId);
  const incident = effect.incidentId === null ? null : await findIncident(tx, effect.incidentId);
  if (run === null || incident === null) {
    return;
  }
  if (outcome.outcome !== 'confirmed') {
    const reason =
      outcome.outcome === 'unknown'
        ? `nobody knows whether the redeploy was made: ${outcome.reason}`
        : `the redeploy was refused: ${outcome.reason}`;
    if (incident.state === 'resolved') {
      await planAlert(tx, acting, run, incident.id, { kind: 'failedAndRecovered' });
      return;
    }
    await requirePerson(tx, incident, run.id, reason, now);
    await planAlert(tx, acting, run, incident.id, { kind: 'actionRequired', actionRequiredReason: reason });
    await planResultPoint(tx, acting, run, 'acted');
    return;
  }
  const result = outcome.result as RedeployResult;
  const payload = effect.payload as RedeployPayload;
  // The load test may have failed again while Vercel was being asked: then no later run is taken for a verification.
  const needsPerson = incident.state === 'actionRequired';
  await changeRun(tx, run.id, {
    autoFixApplied: {
      action: 'redeploy',
      deploymentId: result.deploymentId,
      appliedAt: now.toISOString(),
      outcome: needsPerson ? 'unknown' : 'pending',
    },
    ...(needsPerson && { actionRequired: true, actionRequiredReason: incident.actionRequiredReason }),
  });
  await changeIncident(tx, incident.id, { redeployedAt: now });
  await addIncidentEvent(tx, {
    incidentId: incident.id,
    at: now,
    kind: 'redeployed',
    text: `Vercel confirmed the redeploy of project ${payload.projectId} as ${result.deploymentId}`,
    runId: run.id,
  });
  await planAlert(tx, acting, run, incident.id, {
    kind: needsPerson ? 'actionRequired' : 'autoFixApplied',
    actionRequiredReason: needsPerson ? incident.actionRequiredReason : null,
    autoFix: {
      projectId: payload.projectId,
      deploymentId: result.deploymentId,
      deploymentUrl: result.deploymentUrl,
    },
  });
  await planResultPoint(tx, acting, run, 'acted');
}

async function sendAnnotation(
  { db, annotations, runUrl }: Acting,
  effect: EffectRow,
  retry: boolean
): Promise<EffectOutcome<unknown>> {
  if (annotations === null) {
    return notConfigured('Grafana', 'GRAFANA_URL and GRAFANA_TOKEN');
  }
  const run = await findRun(db, effect.runId);
  if (run === null || run.verdict === null) {
    return { outcome: 'rejected', code: 'runGone', reason: 'the run is no longer stored' };
  }
  const to = run.endedAt ?? run.announcedAt;
  const { severity, text } = renderAnnotation({
    test: run.test,
    verdict: run.verdict,
    actionRequired: run.actionRequired,
    virtualUsers: run.virtualUsers,
    requests: run.requests,
    p95ResponseTimeMs: run.p95ResponseTimeMs,
    errorRate: run.errorRate,
    breached: (run.thresholds ?? []).filter((threshold) => !threshold.ok),
    diagnosisText: run.diagnosis?.text ?? null,
  });
  return annotations.write(
    {
      effectId: effect.id,
      runId: run.id,
      test: run.test,
      severity,
      text,
      from: run.startedAt ?? run.announcedAt,
      to,
      runUrl: runUrl(run.id),
    },
    { lookupFirst: retry }
  );
}

async function sendResultPoint({ db, store }: Acting, effect: EffectRow): Promise<EffectOutcome<unknown>> {
  const run = await findRun(db, effect.runId);
  const point = run === null ? null : resultPoint(run);
  if (point === null) {
    return { outcome: 'rejected', code: 'runGone', reason: 'the run is no longer stored' };
  }
  try {
    await store.writeResult(point);
    return { outcome: 'confirmed', result: { at: point.at.toISOString() } };
  } catch (error) {
    if (!(error instanceof MetricsStoreError)) {
      throw error;
    }
    return error.retryable
      ? { outcome: 'retry', code: 'storeUnavailable', reason: error.message, retryAfterSeconds: null }
      : { outcome: 'rejected', code: 'storeRefused', reason: error.message };
  }
}
