import React from 'react';
import { useQuery } from '@tanstack/react-query';
import { t } from '../../translations';
import { Alert, Stack, Text, TextLink } from '@grafana/ui';
import { useRefetchInterval } from '../../api/live';
import type { Schemas } from '../../api/request';
import { RunTime } from '../../components/RunTime';
import { Section } from '../../components/Section';
import { paths } from '../../constants';
import { type OpenIncident, openIncidentsQuery } from './queries';

const needsPerson: Schemas['Incident']['state'] = 'actionRequired';

/** The state of things at a glance: which load tests need a person, and which are being looked after. */
export function OpenIncidents() {
  const incidents = useQuery({ ...openIncidentsQuery(), refetchInterval: useRefetchInterval() });
  return (
    <div aria-live="polite">
      <Section what={t('incidents.what', 'open incidents')} query={incidents}>
        {(open) => <Told incidents={open} />}
      </Section>
    </div>
  );
}

function Told({ incidents }: { readonly incidents: readonly OpenIncident[] }) {
  const forPeople = incidents.filter(({ state }) => state === needsPerson);
  const others = incidents.filter(({ state }) => state !== needsPerson);
  if (incidents.length === 0) {
    return (
      <Text color="secondary" variant="bodySmall">
        {t('incidents.none', 'No open incident.')}
      </Text>
    );
  }
  return (
    <>
      {forPeople.length > 0 && (
        <Alert
          severity="error"
          title={t('incidents.action-required', 'Action required: {{tests}}', { tests: names(forPeople) })}
        >
          <Lines incidents={forPeople} />
        </Alert>
      )}
      {others.length > 0 && (
        <Alert
          severity="info"
          title={t('incidents.under-way', 'Being looked after: {{tests}}', { tests: names(others) })}
        >
          <Lines incidents={others} />
        </Alert>
      )}
    </>
  );
}

function Lines({ incidents }: { readonly incidents: readonly OpenIncident[] }) {
  return (
    <Stack direction="column" gap={0.5}>
      {incidents.map(({ id, test, openedAt, lastRunId }) => (
        <span key={id}>
          {test} {t('incidents.since', 'since')} <RunTime at={openedAt} />:{' '}
          <TextLink href={paths.run(lastRunId)} inline>
            {t('incidents.last-run', 'last failed run of {{test}}', { test })}
          </TextLink>
        </span>
      ))}
    </Stack>
  );
}

function names(incidents: readonly OpenIncident[]): string {
  return incidents.map(({ test }) => test).join(', ');
}
