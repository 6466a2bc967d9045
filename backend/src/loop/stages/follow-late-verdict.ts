import { isOpenState } from '../../model/incident';
import type { Tx } from '../../db';
import { carriersOf, incidentStep, lockOpenIncident, moveIncident, type IncidentRow } from '../../incidents';
import { changeRun, countingRunsOf, type RunRow } from '../../runs';
import { joinIncident, openIncident, resolveIncident } from './follow-verdict';
import { endedByOurClock, startedByOurClock } from './our-clock';
import type { Planning } from '../consequences/plan';
import { planAnnotation } from '../consequences/grafana-annotation';
import { planResultPoint, wasFollowed } from '../consequences/result-point';
import { planAlert } from '../consequences/slack-message';

/**
 * What follows when a late report changes the verdict of a run that had been closed for silence. One message says what
 * has changed; a pass takes back what the silence did; nothing is ever redeployed for it (remediation/decision.ts).
 *
 * @param before the run as it was judged until now.
 */
export async function followLateVerdict(tx: Tx, planning: Planning, run: RunRow, before: RunRow): Promise<void> {
  await planResultPoint(tx, planning, run, 'judged');
  await planAnnotation(tx, run.id, planning.now());
  if (run.verdict === null || run.verdict === before.verdict) {
    return;
  }
  const open = await lockOpenIncident(tx, run.test);
  const all = await countingRunsOf(tx, run.test);
  switch (run.verdict) {
    case 'passed':
      return latePass(tx, planning, run, open, all);
    case 'failed':
      return lateFailure(tx, planning, run, open, all);
    default:
      return planAlert(tx, planning, run, run.incidentId, {
        kind: 'corrected',
        correctedIncident: open !== null && open.id === run.incidentId ? 'stays' : null,
      });
  }
}

/**
 * What follows when a late report shows that the run has measured something else than the catalogue's entry: a run that
 * does not count touches nothing, so what its silence did is taken back as for a late pass, but it resolves nothing.
 *
 * @param before the run as it was judged until now; it may not have counted then either, and nothing follows.
 */
export async function takeBackUncounted(tx: Tx, planning: Planning, run: RunRow, before: RunRow): Promise<void> {
  if (before.verdict === null || !(await wasFollowed(tx, before))) {
    return;
  }
  await planResultPoint(tx, planning, run, 'uncounted');
  await planAnnotation(tx, run.id, planning.now());
  const open = await lockOpenIncident(tx, run.test);
  const correctedFrom = { verdict: before.verdict, reason: before.reasons?.[0]?.text ?? '' };
  const correctedIncident = await takeBack(tx, planning, run, open, await countingRunsOf(tx, run.test));
  return planAlert(tx, planning, run, open?.id ?? null, { kind: 'corrected', correctedIncident, correctedFrom });
}

/** Takes back the incident that nothing but silence has opened; one that others carry is resolved as by any pass. */
async function latePass(
  tx: Tx,
  planning: Planning,
  run: RunRow,
  open: IncidentRow | null,
  all: readonly RunRow[]
): Promise<void> {
  const correctedIncident = await takeBack(tx, planning, run, open, all);
  return planAlert(tx, planning, run, open?.id ?? null, { kind: 'corrected', correctedIncident });
}

/** @returns what became of the open incident. */
async function takeBack(
  tx: Tx,
  planning: Planning,
  run: RunRow,
  open: IncidentRow | null,
  all: readonly RunRow[]
): Promise<'takenBack' | 'resolved' | 'stays' | null> {
  const now = planning.now();
  await changeRun(tx, run.id, {
    actionRequired: false,
    actionRequiredReason: null,
    diagnosis: null,
    ...(open !== null && open.id === run.incidentId && { incidentId: null }),
  });
  if (open === null) {
    return null;
  }
  const carriers = carriersOf(
    open.id,
    all.map((each) => (each.id === run.id ? { ...each, incidentId: null } : each))
  );
  const last = carriers.at(-1);
  const lastFailureEndedAt = new Date(
    Math.max(...carriers.map((each) => endedByOurClock(each, open.openedAt).getTime()))
  );
  if (open.id === run.incidentId) {
    const found = run.counts ? 'was reported late as passed' : 'has not measured what the load test measures';
    const text = `a run that had been closed for silence ${found}: it is no part of this any more`;
    await moveIncident(
      tx,
      open.id,
      { kind: 'takenBack', at: now, text, runId: run.id },
      last === undefined ? {} : { lastRunId: last.id, lastFailureEndedAt }
    );
  }
  if (last === undefined) {
    const which = run.counts ? 'has passed' : 'does not count';
    await resolveIncident(tx, planning, run, open.id, `nothing but the silence of a run that ${which} had opened it`);
    return 'takenBack';
  }
  if (!run.counts) {
    return 'stays';
  }
  const step = incidentStep(
    { verdict: 'passed', startedAt: startedByOurClock(run), stoppedByPerson: false },
    !isOpenState(open.state)
      ? null
      : {
          state: open.state,
          lastFailureEndedAt,
          hasRedeploy: open.redeployEffectId !== null,
          liveAt: open.liveAt,
        },
    null
  );
  if (step.kind !== 'resolve') {
    return 'stays';
  }
  await resolveIncident(tx, planning, run, open.id, 'a passed run of the same load test resolved the incident');
  return 'resolved';
}

/** Older than a newer pass it opens nothing; older than a newer failure it only joins; else it counts as any failure. */
async function lateFailure(
  tx: Tx,
  planning: Planning,
  run: RunRow,
  open: IncidentRow | null,
  all: readonly RunRow[]
): Promise<void> {
  const startedAt = startedByOurClock(run);
  const newer = all.filter((each) => each.id !== run.id && startedByOurClock(each) > startedAt);
  if (newer.some(({ verdict }) => verdict === 'passed')) {
    // Told with its diagnosis, like every failure that was over before anybody could be told (diagnose-run.ts).
    return;
  }
  if (open === null) {
    return openIncident(tx, run, 'diagnosing', null, planning.now());
  }
  const isOlder =
    newer.some(({ verdict, incidentId }) => verdict === 'failed' && incidentId === open.id) ||
    (open.redeployedAt !== null && (open.liveAt === null || startedAt <= open.liveAt));
  if (!isOlder) {
    const escalate = open.redeployEffectId === null ? null : 'the load test failed again after the redeploy';
    return joinIncident(tx, planning, run, open, escalate);
  }
  await changeRun(tx, run.id, { incidentId: open.id, diagnosisState: 'notNeeded' });
  const text = 'an older run was reported late as failed';
  await moveIncident(tx, open.id, { kind: 'joined', at: planning.now(), text, runId: run.id });
  return planAlert(tx, planning, run, open.id, { kind: 'corrected', correctedIncident: 'stays' });
}
