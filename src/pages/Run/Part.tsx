import React, { type ReactNode, useId } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import type { RunDetailRecord } from '../../api/runDetail';
import { Recovering } from '../../components/Section';
import { t } from '../../translations';

interface Props {
  readonly title: string;
  /** In words, for what is said when it cannot be drawn. Default: the title. */
  readonly what?: string;
  /** Where links lead to (anchors.ts). */
  readonly id?: string;
  readonly children: ReactNode;
}

/** A titled part of the page that rests on the run itself: it can fail alone. */
export function Part({ title, what = title, id, children }: Props) {
  const heading = useId();
  const styles = useStyles2(getStyles);
  return (
    <section id={id} tabIndex={id === undefined ? undefined : -1} aria-labelledby={heading} className={styles.part}>
      <Text element="h2" variant="h4" id={heading}>
        {title}
      </Text>
      <Recovering what={what}>{children}</Recovering>
    </section>
  );
}

interface ReadableProps {
  readonly run: Pick<RunDetailRecord, 'unreadable'>;
  readonly field: RunDetailRecord['unreadable'][number];
  readonly children: ReactNode;
}

/** What rests on a field that the sidecar sent in a form this app does not know is not shown: it would mean nothing. */
export function Readable({ run, field, children }: ReadableProps) {
  return <>{run.unreadable.includes(field) ? t('run.unreadable', 'cannot be read') : children}</>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  part: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    minWidth: 0,
    scrollMarginTop: theme.spacing(10),
    // Where a link has led to.
    '&:focus': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: theme.spacing(1) },
  }),
});
