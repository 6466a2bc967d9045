import React from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Badge, type BadgeColor, Button, type IconName, Stack, Text } from '@grafana/ui';
import { report } from '../../api/interactions';
import { keys } from '../../api/live';
import { t } from '../../translations';
import { type Check, type Outcome, type Stored, testConnection, worstOf } from './connection';
import { Entries, Entry } from './Entries';

interface Props {
  readonly stored: Stored;
  readonly appVersion: string;
  /** Something is typed that is not saved: a test would be about something else. */
  readonly unsaved: boolean;
}

/** Whether the app works with what is saved, point by point. */
export function ConnectionTest({ stored, appVersion, unsaved }: Props) {
  const queryClient = useQueryClient();
  const test = useMutation({
    mutationFn: () => testConnection(stored, appVersion),
    onSuccess: (checks) => {
      report('connection_tested', { result: worstOf(checks) });
      void queryClient.invalidateQueries({ queryKey: keys.status });
    },
  });
  return (
    <Stack direction="column" gap={2}>
      <Stack gap={1} alignItems="center" wrap="wrap">
        <Button
          variant="secondary"
          icon="play"
          disabled={unsaved || test.isPending}
          onClick={() => test.mutate()}
          aria-describedby="connection-test-hint"
        >
          {test.isPending ? t('connection.testing', 'Testing') : t('connection.test', 'Test connection')}
        </Button>
        <span id="connection-test-hint" role="status">
          <Text color="secondary">
            {unsaved
              ? t('connection.save-first', 'Save first: what is tested is what Grafana has stored.')
              : t('connection.hint', 'Asks the sidecar through Grafana, as the pages do. Changes nothing.')}
          </Text>
        </span>
      </Stack>
      <div aria-live="polite">{test.data !== undefined && <Result checks={test.data} />}</div>
    </Stack>
  );
}

function Result({ checks }: { readonly checks: readonly Check[] }) {
  const conclusions: Record<Outcome, string> = {
    good: t('connection.all-good', 'Everything works.'),
    notTested: t('connection.all-good', 'Everything works.'),
    warning: t('connection.some-warnings', 'It works, with something to look at.'),
    failed: t('connection.some-failed', 'Something has to be mended.'),
  };
  return (
    <Stack direction="column" gap={1}>
      <Text weight="medium">{conclusions[worstOf(checks)]}</Text>
      <Entries label={t('connection.result', 'Result of the test')}>
        {checks.map(({ id, what, outcome, said }) => (
          <Entry key={id} name={what} badge={<OutcomeBadge outcome={outcome} />}>
            {said}
          </Entry>
        ))}
      </Entries>
    </Stack>
  );
}

const looks: Record<Outcome, { readonly color: BadgeColor; readonly icon: IconName }> = {
  good: { color: 'green', icon: 'check-circle' },
  warning: { color: 'orange', icon: 'exclamation-triangle' },
  failed: { color: 'red', icon: 'times-circle' },
  notTested: { color: 'darkgrey', icon: 'question-circle' },
};

function OutcomeBadge({ outcome }: { readonly outcome: Outcome }) {
  const words: Record<Outcome, string> = {
    good: t('outcome.good', 'good'),
    warning: t('outcome.warning', 'warning'),
    failed: t('outcome.failed', 'failed'),
    notTested: t('outcome.not-tested', 'not tested'),
  };
  return <Badge {...looks[outcome]} text={words[outcome]} />;
}
