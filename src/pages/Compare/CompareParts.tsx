import React from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Alert, Stack } from '@grafana/ui';
import type { RunDetailRecord } from '../../api/runDetail';
import { NotUnderstood } from '../../components/NotUnderstood';
import { Section } from '../../components/Section';
import { t } from '../../translations';
import { ComparedEndpoints } from './ComparedEndpoints';
import { ComparedFigures } from './ComparedFigures';
import { CompareCharts } from './CompareCharts';
import type { Comparison } from './comparison';

interface Props {
  readonly comparison: Comparison;
  readonly base: UseQueryResult<RunDetailRecord>;
  readonly run: UseQueryResult<RunDetailRecord>;
}

/** The figures, the course and the endpoints of two runs, and what else differs between them. */
export function CompareParts({ comparison, base, run }: Props) {
  const { figures, endpoints, unlike, leftOut } = comparison;
  const what = t('compare.charts-what', 'the course of the runs');
  return (
    <Stack direction="column" gap={4}>
      <Stack direction="column" gap={2}>
        <NotUnderstood runs={[figures, ...endpoints]} leftOut={leftOut} />
        {unlike.length > 0 && (
          <Alert
            severity="warning"
            title={t('compare.unlike', 'More than the target differs: {{differences}}', {
              differences: unlike.join(', '),
            })}
          >
            {t('compare.unlike-hint', 'So a difference of the figures says as much about that as about the target.')}
          </Alert>
        )}
        <ComparedFigures comparison={comparison} base={base.data} run={run.data} />
      </Stack>
      <Section title={t('compare.charts', 'Course of the runs')} what={what} query={base}>
        {(baseDetail) => (
          <Section what={what} query={run}>
            {(runDetail) => <CompareCharts base={baseDetail} run={runDetail} />}
          </Section>
        )}
      </Section>
      <ComparedEndpoints endpoints={endpoints} />
    </Stack>
  );
}
