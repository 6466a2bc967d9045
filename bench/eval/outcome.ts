import type { Classification, Diagnosis } from '../../backend/src/model/diagnosis';
import { quantile } from '../lib/rounds';
import type { LabelledCase } from './cases';

/** What was made of a case. */
export interface Outcome {
  readonly of: LabelledCase;
  readonly diagnosis: Diagnosis;
  /** How long the diagnosis took, with the model, in ms. */
  readonly latencyMs: number;
}

type Confusion = Readonly<Record<Classification, Readonly<Record<Classification, number>>>>;

/** Of the diagnoses with a stated confidence in a range: how many proposed what is right. */
interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly diagnoses: number;
  readonly meanConfidence: number;
  readonly correct: number;
}

/** How the cases fared with one model. */
export interface Score {
  readonly cases: number;
  /** By label, then by what the diagnosis says: `confusion.actionRequired.autoFixable` are the redeploys that should not be. */
  readonly confusion: Confusion;
  readonly wrongRedeploys: number;
  /** Share 0–1 of the cases that a redeploy mends that get one. */
  readonly autoFixRecall: number;
  /** Of the model's own proposals that were usable, before the table of rules; empty where there was none. */
  readonly calibration: readonly CalibrationBin[];
  /** How many diagnoses the rules made, since the model's answer could not be used. */
  readonly madeByRules: number;
  readonly latencyMs: { readonly p50: number; readonly p95: number };
  readonly tokens: { readonly input: number; readonly output: number };
}

const bins = [0, 0.5, 0.7, 0.8, 0.9, 1];

export function scoreOf(outcomes: readonly Outcome[]): Score {
  const count = (label: Classification, said: Classification) =>
    outcomes.filter(({ of, diagnosis }) => of.label === label && diagnosis.classification === said).length;
  const row = (label: Classification) => ({
    autoFixable: count(label, 'autoFixable'),
    actionRequired: count(label, 'actionRequired'),
  });
  const confusion = { autoFixable: row('autoFixable'), actionRequired: row('actionRequired') };
  const byModel = outcomes.flatMap(({ diagnosis: { madeBy } }) => (madeBy.kind === 'haiku' ? [madeBy] : []));
  const latencies = outcomes.map(({ latencyMs }) => latencyMs);
  const fixable = confusion.autoFixable.autoFixable + confusion.autoFixable.actionRequired;
  return {
    cases: outcomes.length,
    confusion,
    wrongRedeploys: confusion.actionRequired.autoFixable,
    autoFixRecall: fixable === 0 ? 1 : confusion.autoFixable.autoFixable / fixable,
    calibration: calibrationOf(outcomes),
    madeByRules: outcomes.length - byModel.length,
    latencyMs: { p50: quantile(latencies, 0.5) ?? 0, p95: quantile(latencies, 0.95) ?? 0 },
    tokens: {
      input: byModel.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
      output: byModel.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
    },
  };
}

function calibrationOf(outcomes: readonly Outcome[]): CalibrationBin[] {
  const proposals = outcomes.flatMap(({ of, diagnosis: { proposed, confidence } }) =>
    proposed === null ? [] : [{ confidence, isCorrect: proposed === of.label }]
  );
  return bins.slice(1).flatMap((to, index) => {
    const from = bins[index] ?? 0;
    const mine = proposals.filter(
      ({ confidence }) => (confidence > from || (from === 0 && confidence === 0)) && confidence <= to
    );
    const sum = mine.reduce((total, { confidence }) => total + confidence, 0);
    return mine.length === 0
      ? []
      : [
          {
            from,
            to,
            diagnoses: mine.length,
            meanConfidence: sum / mine.length,
            correct: mine.filter(({ isCorrect }) => isCorrect).length,
          },
        ];
  });
}
