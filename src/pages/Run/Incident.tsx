import React from 'react';
import { Badge, type BadgeColor, type IconName, Stack, TextLink } from '@grafana/ui';
import type { Schemas } from '../../api/request';
import type { RunDetailRecord } from '../../api/runDetail';
import { ofWord } from '../../api/tolerant';
import { notKnown } from '../../components/figures';
import { RunTime } from '../../components/RunTime';
import { paths } from '../../constants';
import { Acknowledge } from './Acknowledge';
import { CloseIncident } from './CloseIncident';
import type { IncidentRecord } from './queries';
import { Redeploy } from './Redeploy';
import { Terms } from './Terms';
import { Timeline } from './Timeline';
import { t } from '../../translations';

interface Props {
  readonly incident: IncidentRecord;
  readonly run: RunDetailRecord;
}

type State = Schemas['Incident']['state'];

/** The incident that the run opened or joined: its state, its redeploy, who has seen it, and everything that happened. */
export function Incident({ incident, run }: Props) {
  return (
    <Stack direction="column" gap={2}>
      <div>
        <StateBadge state={incident.state} />
      </div>
      <Terms
        terms={[
          { name: t('incident.opened', 'Opened'), value: <RunTime at={incident.openedAt} /> },
          ...(incident.actionRequiredSince === null
            ? []
            : [
                {
                  name: t('incident.action-required-since', 'Needs a person since'),
                  value: (
                    <>
                      <RunTime at={incident.actionRequiredSince} />
                      {incident.actionRequiredReason !== null && `: ${incident.actionRequiredReason}`}
                    </>
                  ),
                },
              ]),
          {
            name: t('incident.acknowledged', 'Acknowledged'),
            value:
              incident.acknowledgedAt === null ? (
                t('incident.by-nobody', 'by nobody')
              ) : (
                <>
                  <RunTime at={incident.acknowledgedAt} />{' '}
                  {t('incident.by', 'by {{who}}', { who: incident.acknowledgedBy ?? notKnown })}
                </>
              ),
          },
          { name: t('incident.resolved', 'Resolved'), value: <Resolved incident={incident} run={run} /> },
        ]}
      />
      <Redeploy incident={incident} run={run} />
      <Acknowledge incident={incident} />
      <CloseIncident incident={incident} />
      <Timeline incident={incident} run={run} />
    </Stack>
  );
}

function Resolved({ incident, run }: Props) {
  const { resolvedAt, resolvedByRunId } = incident;
  if (resolvedAt === null) {
    return <>{t('incident.not-resolved', 'not yet: only a passed run resolves it')}</>;
  }
  return (
    <>
      <RunTime at={resolvedAt} /> {resolvedByRunId === run.id && t('incident.by-this-run', 'by this run')}
      {resolvedByRunId !== null && resolvedByRunId !== run.id && (
        <TextLink href={paths.run(resolvedByRunId)} inline>
          {t('incident.by-run', 'by the run that passed')}
        </TextLink>
      )}
    </>
  );
}

function StateBadge({ state }: { readonly state: string }) {
  const looks: Record<State, { readonly color: BadgeColor; readonly icon: IconName; readonly text: string }> = {
    diagnosing: { color: 'blue', icon: 'search', text: t('incident.diagnosing', 'incident: being diagnosed') },
    remediating: { color: 'blue', icon: 'sync', text: t('incident.remediating', 'incident: being remediated') },
    actionRequired: {
      color: 'red',
      icon: 'exclamation-circle',
      text: t('incident.action-required', 'incident: action required'),
    },
    resolved: { color: 'green', icon: 'check-circle', text: t('incident.is-resolved', 'incident: resolved') },
    closed: { color: 'darkgrey', icon: 'times-circle', text: t('incident.is-closed', 'incident: closed by a person') },
  };
  const { color, icon, text } = ofWord(looks, state) ?? { color: 'darkgrey', icon: 'question-circle', text: state };
  return <Badge color={color} icon={icon} text={text} />;
}
