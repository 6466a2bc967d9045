import { isOpenState } from '../../model/incident';
import { randomUUID } from 'node:crypto';
import type { Tx } from '../../db';
import type { InstanceReport } from '../../evaluation';
import {
  incidentStep,
  type IncidentStep,
  isStoppedByPerson,
  insertIncident,
  lockOpenIncident,
  moveIncident,
  type IncidentRow,
} from '../../incidents';
import { memberVerifiedBy } from '../../remediation';
import { changeRun, countingRunsOf, earlierCountingRuns, findRun, type RunRow } from '../../runs';
import { planAnnotation } from '../consequences/grafana-annotation';
import { requirePerson } from '../consequences/require-person';
import type { Planning } from '../consequences/plan';
import { concludeRemediation } from '../consequences/remediation-members';
import { planRegressionAlert } from '../consequences/regression-alert';
import { planResultPoint } from '../consequences/result-point';
import { planAlert } from '../consequences/slack-message';
import { endedByOurClock, startedByOurClock } from './our-clock';

/** What a counting run's verdict leads to, by the table of docs/architecture.md. */
export async function followVerdict(
  tx: Tx,
  planning: Planning,
  run: RunRow,
  reports: readonly InstanceReport[]
): Promise<void> {
  const { verdict } = run;
  if (verdict === null) {
    return;
  }
  const now = planning.now();
  const open = await lockOpenIncident(tx, run.test);
  const stoppedByPerson = verdict === 'errored' && reports.some((report) => report.exit?.stoppedByPerson === true);
  const overtaken = verdict !== 'passed' && (await isOvertaken(tx, run, now));
  const byVerdict = incidentStep(
    { verdict, startedAt: startedByOurClock(run), stoppedByPerson },
    open === null || !isOpenState(open.state)
      ? null
      : {
          state: open.state,
          lastFailureEndedAt: open.lastFailureEndedAt,
          hasRedeploy: open.redeployEffectId !== null,
          liveAt: open.liveAt,
        },
    await previousVerdict(tx, run)
  );
  // What is in production is looked at once more before it counts as fixed: verify.ts resolves then.
  const isVerification = verdict === 'passed' && (await memberVerifiedBy(tx, run.id)) !== null;
  const step: IncidentStep = overtaken || isVerification ? { kind: 'none' } : byVerdict;
  await planResultPoint(tx, planning, run, 'judged');
  await planAnnotation(tx, run.id, now);
  switch (step.kind) {
    case 'none':
      await planRegressionAlert(tx, planning, run);
      break;
    case 'open':
      await openIncident(tx, run, step.state, step.reason, now);
      break;
    case 'join':
      if (open !== null) {
        await joinIncident(tx, planning, run, open, step.escalate);
      }
      break;
    case 'resolve':
      if (open !== null) {
        await resolveIncident(tx, planning, run, open.id, 'a passed run of the same load test resolved the incident');
        await planAlert(tx, planning, run, open.id, { kind: 'recovered' });
      }
      break;
  }
  if (verdict === 'inconclusive' || verdict === 'missed' || (verdict === 'errored' && !stoppedByPerson)) {
    const after = await findRun(tx, run.id);
    const reason = after?.actionRequiredReason ?? null;
    await planAlert(tx, planning, after ?? run, after?.incidentId ?? null, {
      kind: reason === null ? verdict : 'actionRequired',
      actionRequiredReason: reason,
    });
  }
}

/**
 * Whether a newer run has passed: one that started after this one had ended, which was delivered late then. What it
 * found is told, and touches no incident.
 */
async function isOvertaken(tx: Tx, run: RunRow, now: Date): Promise<boolean> {
  const endedAt = endedByOurClock(run, now);
  const all = await countingRunsOf(tx, run.test);
  return all.some((each) => each.id !== run.id && each.verdict === 'passed' && startedByOurClock(each) > endedAt);
}

/** The verdict before this one; a run stopped by a person says nothing. */
async function previousVerdict(tx: Tx, run: RunRow): Promise<RunRow['verdict']> {
  const earlier = await earlierCountingRuns(tx, run, 10);
  return earlier.find((each) => !isStoppedByPerson(each))?.verdict ?? null;
}

/** Ends the incident, by a run that has passed, and with it the redeploy that was made for it. */
export async function resolveIncident(
  tx: Tx,
  planning: Planning,
  run: RunRow,
  incidentId: string,
  text: string
): Promise<void> {
  const now = planning.now();
  await changeRun(tx, run.id, { incidentId });
  await moveIncident(
    tx,
    incidentId,
    { kind: 'resolved', at: now, text, runId: run.id },
    { state: 'resolved', resolvedAt: now, resolvedByRunId: run.id }
  );
  await concludeRemediation(tx, planning, incidentId, { outcome: 'passed', startedAt: startedByOurClock(run) });
}

/** Opens the load test's incident for a run that failed or could not be used. */
export async function openIncident(
  tx: Tx,
  run: RunRow,
  state: 'diagnosing' | 'actionRequired',
  reason: string | null,
  now: Date
): Promise<void> {
  const id = randomUUID();
  await insertIncident(
    tx,
    {
      id,
      test: run.test,
      environment: run.environment,
      state: 'diagnosing',
      openedAt: now,
      openedByRunId: run.id,
      lastRunId: run.id,
      lastFailureEndedAt: endedByOurClock(run, now),
    },
    `opened by a run that ${run.verdict === 'failed' ? 'failed' : `was ${run.verdict ?? 'not judged'}`}`
  );
  await changeRun(tx, run.id, { incidentId: id });
  if (state === 'actionRequired') {
    await requirePerson(tx, { id, state: 'diagnosing' }, run.id, reason ?? 'a person needs to look', now);
  }
}

/** The run is one more of the incident; `escalate` says why it now needs a person. */
export async function joinIncident(
  tx: Tx,
  planning: Planning,
  run: RunRow,
  open: IncidentRow,
  escalate: string | null
): Promise<void> {
  const now = planning.now();
  await changeRun(tx, run.id, { incidentId: open.id });
  const lastFailure = Math.max(open.lastFailureEndedAt.getTime(), endedByOurClock(run, now).getTime());
  await moveIncident(
    tx,
    open.id,
    { kind: 'joined', at: now, text: `another run was ${run.verdict ?? 'not judged'}`, runId: run.id },
    run.verdict === 'failed' || escalate !== null
      ? { lastRunId: run.id, lastFailureEndedAt: new Date(lastFailure) }
      : {}
  );
  if (escalate === null) {
    return;
  }
  await requirePerson(tx, open, run.id, escalate, now);
  await concludeRemediation(tx, planning, open.id, {
    outcome: run.verdict === 'failed' ? 'notFixed' : 'unknown',
    reason: escalate,
  });
}
