import React from 'react';
import { report } from '../../api/interactions';
import { keys } from '../../api/live';
import { askSidecar } from '../../api/sidecar';
import { ActWithReason } from '../../components/ActWithReason';
import { useAct } from '../../components/useAct';
import { t } from '../../translations';
import { type IncidentRecord, readIncident } from './queries';

interface Props {
  readonly incident: IncidentRecord;
  /** It can be decided as things stand. */
  readonly offered: boolean;
}

/** Rules a redeploy of the incident out for good, with a reason. */
export function RejectRedeploy({ incident, offered }: Props) {
  const reject = useAct(
    (reason: string) =>
      askSidecar('rejectRedeploy', readIncident, { request: [{ path: { id: incident.id }, body: { reason } }] }),
    { touches: [keys.incidents, keys.runs], done: () => report('redeploy_rejected', {}) }
  );
  return (
    <ActWithReason
      act={reject}
      offered={offered}
      icon="ban"
      destructive
      texts={{
        ask: t('redeploy.reject', 'Decide against it'),
        label: t('redeploy.reject-reason', 'Why it is not redeployed'),
        hint: t(
          'redeploy.reject-hint',
          'For the timeline. Nobody can approve a redeploy of this incident any more; it goes on needing a person.'
        ),
        submit: t('redeploy.reject-submit', 'No redeploy'),
        pending: t('redeploy.rejecting', 'Deciding'),
        cancel: t('redeploy.reject-cancel', 'Leave it open'),
        failed: t('redeploy.not-rejected', 'The decision was not stored'),
        done: t('redeploy.reject-done', 'Decided: this incident is not redeployed.'),
      }}
    />
  );
}
