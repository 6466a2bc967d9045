import React, { useState } from 'react';
import { css } from '@emotion/css';
import { t } from '../../translations';
import { Button, Stack, useStyles2 } from '@grafana/ui';
import { report } from '../../api/interactions';
import { keys } from '../../api/live';
import { currentPermissions } from '../../api/role';
import { askSidecar } from '../../api/sidecar';
import { ActResult } from '../../components/ActResult';
import { CommentField } from '../../components/CommentField';
import { type IncidentRecord, readIncident } from './queries';
import { useAct } from '../../components/useAct';

/** Says that somebody has seen the incident. That calms nobody else: the banner stays until a run passes. */
export function Acknowledge({ incident }: { readonly incident: IncidentRecord }) {
  const styles = useStyles2(getStyles);
  const [comment, setComment] = useState('');
  const acknowledge = useAct(
    (said: string) =>
      askSidecar('acknowledgeIncident', readIncident, {
        request: [{ path: { id: incident.id }, body: said === '' ? {} : { comment: said } }],
      }),
    {
      touches: [keys.incidents],
      done: ({ state }) => report('incident_acknowledged', { state }),
    }
  );
  if (!currentPermissions().act) {
    return null;
  }
  const isOpen = incident.acknowledgedAt === null && incident.resolvedAt === null && acknowledge.answer === undefined;
  return (
    <Stack direction="column" gap={1} alignItems="flex-start">
      {isOpen && (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            acknowledge.start(comment.trim());
          }}
        >
          <Stack direction="column" gap={1} alignItems="flex-start">
            <CommentField
              label={t('incident.comment', 'Comment for the timeline')}
              hint={t(
                'incident.comment-hint',
                'Optional. Acknowledging says that you have seen it; the banner stays until a run passes.'
              )}
              value={comment}
              change={setComment}
              maxLength={500}
            />
            <Button type="submit" variant="secondary" icon="eye" disabled={acknowledge.pending}>
              {acknowledge.pending
                ? t('incident.acknowledging', 'Acknowledging')
                : t('incident.acknowledge', 'Acknowledge')}
            </Button>
          </Stack>
        </form>
      )}
      <ActResult
        failed={t('incident.not-acknowledged', 'The incident was not acknowledged')}
        error={acknowledge.error}
        done={
          acknowledge.answer === undefined
            ? null
            : t('incident.acknowledge-done', 'Acknowledged. The banner stays until a run passes.')
        }
      />
    </Stack>
  );
}

const getStyles = () => ({ form: css({ width: '100%' }) });
