import React, { useMemo, useState } from 'react';
import { css } from '@emotion/css';
import { type GrafanaTheme2, LoadingState, type PanelProps } from '@grafana/data';
import { Alert, Button, Text, useStyles2 } from '@grafana/ui';
import { t } from '../../translations';
import { formatCountOf } from '../../../backend/src/lib/figures';
import { leastWidth, RunTable } from '../../components/RunTable';
import { panelColumns } from './Cells';
import { readLayer } from './layer';
import { defaultOptions, type PanelOptions } from './options';
import { OtherShape } from './OtherShape';
import { RunList } from './RunList';
import { latestPerTest, readResults } from './rows';

/** Below this width, in px, a list has no room for more than a line or two. */
const detailsFrom = 480;
/** Rows that are drawn at once, and with each further click. */
const rowsAtOnce = 100;

/** Runs of load tests as any data source gives them: a table, or a list where there is no room for one. */
export function LoadTestResultsPanel({ data, options: given, width, height }: PanelProps<PanelOptions>) {
  const styles = useStyles2(getStyles);
  const options = useMemo(() => ({ ...defaultOptions, ...given }), [given]);
  const results = useMemo(() => readResults(data.series), [data.series]);
  const layer = useMemo(() => readLayer(data.annotations ?? []), [data.annotations]);
  const columns = useMemo(() => panelColumns(results, options.columns, layer), [results, options.columns, layer]);
  const [limit, setLimit] = useState(rowsAtOnce);
  const runs = options.show === 'latest' ? latestPerTest(results.runs) : results.runs;
  const [other] = results.others;
  if (runs.length === 0) {
    return (
      <div className={styles.panel} style={{ width, height }} tabIndex={0} role="group" aria-label={label()}>
        {other === undefined ? <NoRuns state={data.state} /> : <OtherShape columns={other} />}
      </div>
    );
  }
  const drawn = runs.slice(0, limit);
  const left = runs.length - drawn.length;
  return (
    <div className={styles.panel} style={{ width, height }} tabIndex={0} role="group" aria-label={label()}>
      {results.others.length > 0 && <SomeLeftOut frames={results.others.length} />}
      {options.compact || width < leastWidth(columns) ? (
        <RunList
          results={results}
          runs={drawn}
          columns={columns}
          withDetails={!options.compact && width >= detailsFrom}
        />
      ) : (
        <RunTable runs={drawn} columns={columns} cardsBelow={0} />
      )}
      {left > 0 && (
        <Button variant="secondary" size="sm" icon="arrow-down" onClick={() => setLimit(limit + rowsAtOnce)}>
          {t('panel.more', 'Show more ({{left}} not shown)', { left: formatCountOf(left, 'run') })}
        </Button>
      )}
    </div>
  );
}

const label = () => t('panel.name', 'Load test results');

function NoRuns({ state }: { readonly state: LoadingState }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.empty}>
      <Text color="secondary">
        {state === LoadingState.Loading
          ? t('panel.loading', 'Loading load test results…')
          : t('panel.empty', 'No load test has ended in this range of time.')}
      </Text>
    </div>
  );
}

function SomeLeftOut({ frames }: { readonly frames: number }) {
  return (
    <Alert
      severity="info"
      title={t('panel.left-out', 'Not shown: {{frames}} without results of load tests', {
        frames: formatCountOf(frames, 'frame'),
      })}
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({ overflow: 'auto' }),
  empty: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    height: '100%',
    padding: theme.spacing(1),
    textAlign: 'center',
  }),
});
