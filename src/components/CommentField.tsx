import React, { useId } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Field, TextArea, useStyles2 } from '@grafana/ui';

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly change: (value: string) => void;
  /** In characters, as the sidecar takes it. */
  readonly maxLength: number;
}

/** A few words of a person; optional. */
export function CommentField({ label, hint, value, change, maxLength }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  return (
    <div className={styles.field}>
      <Field noMargin label={label} description={hint} htmlFor={id}>
        <TextArea
          id={id}
          rows={2}
          maxLength={maxLength}
          value={value}
          onChange={(event) => change(event.currentTarget.value)}
        />
      </Field>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  field: css({ width: '100%', maxWidth: theme.breakpoints.values.sm }),
});
