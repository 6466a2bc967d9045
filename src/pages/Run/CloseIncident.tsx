import React, { useState } from 'react';
import { css } from '@emotion/css';
import { t } from '../../translations';
import { Button, Stack, useStyles2 } from '@grafana/ui';
import { report } from '../../api/interactions';
import { keys } from '../../api/live';
import { currentPermissions } from '../../api/role';
import { askSidecar } from '../../api/sidecar';
import { ActResult } from './ActResult';
import { CommentField } from './CommentField';
import { type IncidentRecord, readIncident } from './queries';
import { useAct } from './useAct';

/** As the sidecar takes it. */
const shortestReason = 3;

/**
 * Ends an incident that no run will resolve: its load test has left the catalogue, or the failure was none. With a reason,
 * and only after the button was pressed once more, because the banner goes and Slack is told.
 */
export function CloseIncident({ incident }: { readonly incident: IncidentRecord }) {
  const styles = useStyles2(getStyles);
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const close = useAct(
    (said: string) =>
      askSidecar('closeIncident', readIncident, {
        request: [{ path: { id: incident.id }, body: { reason: said } }],
      }),
    { touches: [keys.incidents], done: () => report('incident_closed', {}) }
  );
  if (!currentPermissions().act) {
    return null;
  }
  const canClose = incident.state === 'actionRequired' && close.answer === undefined;
  return (
    <Stack direction="column" gap={1} alignItems="flex-start">
      {canClose && !isAsking && (
        <Button variant="secondary" fill="outline" icon="times" onClick={() => setAsking(true)}>
          {t('incident.close-without', 'Close without a passed run')}
        </Button>
      )}
      {canClose && isAsking && (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            close.start(reason.trim());
          }}
        >
          <Stack direction="column" gap={1} alignItems="flex-start">
            <CommentField
              label={t('incident.close-reason', 'Why it is closed')}
              hint={t(
                'incident.close-hint',
                'For the timeline and Slack. The banner goes, and the next failed run opens another incident.'
              )}
              value={reason}
              change={setReason}
              maxLength={500}
            />
            <Stack direction="row" gap={1}>
              <Button
                type="submit"
                variant="destructive"
                disabled={close.pending || reason.trim().length < shortestReason}
              >
                {close.pending ? t('incident.closing', 'Closing') : t('incident.close', 'Close the incident')}
              </Button>
              <Button variant="secondary" type="button" onClick={() => setAsking(false)}>
                {t('incident.keep-open', 'Keep it open')}
              </Button>
            </Stack>
          </Stack>
        </form>
      )}
      <ActResult
        failed={t('incident.not-closed', 'The incident was not closed')}
        error={close.error}
        done={close.answer === undefined ? null : t('incident.close-done', 'Closed. The banner no longer shows it.')}
      />
    </Stack>
  );
}

const getStyles = () => ({ form: css({ width: '100%' }) });
