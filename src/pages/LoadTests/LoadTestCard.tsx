import React, { type ReactNode, useId } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Stack, Text, TextLink, useStyles2 } from '@grafana/ui';
import { type LoadTestRecord } from '../../api/loadTests';
import { RunTime } from '../../components/RunTime';
import { triggerText, Verdict } from '../../components/Verdict';
import { paths } from '../../constants';
import { t } from '../../translations';
import { Terms } from '../Run/Terms';
import { limitsText } from './limitsText';
import { RunNow } from './RunNow';
import { LastTick, MaintenanceWindows, NextRun, Schedule } from './Schedule';
import { Warnings } from './Warnings';

interface Props {
  readonly test: LoadTestRecord;
  /** When the catalogue was read; ms since 1970. */
  readonly now: number;
  readonly isUnderWay: boolean;
}

type Field = Exclude<keyof LoadTestRecord, 'unreadable'>;

/** A load test: what it is, when it runs, what came of it last, and what is wrong with it. */
export function LoadTestCard({ test, now, isUnderWay }: Props) {
  const styles = useStyles2(getStyles);
  const heading = useId();
  const { name, description, lastTick, maintenanceWindows } = test;
  const results = `${paths.results}?${new URLSearchParams({ test: name })}`;
  /** @param needs the fields that the value is made of. */
  const term = (label: string, needs: readonly Field[], value: () => ReactNode) => ({
    name: label,
    value: needs.some((field) => test.unreadable.includes(field))
      ? t('load-tests.unreadable', 'cannot be read')
      : value(),
  });
  return (
    <article aria-labelledby={heading} className={styles.card}>
      <RunNow test={test}>
        <Stack direction="column" gap={0.5}>
          <Text element="h3" variant="h5" id={heading}>
            <TextLink href={results} inline color="primary">
              {name}
            </TextLink>
          </Text>
          {description !== null && <Text color="secondary">{description}</Text>}
          <TextLink
            href={paths.trends(name)}
            inline
            variant="bodySmall"
            aria-label={t('load-tests.trend-of', 'Trend of {{test}}', { test: name })}
          >
            {t('load-tests.trend', 'Trend')}
          </TextLink>
        </Stack>
      </RunNow>
      <Warnings test={test} now={now} isUnderWay={isUnderWay} />
      <Terms
        terms={[
          term(t('load-tests.last-verdict', 'Last verdict'), ['lastRun'], () => <LastVerdict test={test} />),
          ...(test.schedule !== null
            ? [term(t('load-tests.next-run', 'Next run'), ['nextRunAt'], () => <NextRun test={test} />)]
            : []),
          term(t('load-tests.schedule', 'Schedule'), ['schedule'], () => <Schedule test={test} />),
          ...(lastTick !== null && lastTick.reason !== null
            ? [term(t('load-tests.last-tick', 'Last time it was due'), [], () => <LastTick test={test} />)]
            : []),
          ...(maintenanceWindows.length > 0 || test.unreadable.includes('maintenanceWindows')
            ? [
                term(t('load-tests.windows', 'Maintenance windows'), ['maintenanceWindows'], () => (
                  <MaintenanceWindows windows={maintenanceWindows} />
                )),
              ]
            : []),
          term(t('load-tests.limits', 'Passes with'), ['limits'], () => limitsText(test).join(', ')),
          term(t('load-tests.target', 'Target'), ['target'], () => test.target),
          term(t('load-tests.environment', 'Environment'), ['environment'], () => test.environment),
          ...(Object.keys(test.labels).length > 0
            ? [term(t('load-tests.labels', 'Labels'), [], () => labelsText(test).join(', '))]
            : []),
          term(t('load-tests.triggers', 'Started by'), ['triggers'], () => triggersText(test.triggers)),
          term(t('load-tests.redeploys', 'Redeploys'), ['remediation'], () => redeploysText(test)),
        ]}
      />
    </article>
  );
}

function LastVerdict({ test: { name, lastRun } }: { readonly test: LoadTestRecord }) {
  if (lastRun === null) {
    return <>{t('load-tests.no-verdict', 'none yet')}</>;
  }
  const label = t('load-tests.open-last', 'Open the last judged run of {{test}}', { test: name });
  return (
    <>
      <Verdict run={{ verdict: lastRun.verdict, status: '' }} />{' '}
      <TextLink href={paths.run(lastRun.id)} inline aria-description={label}>
        <RunTime at={lastRun.endedAt} />
      </TextLink>
    </>
  );
}

export function labelsText({ labels }: Pick<LoadTestRecord, 'labels'>): readonly string[] {
  return Object.entries(labels).map(([name, value]) => `${name}: ${value}`);
}

function triggersText(triggers: readonly string[]): string {
  const external = t('load-tests.external', 'external reporters');
  return [...triggers.map(triggerText), external].join(', ');
}

function redeploysText({ remediation: { vercel } }: Pick<LoadTestRecord, 'remediation'>): string {
  return vercel === null || vercel.triggers.length === 0
    ? t('load-tests.no-redeploys', 'not permitted')
    : t('load-tests.redeploys-of', 'of project {{project}}, after runs started by {{triggers}}', {
        project: vercel.projectId,
        triggers: vercel.triggers.map(triggerText).join(', '),
      });
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    padding: theme.spacing(2),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    minWidth: 0,
    overflowWrap: 'anywhere',
  }),
});
