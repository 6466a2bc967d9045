import React from 'react';
import { useMutation } from '@tanstack/react-query';
import { object, string } from 'zod/mini';
import { Alert, Button, Stack, Text } from '@grafana/ui';
import { report } from '../../api/interactions';
import { askSidecar, exactly } from '../../api/sidecar';
import { t } from '../../translations';
import type { Integration } from './queries';

interface Props {
  /** Undefined: the sidecar does not tell; it may be tried. */
  readonly slack: Integration | undefined;
  /** Grafana has stored an operate key. */
  readonly operateKey: boolean;
}

const readDelivered = exactly(object({ detail: string() }), 'result of a test message');

/** One message to Slack, to see that alerts arrive. */
export function SlackTest({ slack, operateKey }: Props) {
  const test = useMutation({
    mutationFn: () => askSidecar('testSlack', readDelivered, { request: [] }),
    onSettled: (delivered) => report('test_message_sent', { delivered: delivered !== undefined }),
  });
  const whyNot =
    slack?.on === false
      ? t('slack.off', 'Slack is off at the sidecar.')
      : operateKey
        ? null
        : t('slack.no-key', 'This needs an operate key. Enter one above and save.');
  return (
    <Stack direction="column" gap={1}>
      <Stack gap={1} alignItems="center" wrap="wrap">
        <Button
          variant="secondary"
          icon="message"
          disabled={whyNot !== null || test.isPending}
          aria-describedby="slack-test-hint"
          onClick={() => test.mutate()}
        >
          {test.isPending ? t('slack.sending', 'Sending') : t('slack.send', 'Send a test message to Slack')}
        </Button>
        <span id="slack-test-hint">
          <Text color="secondary">{whyNot ?? t('slack.hint', 'Everybody in the channel sees it.')}</Text>
        </span>
      </Stack>
      <div aria-live="polite">
        {test.isSuccess && (
          <Alert severity="success" title={t('slack.delivered', 'The test message was delivered')}>
            {test.data.detail}
          </Alert>
        )}
        {test.isError && (
          <Alert title={t('slack.not-delivered', 'The test message was not delivered')}>{test.error.message}</Alert>
        )}
      </div>
    </Stack>
  );
}
