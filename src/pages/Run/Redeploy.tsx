import React from 'react';
import { Stack, Text, TextLink } from '@grafana/ui';
import { currentPermissions } from '../../api/role';
import type { RunDetailRecord } from '../../api/runDetail';
import { RunTime } from '../../components/RunTime';
import { paths } from '../../constants';
import { t } from '../../translations';
import { ApproveRedeploy } from './ApproveRedeploy';
import { PermitRedeploy } from './PermitRedeploy';
import type { IncidentRecord, RedeployRecord } from './queries';
import { deploymentText, outcomeText, standingText } from './redeployText';
import { RejectRedeploy } from './RejectRedeploy';
import { type Term, Terms } from './Terms';

interface Props {
  readonly incident: IncidentRecord;
  readonly run: RunDetailRecord;
}

/** The redeploy that was made for the incident, is being made, or may be. A sidecar before 0.2 tells of none. */
export function Redeploy({ incident, run }: Props) {
  const { redeploy } = incident;
  if (redeploy === null && !incident.unreadable.includes('redeploy')) {
    return null;
  }
  return (
    <Stack direction="column" gap={1}>
      <Text element="h3" variant="h5">
        {t('redeploy.title', 'Redeploy')}
      </Text>
      {redeploy === null ? (
        t('run.unreadable', 'cannot be read')
      ) : (
        <>
          <Terms terms={termsOf(redeploy, run)} />
          {currentPermissions().act && <Decision incident={incident} redeploy={redeploy} run={run} />}
        </>
      )}
    </Stack>
  );
}

function termsOf(redeploy: RedeployRecord, run: RunDetailRecord): Term[] {
  const { deploymentId, liveAt, verificationRunId, outcome, approvedBy, rejectedBy, reason } = redeploy;
  const isTold = (value: string | null): value is string => value !== null;
  return [
    { name: t('redeploy.state', 'State of the redeploy'), value: standingText(redeploy) },
    ...(isTold(reason) ? [{ name: t('redeploy.reason', 'Why'), value: reason }] : []),
    ...(isTold(approvedBy) ? [{ name: t('redeploy.approved-by', 'Approved by'), value: approvedBy }] : []),
    ...(isTold(rejectedBy) ? [{ name: t('redeploy.rejected-by', 'Decided against by'), value: rejectedBy }] : []),
    ...(isTold(deploymentId)
      ? [{ name: t('redeploy.deployment', 'New deployment'), value: deploymentText(deploymentId, redeploy) }]
      : []),
    ...(isTold(liveAt) ? [{ name: t('redeploy.live-at', 'In production since'), value: <RunTime at={liveAt} /> }] : []),
    ...(isTold(verificationRunId)
      ? [{ name: t('redeploy.verification', 'Verified by'), value: <Verification id={verificationRunId} run={run} /> }]
      : []),
    ...(isTold(outcome) ? [{ name: t('redeploy.outcome', 'Outcome'), value: outcomeText(outcome) }] : []),
  ];
}

function Verification({ id, run }: { readonly id: string; readonly run: RunDetailRecord }) {
  return id === run.id ? (
    <>{t('redeploy.this-run', 'this run')}</>
  ) : (
    <TextLink href={paths.run(id)} inline>
      {t('redeploy.verification-run', 'the run after it')}
    </TextLink>
  );
}

/** What editors decide about a redeploy. */
function Decision({ incident, redeploy, run }: Props & { readonly redeploy: RedeployRecord }) {
  const isOpen = incident.resolvedAt === null;
  return (
    <Stack direction="column" gap={1} alignItems="flex-start">
      {isOpen && <PermitRedeploy run={run} />}
      <ApproveRedeploy incident={incident} runId={run.id} offered={redeploy.canBeApproved} />
      <RejectRedeploy incident={incident} offered={redeploy.canBeApproved} />
    </Stack>
  );
}
