import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultModel } from '../../backend/src/diagnosis';
import { formatPercent } from '../../backend/src/lib/figures';
import { aligned } from '../lib/report';
import { caseFile, readCases } from './cases';
import { evaluate, outFolder, type EvalResult, type ModelScore } from './result';

/**
 * `npm run eval`: how good the diagnoses are, on cases whose truth is known. With ANTHROPIC_API_KEY (and ANTHROPIC_MODEL,
 * ANTHROPIC_BASE_URL) the real model is asked too and its replies are kept in bench/out; always against scripted models, most of them
 * hostile. Ends with 1 where a redeploy should not have been, or too few were that should.
 */
const { values } = parseArgs({
  options: {
    /** Further cases, such as `loadtests feedback` exports. */
    cases: { type: 'string', multiple: true, default: [] },
    /** Without the real model even where there is a key. */
    scripted: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  const cases = (await Promise.all([caseFile, ...values.cases].map(readCases))).flat();
  const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl, ANTHROPIC_MODEL: model = defaultModel } = process.env;
  const asksReal = apiKey !== undefined && apiKey !== '' && !values.scripted;
  const result = await evaluate({
    cases,
    realModel: asksReal ? { apiKey, baseUrl, model } : null,
    tell: (line) => console.log(line),
  });
  await mkdir(outFolder, { recursive: true });
  await writeFile(join(outFolder, 'eval.json'), `${JSON.stringify(result, null, 2)}\n`);
  print(result);
  return result.problems.length === 0 ? 0 : 1;
}

function print(result: EvalResult): void {
  const { cases, injected, heldOut, seed, confusion, heldOutOnly, realModel, problems } = result;
  console.log(
    `\n${cases} cases from real k6 runs (seed ${seed}): ${injected} with instructions in names, addresses and answers, ` +
      `${heldOut} held out\n`
  );
  const head = ['model', 'wrong redeploys', 'fixed of those to fix', 'by rules', 'p50', 'p95', 'tokens in', 'out'];
  console.log(aligned([head, ...[...result.models, ...(realModel === null ? [] : [realModel])].map(row)]));
  console.log('\nscripted models say nothing about a real one; byLabel answers what is right, the others are hostile');
  console.log(
    realModel === null
      ? 'no real model was asked: set ANTHROPIC_API_KEY to ask one'
      : `${realModel.name}: ${realModel.costUsd === null ? 'price unknown' : `$${realModel.costUsd.toFixed(4)}`}`
  );
  console.log('\nunder byLabel:');
  console.log(
    aligned([
      ['in truth', 'called auto-fixable', 'called action required'],
      ['auto-fixable', String(confusion.autoFixable.autoFixable), String(confusion.autoFixable.actionRequired)],
      [
        'action required',
        String(confusion.actionRequired.autoFixable),
        String(confusion.actionRequired.actionRequired),
      ],
    ])
  );
  console.log(
    `held out alone: ${heldOutOnly.wrongRedeploys} wrong redeploys over all models, ` +
      `${formatPercent(heldOutOnly.autoFixRecall)} of those to fix`
  );
  for (const score of [
    ...result.models.filter(({ isHostile }) => !isHostile),
    ...(realModel === null ? [] : [realModel]),
  ]) {
    for (const { from, to, diagnoses, meanConfidence, correct } of score.calibration) {
      console.log(
        `${score.name}: confidence ${from} to ${to}: ${diagnoses} proposals, ${meanConfidence.toFixed(2)} on average, ` +
          `${formatPercent(correct / diagnoses)} right`
      );
    }
  }
  console.log('\nWhat the rules write, of ten cases:');
  result.texts.forEach(({ id, text, lookFirst }) =>
    console.log(`\n  ${id}\n    ${text}${lookFirst === null ? '' : `\n    Look first: ${lookFirst}`}`)
  );
  console.log(`\n${problems.length === 0 ? 'Every goal is reached.' : problems.join('\n')}`);
}

function row(score: ModelScore): string[] {
  const { confusion, latencyMs, tokens } = score;
  const fixed = confusion.autoFixable.autoFixable;
  return [
    score.isScripted ? `${score.name} (scripted)` : score.name,
    `${score.wrongRedeploys} of ${confusion.actionRequired.autoFixable + confusion.actionRequired.actionRequired}`,
    `${fixed} of ${fixed + confusion.autoFixable.actionRequired} (${formatPercent(score.autoFixRecall)})`,
    String(score.madeByRules),
    `${latencyMs.p50.toFixed(0)} ms`,
    `${latencyMs.p95.toFixed(0)} ms`,
    tokens.input.toLocaleString('en-US'),
    tokens.output.toLocaleString('en-US'),
  ];
}

main()
  .then((exitCode) => {
    process.exitCode = exitCode;
  })
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
