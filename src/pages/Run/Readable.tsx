import React, { type ReactNode } from 'react';
import type { RunDetailRecord } from '../../api/runDetail';
import { t } from '../../translations';

interface Props {
  readonly run: Pick<RunDetailRecord, 'unreadable'>;
  readonly field: RunDetailRecord['unreadable'][number];
  readonly children: ReactNode;
}

/** What rests on a field that the sidecar sent in a form this app does not know is not shown: it would mean nothing. */
export function Readable({ run, field, children }: Props) {
  return <>{run.unreadable.includes(field) ? t('run.unreadable', 'cannot be read') : children}</>;
}
