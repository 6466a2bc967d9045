import React from 'react';
import { t } from '../translations';
import { locationService } from '@grafana/runtime';
import { Alert, Button, LinkButton, Stack } from '@grafana/ui';
import { currentPermissions } from '../api/role';
import { SidecarError, type SidecarErrorKind } from '../api/sidecar';
import { appHref, paths } from '../constants';

interface Props {
  /** What is not there, in words: "runs". */
  readonly what: string;
  readonly error: Error;
  readonly retry: () => void;
  /** A try is under way. */
  readonly retrying: boolean;
}

const mendedByConfiguration: readonly SidecarErrorKind[] = ['unreachable', 'keyNotAccepted', 'notUnderstood'];

/** Why there is nothing to show, and what can be done: try again, and where it helps, the configuration. */
export function SidecarAlert({ what, error, retry, retrying }: Props) {
  const kind = error instanceof SidecarError ? error.kind : null;
  return (
    <Alert
      severity={kind === 'notPermitted' ? 'warning' : 'error'}
      title={
        kind === 'notPermitted'
          ? t('sidecar-alert.not-permitted', 'You may not see {{what}}', { what })
          : t('sidecar-alert.title', 'Not available: {{what}}', { what })
      }
    >
      <Stack direction="column" gap={1} alignItems="flex-start">
        <span>{error.message}</span>
        <Stack gap={1} wrap="wrap">
          <Button variant="secondary" onClick={retry} disabled={retrying}>
            {retrying ? t('sidecar-alert.retrying', 'Trying again') : t('sidecar-alert.retry', 'Try again')}
          </Button>
          {kind !== null && mendedByConfiguration.includes(kind) && mayOpenConfiguration() && (
            <LinkButton variant="secondary" fill="text" href={appHref(paths.configuration)}>
              {t('sidecar-alert.configure', 'Open the configuration')}
            </LinkButton>
          )}
        </Stack>
      </Stack>
    </Alert>
  );
}

/** Not from the configuration page itself. */
function mayOpenConfiguration(): boolean {
  return (
    currentPermissions().configure && !paths.configuration.startsWith(`${locationService.getLocation().pathname}?`)
  );
}
