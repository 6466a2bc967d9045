import React, { useId, useState } from 'react';
import { t } from '@grafana/i18n';
import { Button, Field, Stack, TextArea } from '@grafana/ui';
import { report } from '../../api/interactions';
import { keys } from '../../api/live';
import { currentPermissions } from '../../api/role';
import { askSidecar } from '../../api/sidecar';
import { ActResult } from './ActResult';
import { type IncidentRecord, readIncident } from './queries';
import { useAct } from './useAct';

/** Says that somebody has seen the incident. That calms nobody else: the banner stays until a run passes. */
export function Acknowledge({ incident }: { readonly incident: IncidentRecord }) {
  const [comment, setComment] = useState('');
  const field = useId();
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
  const isOpen = incident.acknowledgedAt === null && incident.state !== 'resolved' && acknowledge.answer === undefined;
  return (
    <Stack direction="column" gap={1} alignItems="flex-start">
      {isOpen && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            acknowledge.start(comment.trim());
          }}
        >
          <Stack direction="column" gap={1} alignItems="flex-start">
            <Field
              noMargin
              label={t('incident.comment', 'Comment for the timeline')}
              description={t(
                'incident.comment-hint',
                'Optional. Acknowledging says that you have seen it; the banner stays until a run passes.'
              )}
              htmlFor={field}
            >
              <TextArea
                id={field}
                rows={2}
                maxLength={500}
                value={comment}
                onChange={(event) => setComment(event.currentTarget.value)}
              />
            </Field>
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
