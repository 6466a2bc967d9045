import React from 'react';
import { t } from '../translations';
import { Button, Icon, Stack, Text } from '@grafana/ui';
import { type Liveness, useLiveness } from '../api/live';

interface Props {
  readonly refresh: () => void;
  readonly refreshing: boolean;
}

/** How current the page is, and a way to ask at once. */
export function LiveState({ refresh, refreshing }: Props) {
  const liveness = useLiveness();
  const texts: Record<Liveness, string> = {
    connecting: t('live.connecting', 'Connecting'),
    live: t('live.live', 'Live'),
    polling: t('live.polling', 'Every 10 s'),
  };
  return (
    <Stack alignItems="center" gap={1}>
      <span role="status" title={t('live.title', 'How soon a change is seen here')}>
        <Stack alignItems="center" gap={0.5}>
          <Icon name={liveness === 'live' ? 'bolt' : 'clock-nine'} />
          <Text color="secondary" variant="bodySmall">
            {texts[liveness]}
          </Text>
        </Stack>
      </span>
      <Button variant="secondary" size="sm" icon="sync" onClick={refresh} disabled={refreshing}>
        {t('live.refresh', 'Refresh')}
      </Button>
    </Stack>
  );
}
