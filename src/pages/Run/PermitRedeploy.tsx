import React from 'react';
import { object, string } from 'zod/mini';
import { report } from '../../api/interactions';
import { keys } from '../../api/live';
import type { RunDetailRecord } from '../../api/runDetail';
import { askSidecar, exactly } from '../../api/sidecar';
import { ActWithReason } from '../../components/ActWithReason';
import { useAct } from '../../components/useAct';
import { t } from '../../translations';

const readReset = exactly(object({ test: string(), resetAt: string(), resetBy: string() }), 'reset of a breaker');

/** Of the sidecar: the same failure has been redeployed before. */
const sameFailure = 'sameFailure';

/** Has the sidecar forget, for this failure that came again, that it was redeployed before. */
export function PermitRedeploy({ run }: { readonly run: RunDetailRecord }) {
  const permit = useAct(
    (reason: string) =>
      askSidecar('resetBreaker', readReset, { request: [{ path: { name: run.test }, body: { reason } }] }),
    { touches: [keys.incidents, keys.run(run.id)], done: () => report('breaker_reset', {}) }
  );
  return run.redeployGuard === sameFailure ? (
    <ActWithReason
      act={permit}
      offered
      icon="unlock"
      texts={{
        ask: t('redeploy.permit', 'Permit a redeploy for this failure again'),
        label: t('redeploy.permit-reason', 'Why it may be redeployed again'),
        hint: t(
          'redeploy.permit-hint',
          'Nothing is redeployed by this: it can be approved afterwards, and later failures of {{test}} may be redeployed again. The limits in time of the project stay.',
          { test: run.test }
        ),
        submit: t('redeploy.permit-submit', 'Permit it'),
        pending: t('redeploy.permitting', 'Permitting'),
        cancel: t('redeploy.permit-cancel', 'Leave it refused'),
        failed: t('redeploy.not-permitted', 'It was not permitted'),
        done: t(
          'redeploy.permit-done',
          'Permitted. Nothing is redeployed until somebody approves it, or it fails again.'
        ),
      }}
    />
  ) : null;
}
