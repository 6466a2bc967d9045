import type { Features } from './features';

/** The series must hold this share of the run's requests (lost points hide what they held), and not more either. */
export const minimumCoverage = 0.9;
export const maximumCoverage = 1.1;

/** A row of the table. */
export interface PolicyRow {
  readonly rule: PolicyRule;
  readonly permits: boolean;
  readonly matches: (features: Features) => boolean;
  /** Why, in one plain sentence with figures. */
  readonly reason: (features: Features) => string;
}

export type PolicyRule =
  | 'notFailed'
  | 'noSeries'
  | 'tooLittleData'
  | 'seriesIncomplete'
  | 'generatorSaturated'
  | 'otherProblems'
  | 'otherLimitBreached'
  | 'deadTarget'
  | 'nameOrCertificate'
  | 'rateLimited'
  | 'clientErrors'
  | 'unexpectedAnswers'
  | 'failuresUnaccounted'
  | 'endpointDown'
  | 'endpointFault'
  | 'manyErrors'
  | 'repeatFailure'
  | 'growing'
  | 'persistent'
  | 'errorsAfterRecovery'
  | 'noClearRecovery'
  | 'climbedUntilItEnded'
  | 'noEndpointSeries'
  | 'loadPlanUnknown'
  | 'setupOutside'
  | 'slowWheneverCalled'
  | 'notCalledAgain'
  | 'recoveredUnderLessLoad'
  | 'recoveryTooShort'
  | 'freshDeployment'
  | 'coldStartRecovered'
  | 'temporarySlowdownRecovered'
  | 'defaultRefuse';

export const refuse = (rule: PolicyRule, matches: PolicyRow['matches'], reason: PolicyRow['reason']): PolicyRow => ({
  rule,
  permits: false,
  matches,
  reason,
});
export const permit = (rule: PolicyRule, matches: PolicyRow['matches'], reason: PolicyRow['reason']): PolicyRow => ({
  rule,
  permits: true,
  matches,
  reason,
});
