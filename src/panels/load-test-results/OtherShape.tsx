import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, ClipboardButton, useStyles2 } from '@grafana/ui';
import { t } from '../../translations';
import { requiredColumns } from './columns';

/** What asks InfluxDB for the results, with the bucket to be put in. */
export const fluxQuery = `from(bucket: "loadtest_results")
  |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
  |> filter(fn: (r) => r._measurement == "load_test_run")
  |> pivot(rowKey: ["_time", "test", "environment"], columnKey: ["_field"], valueColumn: "_value")
  |> group()
  |> sort(columns: ["_time"], desc: true)`;

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
      <pre className={styles.query} tabIndex={0}>
        {fluxQuery}
      </pre>
      <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => fluxQuery}>
        {t('panel.copy', 'Copy the query')}
      </ClipboardButton>
    </Alert>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  query: css({ fontSize: theme.typography.bodySmall.fontSize, whiteSpace: 'pre', overflow: 'auto' }),
});
