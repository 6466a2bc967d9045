import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, useStyles2 } from '@grafana/ui';
import { t } from '../../translations';
import type { RunRecord } from '../../api/runRecord';
import { autoFixText } from '../../components/autoFix';
import { figuresOf, type RunFigures } from '../../components/figures';
import type { RunColumn, RunField } from '../../components/runColumns';
import { edgeOf } from '../../components/RunTable';
import { Verdict } from '../../components/Verdict';
import { RunCell } from './Cells';
import type { Results } from './rows';

interface Props {
  readonly results: Results;
  readonly runs: readonly RunRecord[];
  /** Those that are shown at all. */
  readonly columns: readonly RunColumn[];
  /** Why, the diagnosis, what a person is needed for, the auto-fix. */
  readonly withDetails: boolean;
}

/** Each run in a line or two, and with its details in some more, for places with no room for a table. */
export function RunList({ results, runs, columns, withDetails }: Props) {
  const styles = useStyles2(getStyles);
  const shown = new Map<RunField, RunColumn>(columns.map((column) => [column.field, column]));
  return (
    <ul className={styles.list} aria-label={t('run-table.label', 'Load test results')}>
      {runs.map((run, index) => (
        <li key={run.id === '' ? index : run.id} className={styles[edgeOf(run)]}>
          <Head run={run} shown={shown} />
          <Figures results={results} run={run} shown={shown} />
          {withDetails && <Details run={run} shown={shown} />}
        </li>
      ))}
    </ul>
  );
}

interface LineProps {
  readonly run: RunRecord;
  readonly shown: ReadonlyMap<RunField, RunColumn>;
}

function Head({ run, shown }: LineProps) {
  const styles = useStyles2(getStyles);
  const figures = figuresOf(run);
  return (
    <div className={styles.line}>
      {shown.has('verdict') && <Verdict run={run} />}
      {shown.has('actionRequired') && run.actionRequired && (
        <Badge color="red" icon="exclamation-circle" text={t('panel.action-required', 'action required')} />
      )}
      {shown.has('test') && <span className={styles.test}>{run.test}</span>}
      {shown.has('test') && run.environment !== '' && <span className={styles.environment}>{run.environment}</span>}
      <span className={styles.start}>{shown.get('startedAt')?.show(run, figures)}</span>
    </div>
  );
}

/** Those that say most about a run, in that order. */
const figureFields = {
  p95ResponseTimeMs: 'p95ResponseTime',
  errorRate: 'errorRate',
  avgResponseTimeMs: 'avgResponseTime',
  virtualUsers: 'virtualUsers',
  durationSeconds: 'duration',
} as const satisfies Partial<Record<RunField, keyof RunFigures>>;

function Figures({ results, run, shown }: LineProps & Pick<Props, 'results'>) {
  const styles = useStyles2(getStyles);
  const figures = figuresOf(run);
  const heads: Record<keyof typeof figureFields, string> = {
    p95ResponseTimeMs: t('panel.p95', 'p95'),
    errorRate: t('panel.errors', 'errors'),
    avgResponseTimeMs: t('panel.average', 'average'),
    virtualUsers: t('panel.users', 'users'),
    durationSeconds: t('panel.duration', 'took'),
  };
  return (
    <div className={styles.figures}>
      {(Object.keys(figureFields) as Array<keyof typeof figureFields>)
        .filter((field) => shown.has(field))
        .map((field) => (
          <span key={field}>
            {`${heads[field]} `}
            <RunCell results={results} run={run} field={field}>
              {figures[figureFields[field]]}
            </RunCell>
          </span>
        ))}
    </div>
  );
}

function Details({ run, shown }: LineProps) {
  const styles = useStyles2(getStyles);
  const reason = run.verdict === 'passed' ? undefined : run.reasons[0]?.text;
  return (
    <div className={styles.details}>
      {shown.has('verdict') && reason !== undefined && <div>{reason}</div>}
      {shown.has('diagnosis') && run.diagnosis !== null && (
        <div>{shown.get('diagnosis')?.show(run, figuresOf(run))}</div>
      )}
      {shown.has('actionRequired') && run.actionRequiredReason !== null && (
        <div>
          {t('panel.action-required-because', 'Action required: {{reason}}', { reason: run.actionRequiredReason })}
        </div>
      )}
      {shown.has('autoFixApplied') && run.autoFixApplied !== null && (
        <div>{t('panel.auto-fix', 'Auto-fix applied: {{what}}', { what: autoFixText(run.autoFixApplied) })}</div>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const row = (color: string) =>
    css({
      padding: theme.spacing(0.75, 1),
      borderLeft: `${theme.spacing(0.5)} solid ${color}`,
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    });
  return {
    list: css({ listStyle: 'none', fontSize: theme.typography.bodySmall.fontSize }),
    line: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.25, 1) }),
    test: css({ fontWeight: theme.typography.fontWeightMedium, overflowWrap: 'anywhere' }),
    environment: css({ color: theme.colors.text.secondary }),
    start: css({ marginLeft: 'auto', whiteSpace: 'nowrap' }),
    figures: css({
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(0, 1.5),
      marginTop: theme.spacing(0.25),
      color: theme.colors.text.secondary,
      fontVariantNumeric: 'tabular-nums',
    }),
    details: css({ '& > div': { marginTop: theme.spacing(0.25) } }),
    bad: row(theme.colors.error.border),
    doubtful: row(theme.colors.warning.border),
    good: row(theme.colors.success.border),
    open: row(theme.colors.info.border),
  };
};
