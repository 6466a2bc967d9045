import type { Schemas } from '../../api/request';
import { ofWord } from '../../api/tolerant';
import { t } from '../../translations';
import type { RedeployRecord } from './queries';

type Known = Schemas['Incident']['redeploy'];
type State = NonNullable<Known['state']>;
type DeploymentState = NonNullable<Known['deploymentState']>;
type Outcome = NonNullable<Known['outcome']>;

/** How the redeploy stands, in words; a newer sidecar's word as it is. */
export function standingText({ state, canBeApproved, rejectedBy }: RedeployRecord): string {
  if (state === null) {
    return canBeApproved
      ? t('redeploy.waits', 'waits for the decision of a person')
      : rejectedBy === null
        ? t('redeploy.none', 'none')
        : t('redeploy.rejected', 'decided against');
  }
  const texts: Record<State, string> = {
    planned: t('redeploy.planned', 'planned, not sent yet'),
    redeployed: t('redeploy.redeployed', 'sent, not in production yet'),
    live: t('redeploy.live', 'in production, being verified'),
    fixed: t('redeploy.over-fixed', 'over, it helped'),
    notFixed: t('redeploy.over-not-fixed', 'over, it did not help'),
    unknown: t('redeploy.over-unknown', 'over, nobody knows whether it helped'),
    notSent: t('redeploy.over-not-sent', 'not made'),
  };
  return ofWord(texts, state) ?? state;
}

/** The deployment that it made, and what was last seen of that. */
export function deploymentText(id: string, { deploymentState }: Pick<RedeployRecord, 'deploymentState'>): string {
  if (deploymentState === null) {
    return id;
  }
  const texts: Record<DeploymentState, string> = {
    building: t('redeploy.building', 'being built'),
    live: t('redeploy.deployment-live', 'in production'),
    failed: t('redeploy.failed', 'not built'),
    canceled: t('redeploy.canceled', 'cancelled'),
    aliasFailed: t('redeploy.alias-failed', 'its domains could not be assigned'),
    checksFailed: t('redeploy.checks-failed', 'its checks have failed'),
    superseded: t('redeploy.superseded', 'another one is in production'),
    timedOut: t('redeploy.timed-out', 'not in production in time'),
  };
  return `${id}: ${ofWord(texts, deploymentState) ?? deploymentState}`;
}

/** Whether the redeploy helped this incident. */
export function outcomeText(outcome: string): string {
  const texts: Record<Outcome, string> = {
    fixed: t('redeploy.fixed', 'fixed it'),
    notFixed: t('redeploy.not-fixed', 'did not fix it'),
    unknown: t('redeploy.unknown', 'not known'),
    notSent: t('redeploy.not-sent', 'was not made'),
  };
  return ofWord(texts, outcome) ?? outcome;
}
