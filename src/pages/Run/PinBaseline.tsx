import React from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button } from '@grafana/ui';
import { keys } from '../../api/live';
import { pinBaseline } from '../../api/pinBaseline';
import type { RunDetailRecord } from '../../api/runDetail';
import { pinnedOfQuery } from '../../api/trend';
import { ActResult } from '../../components/ActResult';
import { useAct } from '../../components/useAct';
import { t } from '../../translations';

/** Makes the run the one that others of its load test are held against, or lets the last passed one be it again. */
export function PinBaseline({ run }: { readonly run: RunDetailRecord }) {
  const canBe = run.verdict === 'passed' && run.counts && run.trigger !== 'verification';
  const pinned = useQuery({ ...pinnedOfQuery(run), enabled: canBe });
  const pin = useAct(pinBaseline, { touches: [keys.runs, keys.run(run.id)] });
  if (!canBe || pinned.data === undefined) {
    return null;
  }
  const isPinned = pinned.data === run.id;
  return (
    <>
      <Button
        variant="secondary"
        icon="gf-pin"
        disabled={pin.pending}
        onClick={() => pin.start({ test: run.test, runId: isPinned ? null : run.id })}
      >
        {isPinned ? t('run.unpin', 'Unpin as the baseline') : t('run.pin', 'Pin as the baseline')}
      </Button>
      <ActResult
        failed={t('run.not-pinned', 'The baseline was not changed')}
        error={pin.error}
        done={pin.answer === undefined ? null : doneText(pin.answer.pinned !== null)}
      />
    </>
  );
}

function doneText(isPinned: boolean): string {
  return isPinned
    ? t('run.pinned', 'Runs that are judged from now on are held against this one.')
    : t('run.unpinned', 'Runs that are judged from now on are held against the last passed one again.');
}
