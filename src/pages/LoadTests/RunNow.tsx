import React, { useId } from 'react';
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

/** Starts a load test by hand, for editors; where the catalogue does not let people, it says so. */
export function RunNow({ test }: { readonly test: LoadTestRecord }) {
  const why = useId();
  const run = useAct(runNow, { touches: [keys.runs], done: () => report('run_now', {}) });
  if (!currentPermissions().act) {
    return null;
  }
  const isPermitted = test.triggers.includes(byHand) || test.unreadable.includes('triggers');
  return (
    <Stack direction="column" gap={1} alignItems="flex-start">
      <Button
        variant="secondary"
        icon="play"
        disabled={!isPermitted || run.pending}
        aria-label={t('run-now.label', 'Run {{test}} now', { test: test.name })}
        aria-describedby={isPermitted ? undefined : why}
        onClick={() => run.start(test.name)}
      >
        {run.pending ? t('run-now.starting', 'Starting') : t('run-now.run', 'Run now')}
      </Button>
      {!isPermitted && (
        <Text color="secondary" variant="bodySmall">
          <span id={why}>
            {t('run-now.not-permitted', 'People may not start it: its triggers in the catalogue lack "manual".')}
          </span>
        </Text>
      )}
      <ActResult
        failed={t('run-now.failed', '{{test}} was not started', { test: test.name })}
        error={run.error}
        done={
          run.answer === undefined ? null : t('run-now.done', 'Started. The run is listed above until it has ended.')
        }
      />
      {run.answer !== undefined && (
        <TextLink href={paths.run(run.answer.id)} inline>
          {t('run-now.open', 'Open the new run of {{test}}', { test: test.name })}
        </TextLink>
      )}
    </Stack>
  );
}
