import type { EffectOutcome } from '../../lib/outbound/outcome';

/** The outcome of a call on something that is not set up. */
export function notConfigured(what: string, variable: string): EffectOutcome<never> {
  return { kind: 'skipped', code: 'notConfigured', reason: `${what} is not configured (${variable})` };
}

/** The outcome where the run that an effect is about is gone. */
export const runGone: EffectOutcome<never> = {
  kind: 'rejected',
  code: 'runGone',
  reason: 'the run is no longer stored',
};
