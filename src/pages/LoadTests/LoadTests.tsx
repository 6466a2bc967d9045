import React from 'react';
import { useSearchParams } from 'react-router-dom';
import { useQuery } from '@tanstack/react-query';
import { PluginPage } from '@grafana/runtime';
import { EmptyState, Field, FilterInput, Stack, Text } from '@grafana/ui';
import { useRefetchInterval } from '../../api/live';
import { type LoadTestList, type LoadTestRecord, loadTestsQuery } from '../../api/loadTests';
import { LiveState } from '../../components/LiveState';
import { NotUnderstood } from '../../components/NotUnderstood';
import { Recovering, Section } from '../../components/Section';
import { t } from '../../translations';
import { labelsText, LoadTestCard } from './LoadTestCard';
import { UnderWay } from './UnderWay';
import { runsUnderWayQuery } from './queues';

/** No event tells that a load test became overdue, or that a tick started no run. */
const askEveryMs = 60_000;

/** The catalogue: every load test with its schedule and last verdict, what runs now, and a way to start one. */
export default function LoadTests() {
  const refetchInterval = useRefetchInterval();
  const tests = useQuery({ ...loadTestsQuery(), refetchInterval: refetchInterval || askEveryMs });
  const underWay = useQuery({ ...runsUnderWayQuery(), refetchInterval });
  const refresh = () => {
    void tests.refetch();
    void underWay.refetch();
  };
  const active = new Set((underWay.data?.runs ?? []).map(({ test }) => test));
  return (
    <PluginPage actions={<LiveState refresh={refresh} refreshing={tests.isFetching || underWay.isFetching} />}>
      <Stack direction="column" gap={4}>
        <UnderWay query={underWay} />
        <Section
          title={t('load-tests.title', 'Load tests')}
          what={t('load-tests.what', 'the catalogue of load tests')}
          query={tests}
        >
          {(list) => <Catalogue list={list} now={tests.dataUpdatedAt} active={active} />}
        </Section>
      </Stack>
    </PluginPage>
  );
}

interface Props {
  readonly list: LoadTestList;
  /** When it was read; ms since 1970. */
  readonly now: number;
  /** Names of the load tests that have a run under way. */
  readonly active: ReadonlySet<string>;
}

/** In the address, so that a link shows the same. */
const wordsParameter = 'find';

function Catalogue({ list: { tests, leftOut }, now, active }: Props) {
  const [parameters, setParameters] = useSearchParams();
  const words = parameters.get(wordsParameter) ?? '';
  if (tests.length + leftOut === 0) {
    return <NoLoadTests />;
  }
  const found = tests.filter((test) => fits(test, words));
  return (
    <Stack direction="column" gap={2}>
      <NotUnderstood runs={tests} leftOut={leftOut} />
      <Field
        noMargin
        label={t('load-tests.find', 'Find by name, label, target or environment')}
        htmlFor="find-load-test"
      >
        <FilterInput
          id="find-load-test"
          width={40}
          value={words}
          onChange={(value) => setParameters(value === '' ? {} : { [wordsParameter]: value }, { replace: true })}
        />
      </Field>
      {found.map((test) => (
        <Recovering key={test.name} what={test.name}>
          <LoadTestCard test={test} now={now} isUnderWay={active.has(test.name)} />
        </Recovering>
      ))}
      {found.length === 0 && tests.length > 0 && (
        <Text color="secondary">{t('load-tests.none-found', 'No load test fits these words.')}</Text>
      )}
    </Stack>
  );
}

/** Every word has to be somewhere in it. */
function fits(test: LoadTestRecord, words: string): boolean {
  const text = [test.name, test.description ?? '', ...labelsText(test), test.target, test.environment]
    .join('\n')
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function NoLoadTests() {
  return (
    <EmptyState variant="call-to-action" hideImage message={t('load-tests.none', 'The catalogue has no load test')}>
      {t(
        'load-tests.none-hint',
        'Load tests are described in the file k6/loadtests.yaml of the sidecar, or in the one that LOADTESTS_FILE names; it is read again when it changes.'
      )}
    </EmptyState>
  );
}
