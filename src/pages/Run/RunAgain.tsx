import React from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { useQuery } from '@tanstack/react-query';
import { literal, object } from 'zod/mini';
import { Button, Text } from '@grafana/ui';
import { report } from '../../api/interactions';
import { keys } from '../../api/live';
import type { RunDetailRecord } from '../../api/runDetail';
import { runNow } from '../../api/runNow';
import { paths } from '../../constants';
import { testNamesQuery } from '../LoadTestResults/queries';
import { ActResult } from '../../components/ActResult';
import { useAct } from '../../components/useAct';
import { t } from '../../translations';

/** In the history entry of the page that a person is led to. */
const startedHereSchema = object({ startedHere: literal(true) });

/** Has the sidecar run the same load test again, as the catalogue describes it now, and leads to the new run. */
export function RunAgain({ run }: { readonly run: RunDetailRecord }) {
  const tests = useQuery(testNamesQuery());
  const navigate = useNavigate();
  const { state } = useLocation();
  const again = useAct(runNow, {
    touches: [keys.runs],
    done: ({ id }) => {
      report('run_again', { trigger: run.trigger });
      navigate(paths.run(id), { state: { startedHere: true } });
    },
  });
  const isTheNewRun = run.verdict === null && startedHereSchema.safeParse(state).success;
  return (
    <>
      {tests.data?.includes(run.test) && (
        <Button variant="secondary" icon="repeat" disabled={again.pending} onClick={() => again.start(run.test)}>
          {again.pending
            ? t('run.again-starting', 'Starting')
            : t('run.again', 'Run {{test}} again', { test: run.test })}
        </Button>
      )}
      {tests.data !== undefined && !tests.data.includes(run.test) && (
        <Text color="secondary">
          {t('run.again-not-in-catalogue', 'It cannot be run from here: the catalogue has no load test of this name.')}
        </Text>
      )}
      {tests.isError && tests.data === undefined && (
        <Text color="secondary">
          {t('run.again-unknown', 'Whether it can be run again is not known: {{reason}}', {
            reason: tests.error.message,
          })}
        </Text>
      )}
      <ActResult
        failed={t('run.not-started', 'No new run was started')}
        error={again.error}
        done={isTheNewRun ? t('run.again-done', 'Started. This page shows the new run.') : null}
      />
    </>
  );
}
