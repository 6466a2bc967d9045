import React from 'react';
import { t } from '@grafana/i18n';
import { Alert } from '@grafana/ui';
import { SidecarError } from '../../api/sidecar';

interface Props {
  /** Of what was tried, where it did not work: "The run was not stopped". */
  readonly failed: string;
  readonly error: Error | null;
  /** What happened where it worked; null: nothing yet. */
  readonly done: string | null;
}

/** What came of an action, said where it was asked for and to screen readers. */
export function ActResult({ failed, error, done }: Props) {
  return (
    <div aria-live="polite">
      {error !== null ? (
        <Alert severity="error" title={failed}>
          {error.message}
          {isConflict(error) && (
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
