import { t } from '../../translations';

/** What happened to an incident, in words; a newer sidecar's word as it is. */
export function moveText(kind: string): string {
  const names = new Map([
    ['opened', t('incident.move.opened', 'Opened')],
    ['joined', t('incident.move.joined', 'Joined by a run')],
    ['diagnosed', t('incident.move.diagnosed', 'Diagnosed')],
    ['redeployApproved', t('incident.move.redeploy-approved', 'Redeploy approved')],
    ['redeployRejected', t('incident.move.redeploy-rejected', 'Redeploy rejected')],
    ['redeployPlanned', t('incident.move.redeploy-planned', 'Redeploy planned')],
    ['redeployJoined', t('incident.move.redeploy-joined', 'Shares the redeploy of its project')],
    ['redeployed', t('incident.move.redeployed', 'Redeployed')],
    ['deploymentLive', t('incident.move.deployment-live', 'In production')],
    ['verificationStarted', t('incident.move.verification-started', 'Verification started')],
    ['actionRequired', t('incident.move.action-required', 'Action required')],
    ['stillActionRequired', t('incident.move.still-action-required', 'Still needs a person')],
    ['alertDelivered', t('incident.move.alert-delivered', 'Alert delivered')],
    ['alertNotDelivered', t('incident.move.alert-not-delivered', 'Alert not delivered')],
    ['acknowledged', t('incident.move.acknowledged', 'Acknowledged')],
    ['takenBack', t('incident.move.taken-back', 'Taken back')],
    ['resolved', t('incident.move.resolved', 'Resolved')],
    ['closed', t('incident.move.closed', 'Closed by a person')],
  ]);
  return names.get(kind) ?? kind;
}
