import React from 'react';
import { Alert } from '@grafana/ui';

interface Props {
  runs: ReadonlyArray<{ readonly unreadable: readonly string[] }>;
  /** How many more runs there were of which nothing could be read. */
  leftOut: number;
}

/** Says what of the sidecar's answer is not shown, and why that may be. Nothing where all of it is. */
export function NotUnderstood({ runs, leftOut }: Props) {
  const fields = [...new Set(runs.flatMap(({ unreadable }) => unreadable))].sort();
  const missing = [
    ...(fields.length > 0 ? [`fields that this app does not understand: ${fields.join(', ')}`] : []),
    ...(leftOut > 0 ? [`${leftOut} ${leftOut === 1 ? 'entry' : 'entries'} of the list left out`] : []),
  ];
  return missing.length === 0 ? null : (
    <Alert severity="warning" title="Not everything can be shown">
      The sidecar sent something else than this app knows ({missing.join('; ')}). Are both of the same version?
    </Alert>
  );
}
