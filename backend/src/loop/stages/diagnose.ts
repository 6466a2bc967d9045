import type { Logger } from 'pino';
import { inTransaction, type Database, type Tx } from '../../db';
import { signatureOf, type createDiagnoser } from '../../diagnosis';
import { createHolding } from '../../lib/holding';
import { lockOpenIncident, moveIncident } from '../../incidents';
import type { FailureSignature } from '../../model/remediation';
import {
  isAnyRunDue,
  type RunRow,
  changeRun,
  claimRunToDiagnose,
  nothingToDiagnose,
  findRun,
  handBackDiagnosing,
  isDiagnosedBy,
  lockRun,
  saveDetails,
} from '../../runs';
import { requirePerson } from '../consequences/require-person';
import { planAnnotation } from '../consequences/grafana-annotation';
import { planResultPoint } from '../consequences/result-point';
import { planAlert } from '../consequences/slack-message';
import { diagnosisInput } from '../diagnosis-input';
import type { EndpointReader } from '../endpoint-reader';
import type { Hasty, Stage } from '../stage';
import { decideFor, type Deciding } from './decide';
import { diagnosisFailed } from './late-diagnosis';
import { joinRedeploy, planRedeploy } from './plan-redeploy';

export interface Diagnosing extends Deciding {
  readonly db: Database;
  readonly diagnoser: ReturnType<typeof createDiagnoser>;
  readonly endpointReader: EndpointReader;
}

/** What the decision on a run rests on besides the records. */
interface Diagnosed {
  readonly run: RunRow;
  readonly signature: FailureSignature;
  readonly alreadyAlerted: boolean;
}

/**
 * Diagnoses a claimed failed run and decides what follows: a redeploy, or a person. Diagnosis, decision, incident and
 * effects are written in one transaction.
 */
export async function diagnoseRun(diagnosing: Diagnosing, run: RunRow): Promise<void> {
  const { db, diagnoser } = diagnosing;
  const input = await diagnosisInput(diagnosing, run);
  const { diagnosis, packet, features } = await diagnoser.diagnose(input);
  await inTransaction(db, 'diagnose', async (tx) => {
    const current = await lockRun(tx, run.id);
    const isOpen = current?.diagnosisState === 'pending' || current?.diagnosisState === 'late';
    // One that slept through its lease, or has handed it back, must not decide beside whoever has the run now.
    if (current === null || !isOpen || !isDiagnosedBy(current, run)) {
      return;
    }
    await changeRun(tx, run.id, { diagnosis, diagnosisState: 'done', ...nothingToDiagnose });
    await saveDetails(tx, run.id, { evidence: packet, features });
    await decide(tx, diagnosing, {
      run: { ...current, diagnosis, diagnosisState: 'done' },
      signature: signatureOf(features),
      alreadyAlerted: current.diagnosisState === 'late',
    });
  });
}

async function decide(tx: Tx, diagnosing: Diagnosing, diagnosed: Diagnosed): Promise<void> {
  const now = diagnosing.now();
  const { run } = diagnosed;
  const { diagnosis } = run;
  const open = await lockOpenIncident(tx, run.test);
  const mine = open !== null && open.id === run.incidentId ? open : null;
  if (diagnosis === null) {
    return;
  }
  if (mine === null) {
    // A passed run was quicker than the diagnosis: nothing is left to do, but the failure is told all the same.
    await planAlert(tx, diagnosing, run, run.incidentId, { kind: 'failedAndRecovered' });
    await finish(tx, diagnosing, run.id);
    return;
  }
  await moveIncident(tx, mine.id, {
    kind: 'diagnosed',
    at: now,
    text: `${diagnosis.classification === 'autoFixable' ? 'auto-fixable' : 'action required'} (${
      diagnosis.madeBy.kind === 'haiku' ? diagnosis.madeBy.model : 'by rules'
    }): ${diagnosis.text}`,
    runId: run.id,
  });
  const decision = await decideFor(tx, diagnosing, { ...diagnosed, diagnosis, incident: mine, isApproved: false });
  if (decision.kind === 'redeploy') {
    await planRedeploy(tx, diagnosing, run, mine, decision);
  } else if (decision.kind === 'join') {
    await joinRedeploy(tx, diagnosing, run, mine, decision);
  } else {
    const reason = run.actionRequiredReason ?? decision.reason;
    await changeRun(tx, run.id, { redeployGuard: decision.code });
    await requirePerson(tx, mine, run.id, reason, now);
    if (!diagnosed.alreadyAlerted) {
      await planAlert(tx, diagnosing, run, mine.id, { kind: 'actionRequired', actionRequiredReason: reason });
    }
  }
  await finish(tx, diagnosing, run.id);
}

async function finish(tx: Tx, diagnosing: Diagnosing, runId: string): Promise<void> {
  const decided = await findRun(tx, runId);
  if (decided !== null) {
    await planAnnotation(tx, runId, diagnosing.now());
    await planResultPoint(tx, diagnosing, decided, 'diagnosed');
  }
}

/** Diagnoses failed runs; three at a time: a slow model must not make the diagnoses of several load tests late. */
export function diagnoseStage(diagnosing: Diagnosing & Hasty & { readonly logger: Logger }): Stage {
  const { db, logger, haste } = diagnosing;
  const holding = createHolding<RunRow>();
  return {
    name: 'diagnose',
    everyMs: 1000,
    workers: 3,
    wakes: ['effects'],
    isAnyDue: () => isAnyRunDue(db, 'diagnose'),
    async work() {
      const run = await claimRunToDiagnose(db, haste);
      if (run === null) {
        return 'nothing';
      }
      return holding.during(run, async () => {
        try {
          await diagnoseRun(diagnosing, run);
          logger.info({ runId: run.id, test: run.test }, 'run diagnosed');
        } catch (error) {
          logger.error({ err: error, runId: run.id }, 'a run could not be diagnosed');
          await diagnosisFailed(diagnosing, run);
        }
        return 'changed' as const;
      });
    },
    handBack: () => holding.handBack((run) => handBackDiagnosing(db, run)),
  };
}
