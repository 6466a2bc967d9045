import React from 'react';
import { css } from '@emotion/css';
import { Text, useStyles2 } from '@grafana/ui';
import { scheduleWords } from './scheduleWords';

/** Instants that a cron names, in words with its time zone, and the expression itself. */
export function CronInstants({ cron, timeZone }: { readonly cron: string; readonly timeZone: string }) {
  const styles = useStyles2(getStyles);
  const words = scheduleWords(cron);
  return (
    <>
      {words !== null && `${words}, `}
      {timeZone}{' '}
      <Text element="span" variant="code" color="secondary">
        <span className={styles.expression}>{cron}</span>
      </Text>
    </>
  );
}

const getStyles = () => ({ expression: css({ whiteSpace: 'pre-wrap' }) });
