import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { formatCount, formatDuration, formatMs, formatPercent } from '../../../backend/src/lib/figures';
import type { RunProgressRecord } from '../../api/progress';
import { notKnown } from '../../components/figures';
import { t } from '../../translations';
import { Terms } from './Terms';

/** How a run stands at the moment. No live region: nobody wants to be read a new figure every second. */
export function LiveProgress({ progress }: { readonly progress: RunProgressRecord }) {
  const styles = useStyles2(getStyles);
  const { stage, elapsedSeconds, plannedSeconds, virtualUsers, iterations, requests } = progress;
  if (elapsedSeconds === null) {
    return null;
  }
  const elapsed = formatDuration(Math.floor(elapsedSeconds));
  const time =
    plannedSeconds === null
      ? elapsed
      : t('progress.time', '{{elapsed}} of {{planned}}', { elapsed, planned: formatDuration(plannedSeconds) });
  const count = (value: number | null) => (value === null ? notKnown : formatCount(value));
  const { p95ResponseTimeMs: p95, errorRate } = progress;
  const figures = [
    { name: t('progress.virtual-users', 'Virtual users now'), value: count(virtualUsers) },
    { name: t('progress.iterations', 'Iterations'), value: count(iterations) },
    { name: t('progress.requests', 'Requests so far'), value: count(requests) },
    { name: t('progress.p95', 'p95 of the last 30 s'), value: p95 === null ? notKnown : formatMs(p95) },
    {
      name: t('progress.error-rate', 'Error rate so far'),
      value: errorRate === null ? notKnown : formatPercent(errorRate),
    },
  ];
  return (
    <div className={styles.block}>
      {plannedSeconds !== null && plannedSeconds > 0 && (
        <progress
          className={styles.bar}
          aria-label={t('progress.bar', 'Time of the run')}
          aria-valuetext={time}
          max={plannedSeconds}
          value={Math.min(elapsedSeconds, plannedSeconds)}
        />
      )}
      <Terms terms={[{ name: t('progress.elapsed', 'Time'), value: time }, ...(stage === 'warmUp' ? [] : figures)]} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  block: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5), marginBottom: theme.spacing(2) }),
  bar: css({ width: '100%', height: theme.spacing(1), accentColor: theme.colors.primary.main }),
});
