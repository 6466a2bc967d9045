import React, { useState } from 'react';
import { Button, ConfirmModal, Stack } from '@grafana/ui';
import { report } from '../../api/interactions';
import { keys } from '../../api/live';
import { askSidecar } from '../../api/sidecar';
import { ActResult } from '../../components/ActResult';
import { useAct } from '../../components/useAct';
import { t } from '../../translations';
import { type IncidentRecord, readIncident } from './queries';

interface Props {
  readonly incident: IncidentRecord;
  readonly runId: string;
  /** It can be approved as things stand. */
  readonly offered: boolean;
}

/** Has the incident redeployed once somebody has confirmed it. Which rule refuses, the sidecar says. */
export function ApproveRedeploy({ incident, runId, offered }: Props) {
  const [isAsking, setAsking] = useState(false);
  const approve = useAct(
    (id: string) => askSidecar('approveRedeploy', readIncident, { request: [{ path: { id }, body: {} }] }),
    {
      touches: [keys.incidents, keys.runs, keys.run(runId)],
      done: () => report('redeploy_approved', {}),
    }
  );
  const canApprove = offered && approve.answer === undefined;
  return (
    <Stack direction="column" gap={1} alignItems="flex-start">
      {canApprove && (
        <Button icon="check" disabled={approve.pending} onClick={() => setAsking(true)}>
          {approve.pending ? t('redeploy.approving', 'Approving') : t('redeploy.approve', 'Approve the redeploy')}
        </Button>
      )}
      <ConfirmModal
        isOpen={isAsking && canApprove}
        title={t('redeploy.approve', 'Approve the redeploy')}
        body={t(
          'redeploy.approve-body',
          'What is in production of the project now is built again and put into production. Every rule is looked at again first, now and right before it is sent. Then the load test runs: the banner stays until that run has passed.'
        )}
        confirmText={t('redeploy.approve-confirm', 'Redeploy')}
        confirmVariant="primary"
        dismissText={t('redeploy.approve-dismiss', 'Not now')}
        onConfirm={() => {
          setAsking(false);
          approve.start(incident.id);
        }}
        onDismiss={() => setAsking(false)}
      />
      <ActResult
        failed={t('redeploy.not-approved', 'The redeploy was not approved')}
        error={approve.error}
        conflict="ruleRefuses"
        done={
          approve.answer === undefined || incident.resolvedAt !== null
            ? null
            : t('redeploy.approve-done', 'Approved. The banner stays until a run has passed.')
        }
      />
    </Stack>
  );
}
