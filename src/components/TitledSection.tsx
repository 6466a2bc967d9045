import React, { type ReactNode, useId } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Stack, Text, useStyles2 } from '@grafana/ui';
import { Recovering } from './Section';

interface Props {
  readonly title: string;
  /** In words, for what is said when it cannot be drawn: "the endpoints". Default: the title. */
  readonly what?: string;
  /** Where a link leads here. */
  readonly id?: string;
  /** Beside the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A titled part of the page that rests on what is there already: it can fail alone. */
export function TitledSection({ title, what = title, id, actions, children }: Props) {
  const heading = useId();
  const styles = useStyles2(getStyles);
  return (
    <section id={id} tabIndex={id === undefined ? undefined : -1} aria-labelledby={heading} className={styles.section}>
      <Stack justifyContent="space-between" alignItems="center" wrap="wrap">
        <Text element="h2" variant="h4" id={heading}>
          {title}
        </Text>
        {actions}
      </Stack>
      <Recovering what={what}>{children}</Recovering>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    minWidth: 0,
    scrollMarginTop: theme.spacing(10),
    // Where a link has led to.
    '&:focus': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: theme.spacing(1) },
  }),
});
