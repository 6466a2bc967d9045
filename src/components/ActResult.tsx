import React from 'react';
import { css } from '@emotion/css';
import { t } from '../translations';
import { Alert, useStyles2 } from '@grafana/ui';
import { SidecarError } from '../api/sidecar';

interface Props {
  /** Of what was tried, where it did not work: "The run was not stopped". */
  readonly failed: string;
  readonly error: Error | null;
  /** What happened where it worked; null: nothing yet. */
  readonly done: string | null;
  /** What it means that the sidecar refuses. Default: things have changed. `ruleRefuses`: it says itself which rule does. */
  readonly conflict?: 'changed' | 'ruleRefuses';
}

/** What came of an action, said where it was asked for and to screen readers. */
export function ActResult({ failed, error, done, conflict = 'changed' }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div aria-live="polite" className={styles.result}>
      {error !== null ? (
        <Alert severity="error" title={failed}>
          {error.message}
          {conflict === 'changed' && isConflict(error) && (
            <>
              {' '}
              {t(
                'run.conflict',
                'Things have changed since this page was read, perhaps by somebody else; it has been read again.'
              )}
            </>
          )}
        </Alert>
      ) : (
        done !== null && <Alert severity="success" title={done} />
      )}
    </div>
  );
}

function isConflict(error: Error): boolean {
  return error instanceof SidecarError && error.status === 409;
}

// Below the buttons of a row, whichever of them it belongs to.
const getStyles = () => ({ result: css({ width: '100%', order: 1 }) });
