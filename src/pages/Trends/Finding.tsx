import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Icon, type IconName, Stack, Text, TextLink, useStyles2 } from '@grafana/ui';
import { formatCountOf, formatErrorRate, formatMs } from '../../../backend/src/lib/figures';
import type { Schemas } from '../../api/request';
import { ofWord } from '../../api/tolerant';
import type { Trend } from '../../api/trend';
import { RunTime } from '../../components/RunTime';
import { paths } from '../../constants';
import { t } from '../../translations';
import { deploymentText } from './deployments';

type Kind = Schemas['Trend']['finding']['kind'];

const icons: Record<Kind, IconName> = {
  tooFewRuns: 'hourglass',
  steady: 'check-circle',
  spike: 'bolt',
  step: 'arrow-up',
  drift: 'arrow-up',
};

/** What the runs say together, in words, and what it rests on. */
export function Finding({ trend }: { readonly trend: Trend }) {
  const styles = useStyles2(getStyles);
  const { finding, deeperIssue } = trend;
  return (
    <Stack direction="column" gap={1}>
      {deeperIssue !== null && <Alert severity="warning" title={sentence(deeperIssue)} />}
      {finding.text !== '' && (
        <p className={styles.sentence}>
          <Icon name={iconOf(trend)} size="lg" />
          <span>{sentence(finding.text)}</span>
        </p>
      )}
      {finding.deployment !== null && (
        <Text element="p">
          {t('trends.moved-by', 'The deployment that moved it: {{deployment}}.', {
            deployment: deploymentText(finding.deployment),
          })}
        </Text>
      )}
      {finding.sinceRunId !== null && (
        <span>
          <TextLink href={paths.run(finding.sinceRunId)} inline>
            {t('trends.since-run', 'The run that began it')}
          </TextLink>
        </span>
      )}
      <BaselineLine trend={trend} />
      {trend.pinned !== null && trend.pinned.unlike.length > 0 && (
        <Text element="p" color="secondary">
          {t(
            'trends.pinned-aside',
            'Run {{runId}} is pinned as the baseline, but the newest run cannot be held against it: {{unlike}}.',
            {
              runId: trend.pinned.runId,
              unlike: trend.pinned.unlike.join(', '),
            }
          )}
        </Text>
      )}
      {leftAsideTexts(trend).map((text) => (
        <Text key={text} element="p" color="secondary">
          {text}
        </Text>
      ))}
    </Stack>
  );
}

function BaselineLine({ trend: { baseline } }: { readonly trend: Trend }) {
  if (baseline === null) {
    return (
      <Text element="p" color="secondary">
        {t(
          'trends.no-baseline',
          'There is no baseline: no run before the newest one passed and may be compared with it.'
        )}
      </Text>
    );
  }
  const { runId, endedAt, p95ResponseTimeMs, avgResponseTimeMs, errorRate, errorRateSamples, isPinned } = baseline;
  return (
    <Text element="p" color="secondary">
      {isPinned ? t('trends.pinned-baseline', 'Baseline, pinned: run of') : t('trends.baseline', 'Baseline: run of')}{' '}
      <TextLink href={paths.run(runId)} inline>
        {endedAt === null ? runId : <RunTime at={endedAt} />}
      </TextLink>
      {t('trends.baseline-figures', ', p95 {{p95}}, average {{average}}, error rate {{errorRate}}.', {
        p95: formatMs(p95ResponseTimeMs),
        average: formatMs(avgResponseTimeMs),
        errorRate: formatErrorRate(errorRate, errorRateSamples),
      })}
    </Text>
  );
}

/** The words say the same. */
function iconOf({ finding: { kind, change } }: Trend): IconName {
  const icon = ofWord(icons, kind) ?? 'info-circle';
  return icon === 'arrow-up' && change !== null && change < 0 ? 'arrow-down' : icon;
}

/** Runs that the finding does not rest on, and why. */
function leftAsideTexts({ runs }: Trend): readonly string[] {
  const others = runs.filter(({ isComparable }) => !isComparable).length;
  const silent = runs.filter(
    ({ isComparable, verdict }) => isComparable && verdict !== 'passed' && verdict !== 'failed'
  ).length;
  return [
    ...(others === 0
      ? []
      : [
          t(
            'trends.not-comparable',
            'Not part of the finding: {{runs}} with another script, load, environment or major of k6 than the newest run, or verifying a redeploy. Their marks are small and no line joins them.',
            { runs: formatCountOf(others, t('trends.run', 'run')) }
          ),
        ]),
    ...(silent === 0
      ? []
      : [
          t('trends.neither', 'Not part of the finding: {{runs}} that neither passed nor failed.', {
            runs: formatCountOf(silent, t('trends.run', 'run')),
          }),
        ]),
  ];
}

function sentence(text: string): string {
  const capital = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return capital.endsWith('.') ? capital : `${capital}.`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  sentence: css({
    display: 'flex',
    alignItems: 'baseline',
    gap: theme.spacing(1),
    margin: 0,
    fontSize: theme.typography.h4.fontSize,
    overflowWrap: 'anywhere',
  }),
});
