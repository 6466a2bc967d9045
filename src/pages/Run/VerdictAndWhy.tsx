import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '../../translations';
import { Badge, Stack, Text, TextLink, useStyles2 } from '@grafana/ui';
import type { RunDetailRecord } from '../../api/runDetail';
import { paths } from '../../constants';
import { Verdict, verdictText } from '../../components/Verdict';

/** The verdict and why, in one sentence; then what else was found, and what changes how it is to be read. */
export function VerdictAndWhy({ run }: { readonly run: RunDetailRecord }) {
  const styles = useStyles2(getStyles);
  const [first, ...others] = run.reasons;
  if (run.unreadable.includes('verdict')) {
    return <Text>{t('run.verdict-unreadable', 'The verdict cannot be read.')}</Text>;
  }
  return (
    <Stack direction="column" gap={1}>
      <Stack gap={1} wrap="wrap" alignItems="center">
        <Verdict run={run} />
        {run.actionRequired && (
          <Badge color="red" icon="exclamation-circle" text={t('run.action-required', 'action required')} />
        )}
        {run.verdict !== null && !run.counts && (
          <Badge color="darkgrey" icon="info-circle" text={t('run.does-not-count', 'does not count')} />
        )}
      </Stack>
      {run.verdict !== null && <p className={styles.sentence}>{sentence(run.verdict, first?.text)}</p>}
      {run.verdict !== null && others.length > 0 && (
        <ul className={styles.list} aria-label={t('run.other-reasons', 'Other reasons')}>
          {others.map(({ code, text }) => (
            <li key={`${code} ${text}`}>{text}</li>
          ))}
        </ul>
      )}
      <WorseThanBaseline run={run} />
      {notesOf(run).map((note) => (
        <Text key={note} color="secondary" element="p">
          {note}
        </Text>
      ))}
    </Stack>
  );
}

/** A passed run may be worse than its baseline; where a run fails for it, a reason says so. */
function WorseThanBaseline({ run: { id, regression, reasons } }: { readonly run: RunDetailRecord }) {
  if (regression === null || regression.text === '') {
    return null;
  }
  const isReason = reasons.some(({ code }) => code === 'regression');
  return (
    <p className={css({ margin: 0, overflowWrap: 'anywhere' })}>
      {!isReason && `${t('run.regression', 'It is {{text}}.', { text: withoutStop(regression.text) })} `}
      <TextLink href={paths.compare({ base: regression.baselineRunId, run: id })} inline>
        {t('run.regression-compare', 'Compare the two runs')}
      </TextLink>
    </p>
  );
}

function sentence(verdict: string, reason: string | undefined): string {
  const word = verdictText(verdict);
  const capital = `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  return reason === undefined ? `${capital}.` : `${capital}: ${withoutStop(reason)}.`;
}

function notesOf(run: RunDetailRecord): readonly string[] {
  const { correctedFrom } = run;
  const because = (reason: string | null) => (reason === null || reason === '' ? '' : `: ${withoutStop(reason)}`);
  return [
    ...(correctedFrom === null
      ? []
      : [
          t('run.corrected', 'Corrected from {{verdict}}{{reason}}. A late report changed it.', {
            verdict: verdictText(correctedFrom.verdict),
            reason: because(correctedFrom.reason),
          }),
        ]),
    ...(run.counts
      ? []
      : [
          t('run.not-counted', 'It does not count{{reason}}. It opens no incident and nobody is told.', {
            reason: because(run.countsReason),
          }),
        ]),
    ...(run.actionRequired && run.actionRequiredReason !== null
      ? [t('run.action-required-because', 'Action required{{reason}}.', { reason: because(run.actionRequiredReason) })]
      : []),
    ...(run.closedAtDeadline
      ? [t('run.closed-at-deadline', 'It was judged at its deadline, with what had been reported by then.')]
      : []),
  ];
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}

const getStyles = (theme: GrafanaTheme2) => ({
  sentence: css({ margin: 0, fontSize: theme.typography.h4.fontSize, overflowWrap: 'anywhere' }),
  list: css({ margin: 0, paddingLeft: theme.spacing(3), overflowWrap: 'anywhere' }),
});
