import React, { memo, type MouseEvent } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { t } from '../translations';
import type { RunRecord } from '../api/runRecord';
import { asCards, cardContainer, narrowerThan } from './cards';
import { figuresOf } from './figures';
import type { RunColumn } from './runColumns';

interface Props {
  readonly runs: readonly RunRecord[];
  /** The same ones at every drawing, unless they have changed. */
  readonly columns: readonly RunColumn[];
  /** Where a click on a row leads. Default: nowhere, only its links lead somewhere. */
  readonly onOpen?: (run: RunRecord) => void;
  /** Width of its place in px. Default: where the columns can no longer be read. */
  readonly cardsBelow?: number;
}

/** In px, for a table with these columns. */
export function leastWidth(columns: readonly RunColumn[]): number {
  return 82 * columns.length;
}

/** One line per run; cards where there is no room for the columns. */
export function RunTable({ runs, columns, onOpen, cardsBelow = leastWidth(columns) }: Props) {
  const styles = useStyles2(getStyles, cardsBelow);
  // The roles are said, because a table that is laid out as cards loses its own.
  return (
    <div className={styles.container}>
      <table
        role="table"
        className={cx(styles.table, onOpen !== undefined && styles.opens)}
        aria-label={t('run-table.label', 'Load test results')}
      >
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
          {runs.map((run, index) => (
            <Row
              key={run.id === '' ? index : run.id}
              run={run}
              columns={columns}
              onOpen={onOpen}
              cardsBelow={cardsBelow}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps extends Omit<Props, 'runs'> {
  readonly run: RunRecord;
  readonly cardsBelow: number;
}

/** A run that has not changed is not drawn again. */
const Row = memo(function Row({ run, columns, onOpen, cardsBelow }: RowProps) {
  const styles = useStyles2(getStyles, cardsBelow);
  const figures = figuresOf(run);
  const open = (event: MouseEvent<HTMLTableRowElement>) => {
    const isOnControl = event.target instanceof Element && event.target.closest('a, button') !== null;
    if (!isOnControl && window.getSelection()?.toString() === '') {
      onOpen?.(run);
    }
  };
  return (
    <tr role="row" className={styles[edgeOf(run)]} onClick={open}>
      {columns.map(({ field, head, show, isNumber }) => (
        <td key={field} role="cell" data-label={head} className={cx(isNumber && styles.number)}>
          {run.unreadable.includes(field) ? t('run-table.unreadable', 'cannot be read') : show(run, figures)}
        </td>
      ))}
    </tr>
  );
});

/** The edge of a row repeats what its words say, for the first glance. */
export function edgeOf({ verdict, actionRequired }: RunRecord): 'bad' | 'doubtful' | 'good' | 'open' {
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

const getStyles = (theme: GrafanaTheme2, cardsBelow: number) => {
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
      'tbody tr': { borderBottom: `1px solid ${theme.colors.border.weak}` },
      ...asCards(theme, { below: cardsBelow, labels: '9.5em' }),
    }),
    // On the theme's own colour for hovering, notes are too pale to read.
    opens: css({
      'tbody tr': { cursor: 'pointer' },
      'tbody tr:hover': { background: theme.colors.background.secondary },
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
