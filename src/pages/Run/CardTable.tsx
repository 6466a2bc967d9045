import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

export interface Line {
  readonly key: string;
  /** Where links lead to (anchors.ts). */
  readonly id?: string;
  readonly cells: readonly ReactNode[];
}

interface Props {
  readonly label: string;
  readonly heads: readonly string[];
  readonly lines: readonly Line[];
}

/** A table, and cards where it is narrow. Its roles are said, because a table that is laid out as cards loses its own. */
export function CardTable({ label, heads, lines }: Props) {
  const styles = useStyles2(getStyles);
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

/** Below this width of its place, in px. */
const cardsBelow = 640;

const getStyles = (theme: GrafanaTheme2) => ({
  container: css({ containerType: 'inline-size', width: '100%' }),
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
    [`@container (max-width: ${cardsBelow}px)`]: {
      '&, tbody': { display: 'block' },
      thead: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
      'tbody tr': {
        display: 'block',
        marginBottom: theme.spacing(1),
        border: `1px solid ${theme.colors.border.weak}`,
        borderRadius: theme.shape.radius.default,
      },
      td: {
        display: 'grid',
        gridTemplateColumns: '6em minmax(0, 1fr)',
        columnGap: theme.spacing(1),
        padding: theme.spacing(0.5, 1.5),
      },
      'td::before': { content: 'attr(data-label)', color: theme.colors.text.secondary },
    },
  }),
});
