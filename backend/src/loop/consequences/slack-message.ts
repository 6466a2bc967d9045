import { alertFiguresSchema, type AlertKind, runAlertSchema, type RunAlert, type SlackClient } from '../../alerts';
import type { Database, Tx } from '../../db';
import { bringForwardWaiting, effectKind, planEffect, type EffectRow, type SettledOutcome } from '../../effects';
import { lockOpenIncident, moveIncident } from '../../incidents';
import type { Breakers } from '../../lib/outbound/breaker';
import { pickFigures } from '../../model/figures';
import type { Regression } from '../../model/regression';
import type { Correction } from '../../model/run';
import { changeRun, findRun, type RunRow } from '../../runs';
import { alertFacts } from './alert-facts';
import { planAnnotation } from './grafana-annotation';
import { notConfigured } from './not-configured';
import { ofJudgement, type Planning } from './plan';
import { requirePerson } from './require-person';
import { planResultPoint } from './result-point';
import { patientTries, sendAlert, waitsForEarlier } from './send-alert';
import { planEdit } from './slack-edit';
import { messagePace } from './slack-pace';
import { alertEffect, alertOf } from './slack-thread';

const name = alertEffect;

export interface Alerting extends Planning {
  readonly db: Database;
  /** Null: not configured. */
  readonly slack: SlackClient | null;
  readonly breakers: Pick<Breakers, 'slack'>;
}

/** A message about a run in Slack: at least once. */
export const slackMessage = (alerting: Alerting) =>
  effectKind({
    name,
    payload: runAlertSchema,
    leaseSeconds: 75,
    // Looked up in the channel and in its thread, sent into the thread and, where that is gone, into the channel.
    longestTrySeconds: 40,
    // Worth a day of tries.
    tries: { limit: 60, giveUpBeyondSeconds: null },
    breaker: alerting.breakers.slack,
    whilePaused: 'wait',
    whenUnknown: 'resend',
    inOrder: { patientTries },
    pace: messagePace(alerting.slack),
    send: async (effect, alert) =>
      alerting.slack === null
        ? notConfigured('Slack', 'SLACK_BOT_TOKEN or SLACK_WEBHOOK_URL')
        : sendAlert(alerting.db, alerting.slack, effect, alert),
    settled: (tx, effect, alert, end) => alertSettled(tx, alerting, effect, alert, end),
  });

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
    /** Of `recovered`: the redeploy that its verification run has proved, and the run that it was made for. */
    readonly fixedBy?: { readonly deploymentId: string; readonly failedRunId: string };
    readonly correctedIncident?: NonNullable<RunAlert['correction']>['incident'];
    /** What was said before, where the verdict itself may be the same. */
    readonly correctedFrom?: Correction;
    readonly person?: RunAlert['person'];
  }
): Promise<void> {
  if (incidentId !== null) {
    // Whatever is worth a message has changed the incident.
    await planEdit(tx, planning, incidentId);
  }
  // No rule of Grafana tells that a passed run is worse than its baseline.
  if (planning.runAlerts() === 'grafana' && alert.kind !== 'regression') {
    return;
  }
  const id = `slack-${alert.kind}-${run.id}${ofJudgement(run)}`;
  const correctedFrom = alert.correctedFrom ?? run.correctedFrom;
  const payload: RunAlert = {
    kind: alert.kind,
    test: run.test,
    target: run.target,
    environment: run.environment,
    labels: planning.labelsOf(run.test),
    trigger: run.trigger,
    reporter: run.reporter,
    ...(await alertFacts(tx, run, planning.now())),
    person: alert.person ?? null,
    verdict: run.verdict ?? 'inconclusive',
    runId: run.id,
    runDate: (run.startedAt ?? run.announcedAt).toISOString(),
    ...pickFigures(alertFiguresSchema, run),
    breached: (run.thresholds ?? []).filter((threshold) => threshold.ok === false),
    reasons: [...(run.reasons ?? [])],
    regression: run.regression === null ? null : toldRegression(run.regression),
    diagnosis: run.diagnosis === null ? null : saidBy(run.diagnosis),
    actionRequiredReason: alert.actionRequiredReason ?? null,
    autoFix: alert.autoFix ?? null,
    fixedBy: alert.fixedBy === undefined ? null : await fixOf(tx, alert.fixedBy),
    correction:
      run.judgement > 1 && correctedFrom !== null
        ? { ...correctedFrom, incident: alert.correctedIncident ?? null, notCounted: run.countsReason }
        : null,
    runUrl: planning.runUrl(run.id),
    effectId: id,
  };
  await planEffect(tx, { id, kind: name, runId: run.id, incidentId, payload }, planning.now());
}

function toldRegression({ baselineRunId, isPinned, findings }: Regression): RunAlert['regression'] {
  return { baselineRunId, isPinned, findings: findings.map(({ text }) => text) };
}

/** Before and after tell how much it helped. */
async function fixOf(
  tx: Tx,
  { deploymentId, failedRunId }: { readonly deploymentId: string; readonly failedRunId: string }
): Promise<RunAlert['fixedBy']> {
  const failed = await findRun(tx, failedRunId);
  return { deploymentId, before: failed === null ? null : pickFigures(alertFiguresSchema, failed) };
}

function saidBy({ text, findings, madeBy }: NonNullable<RunRow['diagnosis']>): RunAlert['diagnosis'] {
  return { text: findings ?? text, madeBy: madeBy.kind, model: madeBy.kind === 'haiku' ? madeBy.model : null };
}

/**
 * An alert that reaches nobody would be a failure that nobody is told about: the run says so and, where "auto-fix
 * applied" was lost or Slack is not configured, the banner tells it: otherwise nobody would know of that failure. What
 * else was skipped, the banner and the run's page tell anyway, and the effect says why.
 */
async function alertSettled(
  tx: Tx,
  alerting: Alerting,
  effect: EffectRow,
  alert: RunAlert | null,
  end: SettledOutcome
): Promise<void> {
  const { incidentId } = effect;
  if (incidentId !== null) {
    await bringForwardWaiting(tx, { incidentId, kind: name, code: waitsForEarlier });
    await planEdit(tx, alerting, incidentId);
  }
  // One that cannot be read may have been "auto-fix applied".
  const toldAlone = alert === null || alert.kind === 'autoFixApplied';
  if (end.kind === 'skipped' && !toldAlone) {
    return;
  }
  const delivered = end.kind === 'confirmed';
  const text = delivered ? 'Slack has the alert' : `the Slack alert was not delivered: ${end.reason}`;
  const run = await findRun(tx, effect.runId);
  if (run === null) {
    return;
  }
  if (effect.incidentId === null) {
    if (!delivered) {
      await changeRun(tx, run.id, { actionRequired: true, actionRequiredReason: text });
      await planAnnotation(tx, run.id, alerting.now());
    }
    return;
  }
  const open = await lockOpenIncident(tx, run.test);
  await moveIncident(tx, effect.incidentId, {
    kind: delivered ? 'alertDelivered' : 'alertNotDelivered',
    at: alerting.now(),
    text,
    runId: run.id,
  });
  if (!delivered && toldAlone && open?.id === effect.incidentId && open.state === 'remediating') {
    await requirePerson(tx, open, run.id, text, alerting.now());
    await planResultPoint(tx, alerting, run, 'alertRefused');
  }
}

/** Whether this effect tells people that a redeploy was made: until it is delivered, nobody knows of the failure. */
export function tellsAutoFix(effect: EffectRow): boolean {
  const alert = alertOf(effect);
  return alert === null || alert.kind === 'autoFixApplied';
}
