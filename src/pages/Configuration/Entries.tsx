import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';

/** A list of named things with their states: a line each, and below each other where it is narrow. */
export function Entries({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <ul aria-label={label} className={styles.list}>
      {children}
    </ul>
  );
}

interface EntryProps {
  readonly name: string;
  readonly badge: ReactNode;
  /** What is said of it: plain text. */
  readonly children: ReactNode;
  /** Variables of the sidecar that decide about it. */
  readonly variables?: readonly string[];
}

export function Entry({ name, badge, children, variables = [] }: EntryProps) {
  const styles = useStyles2(getStyles);
  return (
    <li className={styles.entry}>
      <Text weight="medium">{name}</Text>
      <span>{badge}</span>
      <span className={styles.text}>
        {children}
        {variables.map((variable) => (
          <React.Fragment key={variable}>
            {' '}
            <Text variant="code" color="secondary" element="span">
              {variable}
            </Text>
          </React.Fragment>
        ))}
      </span>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0, containerType: 'inline-size' }),
  entry: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    alignItems: 'start',
    gap: theme.spacing(0.5, 2),
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    '& > :last-child': { gridColumn: '1 / -1' },
    '@container (min-width: 640px)': {
      gridTemplateColumns: '12em 7em minmax(0, 1fr)',
      '& > :last-child': { gridColumn: 'auto' },
    },
  }),
  text: css({ overflowWrap: 'anywhere', color: theme.colors.text.secondary }),
});
