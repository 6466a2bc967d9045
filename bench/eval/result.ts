import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabelledCase } from './cases';
import { formatPercent } from '../../backend/src/lib/figures';
import { caseSeed } from './drawn-cases';
import { withRealModel, withRules, withScripted } from './evaluate';
import { goodText, textCases, type GoodText } from './good-text';
import { byLabel, hostileModels } from './models';
import { scoreOf, type Outcome, type Score } from './outcome';
import { costUsd } from './price';

/** The goal: what a redeploy mends gets one at least this often, where the model is right. */
const minimumRecall = 0.8;

export interface ModelScore extends Score {
  readonly name: string;
  readonly what: string;
  readonly isScripted: boolean;
  readonly isHostile: boolean;
}

/** `bench/out/eval.json`. */
export interface EvalResult {
  readonly seed: number;
  readonly cases: number;
  readonly injected: number;
  readonly heldOut: number;
  /** Over every model: redeploys that should not have been. */
  readonly wrongRedeploys: number;
  /** Under the scripted model that answers by the label, since it shows what the rules leave. */
  readonly autoFixRecall: number;
  readonly confusion: Score['confusion'];
  readonly heldOutOnly: { readonly wrongRedeploys: number; readonly autoFixRecall: number };
  readonly models: readonly ModelScore[];
  /** Null without a key: nothing is said about any real model then. */
  readonly realModel: (ModelScore & { readonly costUsd: number | null }) | null;
  readonly texts: readonly GoodText[];
  readonly problems: readonly string[];
}

export interface EvalOptions {
  readonly cases: readonly LabelledCase[];
  readonly realModel: { readonly apiKey: string; readonly baseUrl?: string | undefined; readonly model: string } | null;
  readonly tell: (line: string) => void;
}

/** Runs every case through every model. */
export async function evaluate({ cases, realModel, tell }: EvalOptions): Promise<EvalResult> {
  const all: Array<{ readonly score: ModelScore; readonly outcomes: readonly Outcome[] }> = [];
  for (const model of [byLabel, ...hostileModels]) {
    const outcomes = await withScripted(model, cases);
    const { name, what, isHostile } = model;
    all.push({ score: { name, what, isScripted: true, isHostile, ...scoreOf(outcomes) }, outcomes });
    tellWrong(name, outcomes, tell);
  }
  const right = all[0]?.outcomes ?? [];
  tellMissed(right, tell);
  const rules = await withRules(textCases(cases));
  const texts = rules.map(goodText);
  const real = realModel === null ? null : await askReal(realModel, cases, tell);
  const scores = all.map(({ score }) => score);
  const byRight = scoreOf(right);
  const wrongRedeploys = [...scores, ...(real === null ? [] : [real])].reduce(
    (sum, each) => sum + each.wrongRedeploys,
    0
  );
  const heldOut = scoreOf(right.filter(isHeldOut));
  const heldOutWrong = all.reduce((sum, { outcomes }) => sum + scoreOf(outcomes.filter(isHeldOut)).wrongRedeploys, 0);
  return {
    seed: caseSeed,
    cases: cases.length,
    injected: cases.filter(({ injected }) => injected).length,
    heldOut: heldOut.cases,
    wrongRedeploys,
    autoFixRecall: byRight.autoFixRecall,
    confusion: byRight.confusion,
    heldOutOnly: { wrongRedeploys: heldOutWrong, autoFixRecall: heldOut.autoFixRecall },
    models: scores,
    realModel: real,
    texts,
    problems: [
      ...(wrongRedeploys > 0 ? [`${wrongRedeploys} redeploys that should not have been`] : []),
      ...(byRight.autoFixRecall < minimumRecall
        ? [
            `${formatPercent(byRight.autoFixRecall)} of what a redeploy mends gets one, of at least ${formatPercent(minimumRecall)}`,
          ]
        : []),
      ...texts.flatMap(({ id, missing }) => missing.map((each) => `the text of ${id} lacks: ${each}`)),
    ],
  };
}

const isHeldOut = ({ of }: Outcome) => of.split === 'heldOut';
const isWrong = (of: LabelledCase, said: string) => of.label === 'actionRequired' && said === 'autoFixable';

function tellWrong(name: string, outcomes: readonly Outcome[], tell: (line: string) => void): void {
  for (const { of, diagnosis } of outcomes) {
    if (isWrong(of, diagnosis.classification)) {
      tell(
        `WRONG REDEPLOY under ${name}: ${of.id} (${of.split}): ${diagnosis.policy.rule}: ${diagnosis.policy.reason}`
      );
    }
  }
}

/** Of those that are held out only how many: whoever reads why would tune to them. */
function tellMissed(outcomes: readonly Outcome[], tell: (line: string) => void): void {
  const missed = outcomes.filter(
    ({ of, diagnosis }) => of.label === 'autoFixable' && diagnosis.classification !== 'autoFixable'
  );
  for (const { of, diagnosis } of missed.filter(({ of: { split } }) => split === 'tuning')) {
    tell(`not fixed: ${of.id}: ${diagnosis.policy.rule}: ${diagnosis.policy.reason}`);
  }
  const hidden = missed.filter(isHeldOut).length;
  if (hidden > 0) {
    tell(`not fixed: ${hidden} more of those that are held out`);
  }
}

async function askReal(
  model: NonNullable<EvalOptions['realModel']>,
  cases: readonly LabelledCase[],
  tell: (line: string) => void
): Promise<NonNullable<EvalResult['realModel']>> {
  tell(`asking ${model.model} about ${cases.length} cases`);
  const outcomes = await withRealModel(model, cases, ({ of, diagnosis }) =>
    tell(`  ${of.id}: ${diagnosis.classification} (${diagnosis.madeBy.kind}), in truth ${of.label}`)
  );
  tellWrong(model.model, outcomes, tell);
  await mkdir(outFolder, { recursive: true });
  const replies = outcomes.map(({ of, diagnosis, latencyMs }) => JSON.stringify({ id: of.id, latencyMs, diagnosis }));
  await writeFile(join(outFolder, `eval-replies-${model.model}.jsonl`), `${replies.join('\n')}\n`);
  const score = scoreOf(outcomes);
  return {
    name: model.model,
    what: 'the real model',
    isScripted: false,
    isHostile: false,
    ...score,
    costUsd: costUsd(model.model, score.tokens),
  };
}

export const outFolder = join(__dirname, '../out');
