import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

export interface Term {
  readonly name: string;
  readonly value: ReactNode;
}

/** Names with their values, side by side as far as there is room. */
export function Terms({ terms }: { readonly terms: readonly Term[] }) {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.list}>
      {terms.map(({ name, value }) => (
        <div key={name} className={styles.term}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1.5, 4), margin: 0 }),
  term: css({
    minWidth: 0,
    dt: {
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      fontWeight: theme.typography.fontWeightRegular,
    },
    dd: { margin: 0, overflowWrap: 'anywhere' },
  }),
});
