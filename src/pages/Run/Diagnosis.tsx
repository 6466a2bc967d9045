import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '../../translations';
import { Badge, Stack, Text, useStyles2 } from '@grafana/ui';
import { formatDuration, formatPercent } from '../../../backend/src/lib/figures';
import type { Schemas } from '../../api/request';
import type { RunDetailRecord } from '../../api/runDetail';
import { ofWord } from '../../api/tolerant';
import { RunTime } from '../../components/RunTime';
import { verdictText } from '../../components/Verdict';
import { Evidence } from './Evidence';
import { Feedback } from './Feedback';
import { Readable } from './Readable';
import { TitledSection } from '../../components/TitledSection';
import { Terms } from './Terms';

type Made = NonNullable<RunDetailRecord['diagnosis']>;
type Because = Extract<Schemas['Diagnosis']['madeBy'], { kind: 'rules' }>['because'];

/** Why the run failed, in whose words, and what that rests on. */
export function Diagnosis({ run }: { readonly run: RunDetailRecord }) {
  return (
    <TitledSection title={t('run.diagnosis', 'Diagnosis')} what={t('run.diagnosis-what', 'the diagnosis')}>
      <Readable run={run} field="diagnosis">
        {run.diagnosis === null ? (
          <Text color="secondary">{whyNone(run)}</Text>
        ) : (
          <Stack direction="column" gap={2}>
            <Told run={run} diagnosis={run.diagnosis} />
            <Evidence run={run} cited={run.diagnosis.evidenceIds} />
            <Feedback run={run} />
          </Stack>
        )}
      </Readable>
    </TitledSection>
  );
}

function Told({ run, diagnosis }: { readonly run: RunDetailRecord; readonly diagnosis: Made }) {
  const styles = useStyles2(getStyles);
  const { classification, proposed, confidence, policy } = diagnosis;
  return (
    <>
      {run.verdict !== 'failed' && run.verdict !== null && (
        <Text color="secondary">
          {t('run.diagnosis-earlier', 'Made when the run still counted as failed; it is {{verdict}} now.', {
            verdict: verdictText(run.verdict),
          })}
        </Text>
      )}
      <div>
        {classification === 'autoFixable' ? (
          <Badge color="blue" icon="sync" text={classificationText(classification)} />
        ) : (
          <Badge color="red" icon="exclamation-circle" text={classificationText(classification)} />
        )}
      </div>
      {/* The model's words are text, never markup. */}
      <p className={styles.text}>{diagnosis.text}</p>
      <Terms
        terms={[
          { name: t('run.confidence', 'Confidence'), value: formatPercent(confidence) },
          { name: t('run.made-by', 'Made by'), value: madeByText(diagnosis) },
          { name: t('run.made-at', 'Made'), value: <MadeAt run={run} madeAt={diagnosis.madeAt} /> },
          {
            name: t('run.policy', 'Policy'),
            value: policy.permitsRedeploy
              ? t('run.policy-permits', 'permits a redeploy ({{rule}}): {{reason}}', policy)
              : t('run.policy-refuses', 'refuses a redeploy ({{rule}}): {{reason}}', policy),
          },
          ...(proposed === null || proposed === classification
            ? []
            : [
                {
                  name: t('run.proposed', 'Proposed by the model'),
                  value: t('run.proposed-refused', '{{proposed}}; the policy did not follow', {
                    proposed: classificationText(proposed),
                  }),
                },
              ]),
        ]}
      />
    </>
  );
}

function classificationText(classification: string): string {
  const names: Record<Schemas['Diagnosis']['classification'], string> = {
    autoFixable: t('run.auto-fixable', 'auto-fixable'),
    actionRequired: t('run.action-required', 'action required'),
  };
  return ofWord(names, classification) ?? classification;
}

function madeByText({ madeBy }: Made): string {
  if (madeBy.kind === 'haiku') {
    return t('run.by-model', 'model {{model}}', madeBy);
  }
  const because = becauseText(madeBy.because);
  return madeBy.detail === ''
    ? t('run.by-rules', 'rules, because {{because}}', { because })
    : t('run.by-rules-detail', 'rules, because {{because}} ({{detail}})', { because, detail: madeBy.detail });
}

function becauseText(because: string): string {
  const names: Record<Because, string> = {
    notConfigured: t('run.because.not-configured', 'no model is configured'),
    timeout: t('run.because.timeout', 'the model did not answer in time'),
    unreachable: t('run.because.unreachable', 'the model could not be reached'),
    refusedByApi: t('run.because.refused-by-api', "the model's API refused the request"),
    refusedByModel: t('run.because.refused-by-model', 'the model refused to answer'),
    truncated: t('run.because.truncated', "the model's answer was cut off"),
    unusableReply: t('run.because.unusable-reply', "the model's answer could not be used"),
    unknownEvidence: t('run.because.unknown-evidence', 'the model cited evidence that does not exist'),
    lowConfidence: t('run.because.low-confidence', 'the model was not confident enough'),
    notNeeded: t('run.because.not-needed', 'no model was needed'),
  };
  return ofWord(names, because) ?? because;
}

/** Below this, in seconds, a diagnosis was on time. */
const lateAfter = 60;

function MadeAt({ run, madeAt }: { readonly run: RunDetailRecord; readonly madeAt: string }) {
  const after = run.judgedAt === null ? null : (Date.parse(madeAt) - Date.parse(run.judgedAt)) / 1000;
  return (
    <>
      <RunTime at={madeAt} />
      {after !== null && after < 0 && <> ({t('run.made-before', 'before the run was judged again')})</>}
      {after !== null && after >= lateAfter && (
        <> ({t('run.made-late', 'late: {{time}} after the verdict', { time: formatDuration(after) })})</>
      )}
    </>
  );
}

/** A run without a diagnosis has none yet, or never will. */
function whyNone(run: RunDetailRecord): string {
  if (run.verdict === null) {
    return t('run.no-diagnosis.not-judged', 'Not diagnosed yet: the run has not been judged.');
  }
  if (run.verdict === 'passed') {
    return t('run.no-diagnosis.passed', 'The run passed: there is nothing to diagnose.');
  }
  if (run.verdict !== 'failed') {
    return t('run.no-diagnosis.not-failed', 'Only failed runs are diagnosed; this one is {{verdict}}.', {
      verdict: verdictText(run.verdict),
    });
  }
  if (!run.counts) {
    return t('run.no-diagnosis.not-counted', 'Never diagnosed: the run does not count.');
  }
  if (run.actionRequiredReason !== null) {
    return t('run.no-diagnosis.late', 'There is no diagnosis: {{reason}}. Should it still come, it is added here.', {
      reason: run.actionRequiredReason.replace(/\.$/, ''),
    });
  }
  return run.judgement > 1
    ? t(
        'run.no-diagnosis.reported-late',
        'Not diagnosed: a failure that is reported late is diagnosed only where no newer run has passed.'
      )
    : t('run.no-diagnosis.under-way', 'Not diagnosed yet: the diagnosis is being made.');
}

const getStyles = (theme: GrafanaTheme2) => ({
  text: css({
    margin: 0,
    maxWidth: theme.breakpoints.values.lg,
    overflowWrap: 'anywhere',
    whiteSpace: 'pre-line',
  }),
});
