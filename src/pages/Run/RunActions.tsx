import React from 'react';
import { Stack } from '@grafana/ui';
import { currentPermissions } from '../../api/role';
import type { RunDetailRecord } from '../../api/runDetail';
import { PinBaseline } from './PinBaseline';
import { RunAgain } from './RunAgain';
import { StopRun } from './StopRun';

/** What an editor may do with the run. Who may not sees no dead buttons. */
export function RunActions({ run }: { readonly run: RunDetailRecord }) {
  return currentPermissions().act ? (
    <Stack gap={1} wrap="wrap" alignItems="center">
      <StopRun run={run} />
      <RunAgain run={run} />
      <PinBaseline run={run} />
    </Stack>
  ) : null;
}
