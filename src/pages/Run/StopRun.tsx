import React, { useState } from 'react';
import { object, string } from 'zod/mini';
import { t } from '../../translations';
import { Button, ConfirmModal, Text } from '@grafana/ui';
import { report } from '../../api/interactions';
import { keys } from '../../api/live';
import type { RunDetailRecord } from '../../api/runDetail';
import { askSidecar, exactly } from '../../api/sidecar';
import { ActResult } from '../../components/ActResult';
import { useAct } from '../../components/useAct';

const readStopping = exactly(object({ runId: string(), status: string() }), 'confirmation');

type Stoppable = Pick<RunDetailRecord, 'id' | 'trigger' | 'verdict' | 'status' | 'reporter'>;

interface Props {
  readonly run: Stoppable;
  /** In a list: what tells this run from the others. Its button is then a small one. */
  readonly of?: string;
}

/** Ends a run of the sidecar's own runner, queued or under way, once somebody has confirmed it. */
export function StopRun({ run, of }: Props) {
  const [isAsking, setAsking] = useState(false);
  const stop = useAct((id: string) => askSidecar('stopRun', readStopping, { request: [{ path: { id } }] }), {
    touches: [keys.run(run.id), keys.runs],
    done: () => report('run_stopped', { trigger: run.trigger }),
  });
  const isStopping = stop.pending || stop.answer !== undefined;
  const label = isStopping ? t('run.stopping', 'Stopping') : t('run.stop', 'Stop the run');
  const isUnderWay = run.verdict === null && (run.status === 'running' || run.status === 'queued');
  if (isUnderWay && run.reporter !== 'runner') {
    return (
      <Text color="secondary">
        {t('run.stop-elsewhere', 'The sidecar did not start this run: it is stopped where it was started.')}
      </Text>
    );
  }
  return (
    <>
      {isUnderWay && (
        <Button
          variant="destructive"
          {...(of !== undefined && { size: 'sm', fill: 'outline', 'aria-label': `${label}: ${of}` })}
          icon="square-shape"
          disabled={isStopping}
          onClick={() => setAsking(true)}
        >
          {label}
        </Button>
      )}
      <ConfirmModal
        isOpen={isAsking && isUnderWay}
        title={t('run.stop', 'Stop the run')}
        body={t(
          'run.stop-body',
          'k6 is ended. The run is then judged as errored, stopped by a person; nobody is alerted and no incident is opened.'
        )}
        confirmText={t('run.stop-confirm', 'Stop it')}
        dismissText={t('run.stop-dismiss', 'Let it run')}
        onConfirm={() => {
          setAsking(false);
          stop.start(run.id);
        }}
        onDismiss={() => setAsking(false)}
      />
      <ActResult
        failed={t('run.not-stopped', 'The run was not stopped')}
        error={stop.error}
        done={
          stop.answer === undefined
            ? null
            : t('run.stop-done', 'The run is told to stop. It is judged when k6 has ended.')
        }
      />
    </>
  );
}
