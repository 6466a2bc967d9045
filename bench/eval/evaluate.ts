import { createDiagnoser } from '../../backend/src/diagnosis';
import { startFakeAnthropic } from '../../backend/src/testing/fakes/anthropic';
import type { LabelledCase } from './cases';
import type { ScriptedModel } from './models';
import type { Outcome } from './outcome';

/** Diagnoses every case with the real SDK over HTTP; the other end answers by the script. */
export async function withScripted(model: ScriptedModel, cases: readonly LabelledCase[]): Promise<Outcome[]> {
  let current: LabelledCase | undefined;
  const anthropic = await startFakeAnthropic({
    reply: (request) => {
      if (current === undefined) {
        throw new Error('asked about no case');
      }
      return model.reply(current, request);
    },
  });
  try {
    const diagnoser = createDiagnoser({
      anthropic: { apiKey: 'no-real-anthropic-key', baseUrl: anthropic.url, maxRetries: 0 },
      now: () => new Date(),
    });
    const outcomes: Outcome[] = [];
    for (const each of cases) {
      current = each;
      outcomes.push(await outcomeOf(diagnoser, each));
    }
    return outcomes;
  } finally {
    await anthropic.close();
  }
}

/** Diagnoses every case with the model of a key: costs money. @param tell what is known after each case */
export async function withRealModel(
  options: { readonly apiKey: string; readonly baseUrl?: string | undefined; readonly model?: string | undefined },
  cases: readonly LabelledCase[],
  tell: (outcome: Outcome) => void
): Promise<Outcome[]> {
  const diagnoser = createDiagnoser({ anthropic: options, now: () => new Date() });
  const outcomes: Outcome[] = [];
  for (const each of cases) {
    const outcome = await outcomeOf(diagnoser, each);
    outcomes.push(outcome);
    tell(outcome);
  }
  return outcomes;
}

/** Diagnoses every case without a model: what the rules say alone. */
export async function withRules(cases: readonly LabelledCase[]): Promise<Outcome[]> {
  const diagnoser = createDiagnoser({ anthropic: null, now: () => new Date() });
  return Promise.all(cases.map((each) => outcomeOf(diagnoser, each)));
}

async function outcomeOf(diagnoser: ReturnType<typeof createDiagnoser>, of: LabelledCase): Promise<Outcome> {
  const began = performance.now();
  const { diagnosis } = await diagnoser.diagnose(of.input);
  return { of, diagnosis, latencyMs: performance.now() - began };
}
