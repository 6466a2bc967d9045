import React, { type ReactNode } from 'react';
import { formatCount, formatPercent } from '../../../backend/src/lib/figures';
import type { RunDetailRecord } from '../../api/runDetail';
import { figuresOf, notKnown, p95Margin } from '../../components/figures';
import { anchors } from './anchors';
import { Readable } from './Readable';
import { TitledSection } from '../../components/TitledSection';
import { Terms } from './Terms';
import { t } from '../../translations';

type Field = RunDetailRecord['unreadable'][number];

/** Every figure of the run with its unit. */
export function RunFigures({ run }: { readonly run: RunDetailRecord }) {
  const figures = figuresOf(run);
  const count = (value: number | null) => (value === null && run.verdict === null ? notKnown : formatCount(value));
  const figure = (field: Field, name: string, value: ReactNode) => ({
    name,
    value: (
      <Readable run={run} field={field}>
        {value}
      </Readable>
    ),
  });
  const margin = p95Margin(run);
  return (
    <TitledSection title={t('run.figures', 'Figures')} id={anchors.figures}>
      <Terms
        terms={[
          figure('durationSeconds', t('run.duration', 'Duration'), figures.duration),
          figure('virtualUsers', usersName(run), figures.virtualUsers),
          figure('requests', t('run.requests', 'Requests'), count(run.requests)),
          figure('failedRequests', t('run.failed-requests', 'Failed requests'), count(run.failedRequests)),
          figure('errorRate', t('run.error-rate', 'Error rate'), figures.errorRate),
          figure('avgResponseTimeMs', t('run.avg', 'Average response time'), figures.avgResponseTime),
          figure(
            'p95ResponseTimeMs',
            t('run.p95', 'p95 response time'),
            margin === null ? figures.p95ResponseTime : `${figures.p95ResponseTime} (${margin})`
          ),
          ...(run.droppedIterationsShare === null
            ? []
            : [
                figure(
                  'droppedIterationsShare',
                  t('run.dropped', 'Dropped iterations'),
                  formatPercent(run.droppedIterationsShare)
                ),
              ]),
        ]}
      />
    </TitledSection>
  );
}

function usersName({ virtualUsersSource }: RunDetailRecord): string {
  return virtualUsersSource === 'allocated'
    ? t('run.users-allocated', 'Virtual users (allocated: too short to count the active ones)')
    : t('run.users', 'Virtual users (peak)');
}
