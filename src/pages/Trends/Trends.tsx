import React from 'react';
import { useSearchParams } from 'react-router-dom';
import { useQuery } from '@tanstack/react-query';
import { PluginPage } from '@grafana/runtime';
import { Combobox, EmptyState, Field, LinkButton, Stack } from '@grafana/ui';
import { useRefetchInterval } from '../../api/live';
import { SidecarError } from '../../api/sidecar';
import { trendQuery } from '../../api/trend';
import { LiveState } from '../../components/LiveState';
import { Recovering, Section } from '../../components/Section';
import { appHref, paths } from '../../constants';
import { t } from '../../translations';
import { testNamesQuery } from '../LoadTestResults/queries';
import { TrendParts } from './TrendParts';

/** The load test of the address, where it stands as `test`. */
const testParameter = 'test';

/** How one load test went from run to run. */
export default function Trends() {
  const [parameters, setParameters] = useSearchParams();
  const tests = useQuery(testNamesQuery());
  const asked = parameters.get(testParameter) ?? '';
  const test = asked === '' ? (tests.data?.[0] ?? null) : asked;
  const trend = useQuery({ ...trendQuery(test ?? ''), enabled: test !== null, refetchInterval: useRefetchInterval() });
  const isMissing = trend.data === undefined && trend.error instanceof SidecarError && trend.error.kind === 'notFound';
  return (
    <PluginPage actions={<LiveState refresh={() => void trend.refetch()} refreshing={trend.isFetching} />}>
      <Stack direction="column" gap={2}>
        <Recovering what={t('trends.choice', 'the choice of a load test')}>
          <TestPicker
            tests={tests.data ?? []}
            test={test}
            // Another one starts with its whole time.
            choose={(chosen) => setParameters({ [testParameter]: chosen })}
          />
        </Recovering>
        {test === null ? (
          <Section what={t('trends.catalogue', 'the load tests')} query={tests}>
            {() => <NoTests />}
          </Section>
        ) : isMissing ? (
          <NoSuchTest test={test} />
        ) : (
          <Section what={t('trends.what', 'the trend')} query={trend}>
            {(answer) => <TrendParts key={test} test={test} trend={answer} />}
          </Section>
        )}
      </Stack>
    </PluginPage>
  );
}

interface PickerProps {
  readonly tests: readonly string[];
  readonly test: string | null;
  readonly choose: (test: string) => void;
}

function TestPicker({ tests, test, choose }: PickerProps) {
  // One that the catalogue no longer has can still stand in an address.
  const names = [...new Set([...tests, ...(test === null ? [] : [test])])];
  return (
    <Field noMargin label={t('trends.test', 'Load test')} htmlFor="trend-test">
      <Combobox<string>
        id="trend-test"
        width={36}
        placeholder={t('trends.choose-test', 'Choose a load test')}
        options={names.map((name) => ({ value: name, label: name }))}
        value={test}
        onChange={({ value }) => choose(value)}
      />
    </Field>
  );
}

function NoTests() {
  return (
    <EmptyState
      variant="call-to-action"
      hideImage
      message={t('trends.no-tests', 'The catalogue has no load tests yet')}
    >
      {t(
        'trends.no-tests-hint',
        'A load test is an entry of k6/loadtests.yaml. Its runs are held against each other here.'
      )}
    </EmptyState>
  );
}

function NoSuchTest({ test }: { readonly test: string }) {
  return (
    <EmptyState
      variant="not-found"
      hideImage
      message={t('trends.missing', 'There is no such load test')}
      button={
        <LinkButton variant="secondary" href={appHref(paths.results)}>
          {t('trends.to-results', 'To the results')}
        </LinkButton>
      }
    >
      {t('trends.missing-hint', 'The catalogue has no load test "{{test}}". Choose another one above.', { test })}
    </EmptyState>
  );
}
