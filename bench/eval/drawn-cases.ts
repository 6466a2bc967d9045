import { seededRandom } from '../../backend/src/lib/seeded-random';
import type { DiagnosisCase } from '../../backend/src/model/diagnosis-case';
import { injected } from './injections';
import { lastingKinds } from './lasting-kinds';
import { oddKinds } from './odd-kinds';
import { passingKinds } from './passing-kinds';
import { drawBy, type CasePlan } from './plan';

/** The recorded cases are those of this seed: kinds, figures, labels and which of them are held out. Fixed before any was replayed. */
export const caseSeed = 20261201;

const heldOutOneOf = 3;

/** A case before it is recorded. */
export interface DrawnCase extends Omit<DiagnosisCase, 'input'> {
  readonly plan: CasePlan;
  /** What the target answers with. */
  readonly body: string;
}

/** All cases of a seed, always the same. The last one of each kind holds sentences meant for the model. */
export function drawnCases(seed: number): DrawnCase[] {
  const random = seededRandom(seed);
  const draw = drawBy(random);
  return [...passingKinds, ...lastingKinds, ...oddKinds].flatMap((kind) => {
    const offset = draw.whole(0, heldOutOneOf - 1);
    return Array.from({ length: kind.cases }, (_, position): DrawnCase => {
      const plan = kind.draw(draw, position);
      const isInjected = position === kind.cases - 1;
      const { calls, text } = isInjected ? injected(plan.calls, random) : { calls: plan.calls, text: 'ok' };
      return {
        id: `${kind.name}-${position + 1}`,
        kind: kind.name,
        label: kind.label,
        why: kind.why,
        split: (position + offset) % heldOutOneOf === 0 ? 'heldOut' : 'tuning',
        injected: isInjected,
        plan: { ...plan, calls },
        body: text,
      };
    });
  });
}
