import React, { useState } from 'react';
import { boolean, nullable, object, string } from 'zod/mini';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '../../translations';
import { Button, RadioButtonGroup, Stack, Text, useStyles2 } from '@grafana/ui';
import { report } from '../../api/interactions';
import { keys } from '../../api/live';
import { currentPermissions } from '../../api/role';
import type { RunDetailRecord } from '../../api/runDetail';
import { askSidecar, exactly } from '../../api/sidecar';
import { RunTime } from '../../components/RunTime';
import { ActResult } from '../../components/ActResult';
import { CommentField } from '../../components/CommentField';
import { useAct } from '../../components/useAct';

const readFeedback = exactly(
  object({ correct: boolean(), actualCause: nullable(string()), givenBy: string(), givenAt: string() }),
  'feedback'
);

/** What people said about the diagnosis, and a way to say it. */
export function Feedback({ run }: { readonly run: RunDetailRecord }) {
  const mayGive = currentPermissions().act;
  if (run.feedback.length === 0 && !mayGive) {
    return null;
  }
  return (
    <Stack direction="column" gap={1}>
      <Text element="h3" variant="h5">
        {t('run.feedback', 'Was this diagnosis right?')}
      </Text>
      <Given run={run} />
      {mayGive && <Form run={run} />}
    </Stack>
  );
}

function Given({ run }: { readonly run: RunDetailRecord }) {
  const styles = useStyles2(getStyles);
  if (run.feedback.length === 0) {
    return <Text color="secondary">{t('run.feedback-none', 'Nobody has said so yet.')}</Text>;
  }
  return (
    <ul className={styles.list} aria-label={t('run.feedback-given', 'Feedback given')}>
      {run.feedback.map(({ correct, actualCause, givenBy, givenAt }) => (
        <li key={givenBy}>
          {correct ? t('run.feedback-right', 'Right') : t('run.feedback-wrong', 'Not right')}
          {actualCause !== null && `: ${actualCause}`}{' '}
          <Text color="secondary">
            ({givenBy}, <RunTime at={givenAt} />)
          </Text>
        </li>
      ))}
    </ul>
  );
}

function Form({ run }: { readonly run: RunDetailRecord }) {
  const [correct, setCorrect] = useState<boolean | undefined>(undefined);
  const [actualCause, setActualCause] = useState('');
  const give = useAct(
    (body: { correct: boolean; actualCause: string | null }) =>
      askSidecar('giveFeedback', readFeedback, { request: [{ path: { id: run.id }, body }] }),
    {
      touches: [keys.run(run.id)],
      done: (given) => report('feedback_given', { correct: given.correct }),
    }
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (correct !== undefined) {
          give.start({ correct, actualCause: actualCause.trim() || null });
        }
      }}
    >
      <Stack direction="column" gap={1} alignItems="flex-start">
        <RadioButtonGroup
          aria-label={t('run.feedback', 'Was this diagnosis right?')}
          options={[
            { label: t('run.yes', 'Yes'), value: true },
            { label: t('run.no', 'No'), value: false },
          ]}
          value={correct}
          onChange={setCorrect}
        />
        {correct !== undefined && (
          <>
            <CommentField
              label={t('run.actual-cause', 'What was the cause in truth?')}
              hint={t('run.actual-cause-hint', 'Optional. It never changes the diagnosis.')}
              value={actualCause}
              change={setActualCause}
              maxLength={2000}
            />
            <Button type="submit" variant="secondary" disabled={give.pending}>
              {give.pending ? t('run.feedback-sending', 'Sending') : t('run.feedback-send', 'Send feedback')}
            </Button>
          </>
        )}
        <ActResult
          failed={t('run.feedback-failed', 'The feedback was not stored')}
          error={give.error}
          done={
            give.answer === undefined
              ? null
              : t('run.feedback-done', 'Thank you. It is stored; what you say later takes its place.')
          }
        />
      </Stack>
    </form>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: 0, paddingLeft: theme.spacing(3), overflowWrap: 'anywhere' }),
});
