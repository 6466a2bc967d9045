import { renderAlert, type SlackClient } from '../../alerts';
import { renderAnnotation, type AnnotationClient } from '../../annotations';
import type { Tx } from '../../db';
import type { EffectHandlers, EffectRow, SettledOutcome } from '../../effects';
import type { EffectOutcome } from '../../lib/outbound/outcome';
import type { EffectKind } from '../../model/effect';
import { addIncidentEvent, lockOpenIncident } from '../../incidents';
import type { Breakers, Peer } from '../../lib/outbound/breaker';
import { MetricsStoreError, type MetricsStore } from '../../model/figures';
import { withBreaker } from '../through-breaker';
import { changeRun, findRun } from '../../runs';
import { requirePerson } from './require-person';
import { planResultPoint, type AlertPayload, type Planning } from './plan';
import { redeploySettled, sendRedeploy, type Redeploying } from '../stages/redeploy';
import { resultPoint } from './result-point';

export interface Acting extends Redeploying {
  readonly store: MetricsStore;
  readonly breakers: Breakers;
  /** Null: not configured. */
  readonly slack: SlackClient | null;
  readonly annotations: AnnotationClient | null;
}

/** Whom each kind of effect calls. */
export const peerOf: Readonly<Record<EffectKind, Peer>> = {
  slackMessage: 'slack',
  vercelRedeploy: 'vercel',
  grafanaAnnotation: 'grafana',
  resultPoint: 'metricStore',
};

/** What each kind of effect does, and what follows when it is settled. */
export function effectHandlers(acting: Acting): EffectHandlers {
  return {
    slackMessage: {
      breaker: acting.breakers[peerOf.slackMessage],
      whenUnknown: 'resend',
      send: (effect) => sendAlert(acting, effect),
      settled: (tx, effect, outcome) => alertSettled(tx, acting, effect, outcome),
    },
    vercelRedeploy: {
      breaker: null,
      whenUnknown: 'settle',
      send: (effect) => sendRedeploy(acting, effect),
      settled: (tx, effect, outcome) => redeploySettled(tx, acting, effect, outcome),
    },
    grafanaAnnotation: {
      breaker: acting.breakers[peerOf.grafanaAnnotation],
      whenUnknown: 'resend',
      send: (effect) => sendAnnotation(acting, effect),
      settled: () => Promise.resolve(),
    },
    resultPoint: {
      breaker: acting.breakers[peerOf.resultPoint],
      whenUnknown: 'resend',
      send: (effect) => sendResultPoint(acting, effect),
      settled: () => Promise.resolve(),
    },
  };
}

/** The other side has done it and we could not write down what follows: a person has to look. */
export async function followUpFailed(tx: Tx, planning: Planning, effect: EffectRow): Promise<void> {
  const run = await findRun(tx, effect.runId);
  const open = run === null || effect.incidentId === null ? null : await lockOpenIncident(tx, run.test);
  if (run !== null && open !== null && open.id === effect.incidentId) {
    const reason = `what follows from the effect ${effect.kind} could not be recorded; the log of the sidecar says why`;
    await requirePerson(tx, open, run.id, reason, planning.now());
  }
}

function notConfigured(what: string, variable: string): EffectOutcome<never> {
  return { outcome: 'rejected', code: 'notConfigured', reason: `${what} is not configured (${variable})` };
}

async function sendAlert({ slack }: Acting, effect: EffectRow): Promise<EffectOutcome<unknown>> {
  return slack === null
    ? notConfigured('Slack', 'SLACK_BOT_TOKEN or SLACK_WEBHOOK_URL')
    : slack.send(renderAlert(effect.payload as AlertPayload));
}

/**
 * An alert that reaches nobody would be a failure that nobody is told about: the run says so and, where "auto-fix
 * applied" was lost, the banner tells it.
 */
async function alertSettled(tx: Tx, acting: Acting, effect: EffectRow, outcome: SettledOutcome): Promise<void> {
  const delivered = outcome.outcome === 'confirmed';
  const text = delivered ? 'Slack has the alert' : `the Slack alert was not delivered: ${outcome.reason}`;
  const run = await findRun(tx, effect.runId);
  if (run === null) {
    return;
  }
  const { kind } = effect.payload as AlertPayload;
  if (effect.incidentId === null) {
    if (!delivered) {
      await changeRun(tx, run.id, { actionRequired: true, actionRequiredReason: text });
    }
    return;
  }
  const open = await lockOpenIncident(tx, run.test);
  await addIncidentEvent(tx, {
    incidentId: effect.incidentId,
    at: acting.now(),
    kind: delivered ? 'alertDelivered' : 'alertNotDelivered',
    text,
    runId: run.id,
  });
  if (!delivered && kind === 'autoFixApplied' && open?.id === effect.incidentId && open.state === 'remediating') {
    await requirePerson(tx, open, run.id, text, acting.now());
    await planResultPoint(tx, acting, run, 'alertRefused');
  }
}

async function sendAnnotation({ db, annotations, runUrl }: Acting, effect: EffectRow): Promise<EffectOutcome<unknown>> {
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
    p95ResponseTimeMs: run.p95ResponseTimeMs,
    errorRate: run.errorRate,
    errorRateSamples: run.errorRateSamples,
    breached: (run.thresholds ?? []).filter((threshold) => threshold.ok === false),
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
    { lookupFirst: effect.mayHaveArrived }
  );
}

async function sendResultPoint({ db, store, breakers }: Acting, effect: EffectRow): Promise<EffectOutcome<unknown>> {
  const run = await findRun(db, effect.runId);
  const point = run === null ? null : resultPoint(run);
  if (point === null) {
    return { outcome: 'rejected', code: 'runGone', reason: 'the run is no longer stored' };
  }
  try {
    await withBreaker(store, breakers.metricStore).writeResult(point);
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
