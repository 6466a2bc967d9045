import React, { memo, type MouseEvent, type ReactNode } from 'react';
import { useNavigate } from 'react-router-dom';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '../../translations';
import { Badge, Text, TextLink, useStyles2 } from '@grafana/ui';
import { report } from '../../api/interactions';
import type { RunRecord } from '../../api/runRecord';
import { autoFixText } from '../../components/autoFix';
import { asCards, cardContainer, narrowerThan } from '../../components/cards';
import { figuresOf, notKnown, p95Margin, type RunFigures } from '../../components/figures';
import { LongText } from '../../components/LongText';
import { RunTime } from '../../components/RunTime';
import { Verdict } from '../../components/Verdict';
import { paths } from '../../constants';

interface Column {
  readonly field: Exclude<keyof RunRecord, 'unreadable'>;
  readonly head: string;
  readonly show: (run: RunRecord, figures: RunFigures) => ReactNode;
  readonly isNumber?: boolean;
}

/** One line per run with every field of the run record; cards where there is no room for eleven columns. */
export function RunTable({ runs }: { readonly runs: readonly RunRecord[] }) {
  const styles = useStyles2(getStyles);
  const columns = columnsOf();
  // The roles are said, because a table that is laid out as cards loses its own.
  return (
    <div className={styles.container}>
      <table role="table" className={styles.table} aria-label={t('run-table.label', 'Load test results')}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ field, head, isNumber }) => (
              <th key={field} role="columnheader" scope="col" className={cx(isNumber && styles.number)}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {runs.map((run) => (
            <Row key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A run that has not changed is not drawn again. */
const Row = memo(function Row({ run }: { readonly run: RunRecord }) {
  const styles = useStyles2(getStyles);
  const navigate = useNavigate();
  const figures = figuresOf(run);
  const open = (event: MouseEvent<HTMLTableRowElement>) => {
    const isOnControl = event.target instanceof Element && event.target.closest('a, button') !== null;
    if (!isOnControl && window.getSelection()?.toString() === '') {
      navigate(paths.run(run.id));
    }
  };
  return (
    <tr role="row" className={styles[edgeOf(run)]} onClick={open}>
      {columnsOf().map(({ field, head, show, isNumber }) => (
        <td key={field} role="cell" data-label={head} className={cx(isNumber && styles.number)}>
          {run.unreadable.includes(field) ? t('run-table.unreadable', 'cannot be read') : show(run, figures)}
        </td>
      ))}
    </tr>
  );
});

/** The edge of a row repeats what its words say, for the first glance. */
function edgeOf({ verdict, actionRequired }: RunRecord): 'bad' | 'doubtful' | 'good' | 'open' {
  if (actionRequired) {
    return 'bad';
  }
  switch (verdict) {
    case null:
      return 'open';
    case 'passed':
      return 'good';
    default:
      return 'doubtful';
  }
}

function columnsOf(): readonly Column[] {
  return [
    { field: 'startedAt', head: t('run-table.started-at', 'Run date and time'), show: (run) => <RunLink run={run} /> },
    {
      field: 'test',
      head: t('run-table.test', 'Load test'),
      show: ({ test, environment }) => (
        <>
          {test}
          {environment !== '' && <Note>{environment}</Note>}
        </>
      ),
    },
    { field: 'verdict', head: t('run-table.verdict', 'Pass/fail'), show: (run) => <VerdictCell run={run} /> },
    {
      field: 'durationSeconds',
      head: t('run-table.duration', 'Duration'),
      show: (_, { duration }) => duration,
      isNumber: true,
    },
    {
      field: 'virtualUsers',
      head: t('run-table.virtual-users', 'Virtual users'),
      show: (_, { virtualUsers }) => virtualUsers,
      isNumber: true,
    },
    {
      field: 'avgResponseTimeMs',
      head: t('run-table.avg', 'Average response time'),
      show: (_, { avgResponseTime }) => avgResponseTime,
      isNumber: true,
    },
    {
      field: 'p95ResponseTimeMs',
      head: t('run-table.p95', 'p95 response time'),
      show: (run, { p95ResponseTime }) => (
        <>
          {p95ResponseTime}
          <Note>{p95Margin(run)}</Note>
        </>
      ),
      isNumber: true,
    },
    {
      field: 'errorRate',
      head: t('run-table.error-rate', 'Error rate'),
      show: (_, { errorRate }) => errorRate,
      isNumber: true,
    },
    { field: 'diagnosis', head: t('run-table.diagnosis', 'Diagnosis'), show: (run) => <DiagnosisCell run={run} /> },
    {
      field: 'actionRequired',
      head: t('run-table.action-required', 'Action required'),
      show: (run) => <ActionRequired run={run} />,
    },
    {
      field: 'autoFixApplied',
      head: t('run-table.auto-fix', 'Auto-fix applied'),
      show: ({ autoFixApplied }) => autoFixText(autoFixApplied),
    },
  ];
}

function RunLink({ run }: { readonly run: RunRecord }) {
  const label = t('run-table.open', 'Open the run of {{test}}', { test: run.test });
  const notStarted =
    run.verdict === null
      ? t('run-table.not-started-yet', 'not started yet')
      : t('run-table.never-started', 'never started');
  return (
    <TextLink href={paths.run(run.id)} inline color="primary" variant="bodySmall" aria-description={label}>
      {run.startedAt === null ? notStarted : <RunTime at={run.startedAt} />}
    </TextLink>
  );
}

function VerdictCell({ run }: { readonly run: RunRecord }) {
  const reason = run.verdict === null || run.verdict === 'passed' ? undefined : run.reasons[0]?.text;
  return (
    <>
      <Verdict run={run} />
      <Note>{reason}</Note>
      {run.verdict !== null && !run.counts && (
        <Note>{t('run-table.does-not-count', 'does not count: not a run of the catalogue as it stands')}</Note>
      )}
    </>
  );
}

function DiagnosisCell({ run }: { readonly run: RunRecord }) {
  if (run.diagnosis === null) {
    return <>{notKnown}</>;
  }
  return (
    <LongText
      text={run.diagnosis.text}
      of={t('run-table.diagnosis-of', 'diagnosis of {{test}}', { test: run.test })}
      onOpen={() => report('diagnosis_opened', { from: 'results' })}
    />
  );
}

function ActionRequired({ run }: { readonly run: RunRecord }) {
  if (!run.actionRequired) {
    return <>{t('run-table.no', 'No')}</>;
  }
  return (
    <>
      <Badge color="red" icon="exclamation-circle" text={t('run-table.yes', 'Yes')} />
      <Note>{run.actionRequiredReason}</Note>
    </>
  );
}

function Note({ children }: { readonly children: string | null | undefined }) {
  return children == null ? null : (
    <div>
      <Text variant="bodySmall" color="secondary">
        {children}
      </Text>
    </div>
  );
}

/** Below this width of its place, eleven columns cannot be read. */
const cardsBelow = 900;

const getStyles = (theme: GrafanaTheme2) => {
  const edge = (color: string) =>
    css({ '& > td:first-of-type': { boxShadow: `inset ${theme.spacing(0.5)} 0 0 ${color}` } });
  return {
    container: css(cardContainer),
    table: css({
      width: '100%',
      fontSize: theme.typography.bodySmall.fontSize,
      'th, td': {
        padding: theme.spacing(1),
        textAlign: 'left',
        verticalAlign: 'top',
        overflowWrap: 'break-word',
      },
      th: {
        color: theme.colors.text.secondary,
        fontWeight: theme.typography.fontWeightMedium,
        borderBottom: `1px solid ${theme.colors.border.medium}`,
        background: theme.colors.background.primary,
        position: 'sticky',
        top: 0,
      },
      time: { whiteSpace: 'nowrap' },
      'tbody tr': { cursor: 'pointer', borderBottom: `1px solid ${theme.colors.border.weak}` },
      'tbody tr:hover': { background: theme.colors.action.hover },
      ...asCards(theme, { below: cardsBelow, labels: '9.5em' }),
    }),
    // Counts more than the rules of the table, whichever of the two was made first.
    number: css({
      '&&': {
        textAlign: 'right',
        fontVariantNumeric: 'tabular-nums',
        [narrowerThan(cardsBelow)]: { textAlign: 'left' },
      },
    }),
    bad: edge(theme.colors.error.border),
    doubtful: edge(theme.colors.warning.border),
    good: edge(theme.colors.success.border),
    open: edge(theme.colors.info.border),
  };
};
