import React, { type ReactNode, useId } from 'react';
import { Button, Stack, Text, TextLink } from '@grafana/ui';
import { report } from '../../api/interactions';
import { keys } from '../../api/live';
import type { LoadTestRecord } from '../../api/loadTests';
import type { Schemas } from '../../api/request';
import { currentPermissions } from '../../api/role';
import { runNow } from '../../api/runNow';
import { ActResult } from '../../components/ActResult';
import { useAct } from '../../components/useAct';
import { paths } from '../../constants';
import { t } from '../../translations';

const byHand: Schemas['LoadTest']['triggers'][number] = 'manual';

interface Props {
  readonly test: LoadTestRecord;
  /** Left of the button. What came of it stands below both. */
  readonly children: ReactNode;
}

/** Starts a load test by hand, for editors; where the catalogue does not let people, it says so. */
export function RunNow({ test, children }: Props) {
  const why = useId();
  const run = useAct(runNow, { touches: [keys.runs], done: () => report('run_now', {}) });
  if (!currentPermissions().act) {
    return <>{children}</>;
  }
  const isPermitted = test.triggers.includes(byHand) || test.unreadable.includes('triggers');
  const label = run.pending ? t('run-now.starting', 'Starting') : t('run-now.run', 'Run now');
  return (
    <Stack direction="column" gap={1}>
      <Stack justifyContent="space-between" alignItems="flex-start" gap={1} wrap="wrap">
        {children}
        <Stack direction="column" gap={1} alignItems="flex-start">
          <Button
            variant="secondary"
            icon="play"
            disabled={!isPermitted || run.pending}
            aria-label={`${label}: ${test.name}`}
            aria-describedby={isPermitted ? undefined : why}
            onClick={() => run.start(test.name)}
          >
            {label}
          </Button>
          {!isPermitted && (
            <Text color="secondary" variant="bodySmall">
              <span id={why}>
                {t('run-now.not-permitted', 'People may not start it: its triggers in the catalogue lack "manual".')}
              </span>
            </Text>
          )}
        </Stack>
      </Stack>
      <div>
        <ActResult
          failed={t('run-now.failed', '{{test}} was not started', { test: test.name })}
          error={run.error}
          done={
            run.answer === undefined ? null : t('run-now.done', 'Started. The run is listed above until it has ended.')
          }
        />
      </div>
      {run.answer !== undefined && (
        <TextLink href={paths.run(run.answer.id)} inline>
          {t('run-now.open', 'Open the new run of {{test}}', { test: test.name })}
        </TextLink>
      )}
    </Stack>
  );
}
