import React, { useState } from 'react';
import { css } from '@emotion/css';
import { Button, type IconName, Stack, useStyles2 } from '@grafana/ui';
import { ActResult } from './ActResult';
import { CommentField } from './CommentField';
import type { Act } from './useAct';

interface Props<Answer> {
  readonly act: Act<string, Answer>;
  /** It can be done as things stand. What came of it is shown all the same. */
  readonly offered: boolean;
  readonly icon: IconName;
  readonly texts: {
    /** The button that asks for the reason. */
    readonly ask: string;
    /** What the reason is, and what happens. */
    readonly label: string;
    readonly hint: string;
    readonly submit: string;
    readonly pending: string;
    readonly cancel: string;
    /** "The incident was not closed" */
    readonly failed: string;
    readonly done: string;
  };
  /** The button that does it is red: it cannot be taken back, or stops something. */
  readonly destructive?: boolean;
}

/** As the sidecar takes it. */
const shortestReason = 3;

/** Something that a person does with a reason, and only after the button was pressed once more. */
export function ActWithReason<Answer>({ act, offered, icon, texts, destructive = false }: Props<Answer>) {
  const styles = useStyles2(getStyles);
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const canAct = offered && act.answer === undefined;
  return (
    <Stack direction="column" gap={1} alignItems="flex-start">
      {canAct && !isAsking && (
        <Button variant="secondary" fill="outline" icon={icon} onClick={() => setAsking(true)}>
          {texts.ask}
        </Button>
      )}
      {canAct && isAsking && (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            act.start(reason.trim());
          }}
        >
          <Stack direction="column" gap={1} alignItems="flex-start">
            <CommentField label={texts.label} hint={texts.hint} value={reason} change={setReason} maxLength={500} />
            <Stack direction="row" gap={1} wrap="wrap">
              <Button
                type="submit"
                variant={destructive ? 'destructive' : 'primary'}
                disabled={act.pending || reason.trim().length < shortestReason}
              >
                {act.pending ? texts.pending : texts.submit}
              </Button>
              <Button variant="secondary" type="button" onClick={() => setAsking(false)}>
                {texts.cancel}
              </Button>
            </Stack>
          </Stack>
        </form>
      )}
      <ActResult failed={texts.failed} error={act.error} done={act.answer === undefined ? null : texts.done} />
    </Stack>
  );
}

const getStyles = () => ({ form: css({ width: '100%' }) });
