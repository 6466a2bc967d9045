import type { Tx } from '../../db';
import type { EffectKind, EffectName } from '../../effects';
import { lockOpenIncident } from '../../incidents';
import { findRun } from '../../runs';
import { vercelRedeploy, type Redeploying } from '../stages/redeploy';
import { grafanaAnnotation, type Annotating } from './grafana-annotation';
import type { Planning } from './plan';
import { requirePerson } from './require-person';
import { resultPointKind, type WritingResults } from './result-point';
import { slackEdit, type Editing } from './slack-edit';
import { slackMessage, type Alerting } from './slack-message';

export interface Acting extends Alerting, Annotating, Editing, Redeploying, WritingResults {
  readonly breakers: Alerting['breakers'] &
    Annotating['breakers'] &
    Editing['breakers'] &
    Redeploying['breakers'] &
    WritingResults['breakers'];
}

/** Every kind of effect there is; a new one is a file of its own and a line here. */
export const effectKinds = (acting: Acting): readonly EffectKind[] => [
  slackMessage(acting),
  slackEdit(acting),
  vercelRedeploy(acting),
  grafanaAnnotation(acting),
  resultPointKind(acting),
];

/** The other side has done it and we could not write down what follows: a person has to look. */
export async function followUpFailed(tx: Tx, planning: Planning, effect: EffectName): Promise<void> {
  const run = await findRun(tx, effect.runId);
  const open = run === null || effect.incidentId === null ? null : await lockOpenIncident(tx, run.test);
  if (run !== null && open !== null && open.id === effect.incidentId) {
    const reason = `what follows from the effect ${effect.kind} could not be recorded; the log of the sidecar says why`;
    await requirePerson(tx, open, run.id, reason, planning.now());
  }
}
