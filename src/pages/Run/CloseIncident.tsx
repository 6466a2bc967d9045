import React from 'react';
import { report } from '../../api/interactions';
import { keys } from '../../api/live';
import { currentPermissions } from '../../api/role';
import { askSidecar } from '../../api/sidecar';
import { ActWithReason } from '../../components/ActWithReason';
import { useAct } from '../../components/useAct';
import { t } from '../../translations';
import { type IncidentRecord, readIncident } from './queries';

/**
 * Ends an incident that no run will resolve: its load test has left the catalogue, or the failure was none. With a reason,
 * because the banner goes and Slack is told.
 */
export function CloseIncident({ incident }: { readonly incident: IncidentRecord }) {
  const close = useAct(
    (reason: string) =>
      askSidecar('closeIncident', readIncident, { request: [{ path: { id: incident.id }, body: { reason } }] }),
    { touches: [keys.incidents], done: () => report('incident_closed', {}) }
  );
  return currentPermissions().act ? (
    <ActWithReason
      act={close}
      offered={incident.state === 'actionRequired'}
      icon="times"
      destructive
      texts={{
        ask: t('incident.close-without', 'Close without a passed run'),
        label: t('incident.close-reason', 'Why it is closed'),
        hint: t(
          'incident.close-hint',
          'For the timeline and Slack. The banner goes, and the next failed run opens another incident.'
        ),
        submit: t('incident.close', 'Close the incident'),
        pending: t('incident.closing', 'Closing'),
        cancel: t('incident.keep-open', 'Keep it open'),
        failed: t('incident.not-closed', 'The incident was not closed'),
        done: t('incident.close-done', 'Closed. The banner no longer shows it.'),
      }}
    />
  ) : null;
}
