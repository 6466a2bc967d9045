import React from 'react';
import { Alert } from '@grafana/ui';
import type { LoadTestRecord } from '../../api/loadTests';
import { RunTime } from '../../components/RunTime';
import { t } from '../../translations';

interface Props {
  readonly test: LoadTestRecord;
  /** When the catalogue was read; ms since 1970. */
  readonly now: number;
  /** A run of it has not ended: what was due is on its way. */
  readonly isUnderWay: boolean;
}

/** What is wrong with a load test itself, whatever its runs say. */
export function Warnings({ test, now, isUnderWay }: Props) {
  return (
    <>
      {test.scriptProblem !== null && (
        <Alert severity="warning" title={t('warnings.script', 'k6 cannot read its script')}>
          {test.scriptProblem}
        </Alert>
      )}
      <Lateness test={test} now={now} isUnderWay={isUnderWay} />
    </>
  );
}

function Lateness({ test: { nextExpectedRunAt, staleAt }, now, isUnderWay }: Props) {
  if (isPast(staleAt, now)) {
    return (
      <Alert severity="warning" title={t('warnings.stale', 'Its last result is stale')}>
        {nextExpectedRunAt !== null && (
          <>
            {t('warnings.due', 'A result was due from the run of')} <RunTime at={nextExpectedRunAt} />.{' '}
          </>
        )}
        {t('warnings.stale-meaning', 'Nothing is known about now: the banner does not say that all is well.')}
      </Alert>
    );
  }
  if (isPast(nextExpectedRunAt, now) && !isUnderWay) {
    return (
      <Alert severity="warning" title={t('warnings.overdue', 'It is overdue')}>
        {t('warnings.due', 'A result was due from the run of')} <RunTime at={nextExpectedRunAt} />.{' '}
        {staleAt !== null && (
          <>
            {t('warnings.stale-from', 'Its last result is stale from')} <RunTime at={staleAt} />.
          </>
        )}
      </Alert>
    );
  }
  return null;
}

function isPast(instant: string | null, now: number): instant is string {
  return instant !== null && Date.parse(instant) < now;
}
