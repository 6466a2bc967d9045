import React from 'react';
import { useQuery } from '@tanstack/react-query';
import { t } from '../../translations';
import { Stack, Text } from '@grafana/ui';
import { useRefetchInterval } from '../../api/live';
import type { RunDetailRecord } from '../../api/runDetail';
import { autoFixText } from '../../components/autoFix';
import { RunTime } from '../../components/RunTime';
import { Section } from '../../components/Section';
import { Incident } from './Incident';
import { Readable } from './Readable';
import { TitledSection } from '../../components/TitledSection';
import { incidentQuery } from './queries';
import { Terms } from './Terms';

/** What was done about the failure, by itself and by people. */
export function Remediation({ run }: { readonly run: RunDetailRecord }) {
  return (
    <TitledSection
      title={t('run.remediation', 'Remediation and incident')}
      what={t('run.remediation-what', 'the remediation')}
    >
      <Stack direction="column" gap={2}>
        <Readable run={run} field="autoFixApplied">
          <AutoFix autoFix={run.autoFixApplied} />
        </Readable>
        <Readable run={run} field="incidentId">
          {run.incidentId === null ? (
            <Text color="secondary">{noIncident(run)}</Text>
          ) : (
            <OfIncident id={run.incidentId} run={run} />
          )}
        </Readable>
      </Stack>
    </TitledSection>
  );
}

function AutoFix({ autoFix }: { readonly autoFix: RunDetailRecord['autoFixApplied'] }) {
  return (
    <Terms
      terms={[
        { name: t('run.auto-fix', 'Auto-fix applied'), value: autoFixText(autoFix) },
        ...(autoFix === null
          ? []
          : [
              { name: t('run.auto-fix-deployment', 'Deployment'), value: autoFix.deploymentId },
              { name: t('run.auto-fix-at', 'Applied'), value: <RunTime at={autoFix.appliedAt} /> },
            ]),
      ]}
    />
  );
}

function OfIncident({ id, run }: { readonly id: string; readonly run: RunDetailRecord }) {
  const incident = useQuery({ ...incidentQuery(id), refetchInterval: useRefetchInterval() });
  return (
    <Section what={t('run.incident-what', 'the incident')} query={incident}>
      {(answer) => <Incident incident={answer} run={run} />}
    </Section>
  );
}

function noIncident({ verdict, counts }: RunDetailRecord): string {
  if (verdict === null) {
    return t('run.no-incident.not-judged', 'No incident: the run has not been judged.');
  }
  return counts
    ? t('run.no-incident.none', 'This run belongs to no incident.')
    : t('run.no-incident.not-counted', 'No incident: the run does not count.');
}
