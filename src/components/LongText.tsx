import React, { useState } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '../translations';
import { Button, useStyles2 } from '@grafana/ui';

interface Props {
  /** Plain text; it may come from the model, so nothing in it is markup. */
  readonly text: string;
  /** What the button opens, for a screen reader: "diagnosis of checkout". */
  readonly of: string;
  /** Of the cut text. Default: 3. */
  readonly lines?: number;
  /** Longer texts are cut. Default: 140. */
  readonly characters?: number;
  readonly onOpen?: () => void;
}

/** A text that is cut after some lines, and opens in place. */
export function LongText({ text, of, lines = 3, characters = 140, onOpen }: Props) {
  const styles = useStyles2(getStyles);
  const [isOpen, setOpen] = useState(false);
  if (text.length <= characters) {
    return <span className={styles.text}>{text}</span>;
  }
  const label = isOpen ? t('long-text.less', 'Show less') : t('long-text.more', 'Show all');
  return (
    <span>
      <span className={cx(styles.text, !isOpen && styles.cut)} style={{ WebkitLineClamp: lines }}>
        {text}
      </span>
      <Button
        size="sm"
        fill="text"
        variant="secondary"
        aria-expanded={isOpen}
        aria-label={t('long-text.label', '{{label}}: {{of}}', { label, of })}
        onClick={() => {
          setOpen(!isOpen);
          if (!isOpen) {
            onOpen?.();
          }
        }}
      >
        {label}
      </Button>
    </span>
  );
}

const getStyles = (_theme: GrafanaTheme2) => ({
  text: css({ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }),
  cut: css({ display: '-webkit-box', WebkitBoxOrient: 'vertical', overflow: 'hidden' }),
});
