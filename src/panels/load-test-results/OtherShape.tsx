import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, ClipboardButton, useStyles2 } from '@grafana/ui';
import { t } from '../../translations';
import { requiredColumns } from './columns';
import { fluxQuery } from './fluxQuery';

/** Says what the panel needs instead of what it was given. */
export function OtherShape({ columns }: { readonly columns: readonly string[] }) {
  const styles = useStyles2(getStyles);
  const missing = requiredColumns.join(', ');
  return (
    <Alert severity="info" title={t('panel.other-shape', 'These are no results of load tests')}>
      <p>
        {t(
          'panel.needs',
          'This panel shows a row per run with at least the columns {{missing}}. The query gave {{given}}.',
          { missing, given: columns.join(', ') }
        )}
      </p>
      <p>{t('panel.flux', 'With InfluxDB and Flux this query gives them; the bucket is the one with the results:')}</p>
      <pre className={styles.query}>{fluxQuery}</pre>
      <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => fluxQuery}>
        {t('panel.copy', 'Copy the query')}
      </ClipboardButton>
    </Alert>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  query: css({ fontSize: theme.typography.bodySmall.fontSize, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }),
});
