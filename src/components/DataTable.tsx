import React, { type ReactNode } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { t } from '../translations';
import type { Sorting } from './sorting';

export interface DataColumn<Row, Field extends string> {
  readonly field: Field;
  readonly head: string;
  readonly show: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
}

interface Props<Row, Field extends string> {
  readonly label: string;
  readonly columns: ReadonlyArray<DataColumn<Row, Field>>;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Where a cited fact leads to. */
  readonly idOf?: (row: Row, index: number) => string | undefined;
  /** Left out: it cannot be sorted. */
  readonly sorting?: { readonly by: Sorting<Field>; readonly sortBy: (field: Field) => void };
}

/** A table of figures; where it is too wide for its place it scrolls within itself. */
export function DataTable<Row, Field extends string>(props: Props<Row, Field>) {
  const { label, columns, rows, keyOf, idOf, sorting } = props;
  const styles = useStyles2(getStyles);
  return (
    <div role="region" aria-label={label} tabIndex={0} className={styles.scroll}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ field, head, isNumber }) => (
              <th
                key={field}
                scope="col"
                className={cx(isNumber && styles.number)}
                aria-sort={sorting?.by.field === field ? directionOf(sorting.by) : undefined}
              >
                {sorting === undefined ? (
                  head
                ) : (
                  <SortButton
                    field={field}
                    head={head}
                    isNumber={isNumber === true}
                    by={sorting.by}
                    sortBy={sorting.sortBy}
                  />
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={keyOf(row)} id={idOf?.(row, index)} tabIndex={idOf === undefined ? undefined : -1}>
              {columns.map(({ field, show, isNumber }) => (
                <td key={field} className={cx(isNumber && styles.number)}>
                  {show(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface SortButtonProps<Field extends string> {
  readonly field: Field;
  readonly head: string;
  readonly isNumber: boolean;
  readonly by: Sorting<Field>;
  readonly sortBy: (field: Field) => void;
}

function SortButton<Field extends string>({ field, head, isNumber, by, sortBy }: SortButtonProps<Field>) {
  const styles = useStyles2(getStyles);
  const isSorted = by.field === field;
  return (
    <button
      type="button"
      className={cx(styles.sort, isNumber && styles.sortNumber)}
      title={t('data-table.sort', 'Sort by this column')}
      onClick={() => sortBy(field)}
    >
      {head}
      <span className={cx(!isSorted && styles.unsorted)}>
        <Icon name={isSorted && !by.isDescending ? 'arrow-up' : 'arrow-down'} size="sm" aria-hidden />
      </span>
    </button>
  );
}

function directionOf({ isDescending }: Sorting<string>) {
  return isDescending ? 'descending' : 'ascending';
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ overflowX: 'auto', maxWidth: '100%' }),
  table: css({
    width: '100%',
    fontSize: theme.typography.bodySmall.fontSize,
    'th, td': { padding: theme.spacing(0.75, 1), textAlign: 'left', verticalAlign: 'top' },
    th: {
      color: theme.colors.text.secondary,
      fontWeight: theme.typography.fontWeightMedium,
      borderBottom: `1px solid ${theme.colors.border.medium}`,
      whiteSpace: 'nowrap',
    },
    // What a row is about stays in sight while its figures scroll.
    'th:first-of-type, td:first-of-type': {
      position: 'sticky',
      left: 0,
      minWidth: '12em',
      background: theme.colors.background.primary,
      overflowWrap: 'anywhere',
    },
    'tbody tr': {
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      '&:hover, &:focus, &:hover > td:first-of-type, &:focus > td:first-of-type': {
        background: theme.colors.background.secondary,
      },
    },
  }),
  // Counts more than the rules of the table, whichever of the two was made first.
  number: css({ '&&': { textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' } }),
  sort: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    padding: 0,
    background: 'none',
    border: 'none',
    color: 'inherit',
    font: 'inherit',
    '&:hover': { color: theme.colors.text.primary },
  }),
  // The figures stand below the text, not below the arrow.
  sortNumber: css({ flexDirection: 'row-reverse' }),
  unsorted: css({ visibility: 'hidden' }),
});
