import React from 'react';
import { t } from '../../translations';
import { formatDuration } from '../../../backend/src/lib/figures';
import type { RunDetailRecord } from '../../api/runDetail';
import { notKnown } from '../../components/figures';
import { RunTime } from '../../components/RunTime';
import { triggerText } from '../../components/Verdict';
import { Readable } from './Readable';
import { Terms } from './Terms';

/** What was run, where, why, by whom and when. */
export function RunFacts({ run }: { readonly run: RunDetailRecord }) {
  const labels = Object.entries(run.labels).map(([name, value]) => `${name}: ${value}`);
  return (
    <Terms
      terms={[
        { name: t('run.test', 'Load test'), value: known(run, 'test') },
        { name: t('run.environment', 'Environment'), value: known(run, 'environment') },
        { name: t('run.target', 'Target'), value: known(run, 'target') },
        {
          name: t('run.trigger', 'Trigger'),
          value: (
            <Readable run={run} field="trigger">
              {triggerText(run.trigger)}
            </Readable>
          ),
        },
        { name: t('run.started-by', 'Started by'), value: run.startedBy ?? startedByReporter(run) },
        { name: t('run.started', 'Started'), value: <Instant at={run.startedAt} /> },
        { name: t('run.ended', 'Ended'), value: <Instant at={run.endedAt} /> },
        { name: t('run.duration', 'Duration'), value: duration(run) },
        ...(labels.length === 0 ? [] : [{ name: t('run.labels', 'Labels'), value: labels.join(', ') }]),
      ]}
    />
  );
}

function known(run: RunDetailRecord, field: 'test' | 'environment' | 'target') {
  return (
    <Readable run={run} field={field}>
      {run[field]}
    </Readable>
  );
}

function Instant({ at }: { readonly at: string | null }) {
  return at === null ? <>{notKnown}</> : <RunTime at={at} />;
}

function duration({ durationSeconds }: RunDetailRecord): string {
  return durationSeconds === null ? notKnown : formatDuration(durationSeconds);
}

function startedByReporter({ reporter }: RunDetailRecord): string {
  switch (reporter) {
    case 'runner':
      return t('run.by-sidecar', 'the sidecar');
    case 'cli':
      return t('run.by-cli', 'the command line (loadtests run)');
    case '':
      return notKnown;
    default:
      return t('run.by-other', 'somebody else’s k6 ({{reporter}})', { reporter });
  }
}
