import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { asCards, cardContainer } from './cards';

export interface Line {
  readonly key: string;
  /** Where links lead to. */
  readonly id?: string;
  readonly cells: readonly ReactNode[];
}

interface Props {
  readonly label: string;
  readonly heads: readonly string[];
  readonly lines: readonly Line[];
  /** Width of its place in px. Default: of a table with three or four columns. */
  readonly cardsBelow?: number;
  /** Width of the heads within cards. Default: of single short words. */
  readonly labels?: string;
}

/** A table, and cards where it is narrow. Its roles are said, because a table that is laid out as cards loses its own. */
export function CardTable({ label, heads, lines, cardsBelow = 640, labels = '6em' }: Props) {
  const styles = useStyles2(getStyles, cardsBelow, labels);
  return (
    <div className={styles.container}>
      <table role="table" className={styles.table} aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {heads.map((head) => (
              <th key={head} role="columnheader" scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {lines.map(({ key, id, cells }) => (
            <tr key={key} id={id} role="row" tabIndex={id === undefined ? undefined : -1}>
              {cells.map((cell, index) => (
                <td key={heads[index]} role="cell" data-label={heads[index]}>
                  <div>{cell}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2, cardsBelow: number, labels: string) => ({
  container: css(cardContainer),
  table: css({
    width: '100%',
    'th, td': { padding: theme.spacing(1), textAlign: 'left', verticalAlign: 'top', overflowWrap: 'anywhere' },
    th: {
      color: theme.colors.text.secondary,
      fontWeight: theme.typography.fontWeightMedium,
      borderBottom: `1px solid ${theme.colors.border.medium}`,
    },
    'tbody tr': { borderBottom: `1px solid ${theme.colors.border.weak}`, scrollMarginTop: theme.spacing(10) },
    // Where a link has led to.
    'tbody tr:focus': { outline: `2px solid ${theme.colors.primary.border}` },
    ...asCards(theme, { below: cardsBelow, labels }),
  }),
});
