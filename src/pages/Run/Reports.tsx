import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Text, useStyles2 } from '@grafana/ui';
import { formatCount, formatDuration, formatPercent } from '../../../backend/src/lib/figures';
import type { RunDetailRecord } from '../../api/runDetail';
import { t } from '../../translations';
import { TitledSection } from '../../components/TitledSection';
import { useSummaryDownload } from './summaryDownload';

interface Props {
  readonly run: RunDetailRecord;
}

/** What each k6 of the run has reported of itself, and its raw summary as a file. */
export function Reports({ run }: Props) {
  const download = useSummaryDownload(run.id);
  return (
    <TitledSection
      title={t('reports.title', 'Reports of k6')}
      what={t('reports.what', 'the reports of k6')}
      actions={
        <Button
          variant="secondary"
          size="sm"
          icon="download-alt"
          disabled={download.isPending}
          onClick={() => download.mutate()}
        >
          {t('reports.download', 'Download the raw summary')}
        </Button>
      }
    >
      {download.isError && (
        <Alert severity="warning" title={t('reports.not-downloaded', 'The raw summary was not downloaded')}>
          {download.error.message}
        </Alert>
      )}
      <div role="status">
        {download.isPending && t('reports.downloading', 'Fetching the raw summary')}
        {download.isSuccess &&
          t('reports.downloaded', 'Saved as {{name}}', {
            name: download.data,
          })}
      </div>
      <Text color="secondary">{overview(run)}</Text>
      {run.generator !== null && <Text color="secondary">{generatorText(run.generator)}</Text>}
      {run.warmUp !== null && (
        <Ended name={t('reports.warm-up', 'Warm-up, before the run')} process={run.warmUp}>
          {t('reports.warm-up-took', 'after {{duration}}; its requests are not part of the run', {
            duration: formatDuration(run.warmUp.durationSeconds),
          })}
        </Ended>
      )}
      {run.instances.map((instance) => (
        <Ended key={instance.instance} name={instance.instance} process={instance} />
      ))}
    </TitledSection>
  );
}

function overview({ verdict, instances, expectedInstances, k6Version, unreadable }: RunDetailRecord): string {
  if (unreadable.includes('instances')) {
    return t('reports.unreadable', 'The sidecar sent something else than this app knows. Are both of one version?');
  }
  const reported =
    instances.length === 0
      ? verdict === null
        ? t('reports.none-yet', 'No k6 has reported yet.')
        : t('reports.none', 'No k6 has reported.')
      : t('reports.reported', '{{reported}} of {{expected}} expected k6 instances have reported.', {
          reported: formatCount(instances.length),
          expected: formatCount(expectedInstances),
        });
  const version =
    k6Version === null
      ? t('reports.version-unknown', 'Version of k6: not told.')
      : t('reports.version', 'Version: {{version}}.', { version: k6Version });
  return `${reported} ${version}`;
}

/** How busy the machine was that made the load: whether its figures say something about the target. */
function generatorText(generator: NonNullable<RunDetailRecord['generator']>): string {
  return t(
    'reports.generator',
    'Load generator: k6 took at most {{cpu}} of the processors and {{memory}} MB of memory; the machine was busy for {{busy}} of the time, by k6 itself for {{saturated}}.',
    {
      cpu: formatPercent(generator.peakK6Cpu),
      memory: formatCount(generator.peakMemoryMb),
      busy: formatPercent(generator.cpuBusyShare),
      saturated: formatPercent(generator.saturatedShare),
    }
  );
}

interface EndedProps {
  readonly name: string;
  readonly process: Pick<RunDetailRecord['instances'][number], 'exitCode' | 'signal' | 'logTail'>;
  readonly children?: ReactNode;
}

/** How one k6 has ended, and what it wrote last. */
function Ended({ name, process, children }: EndedProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.instance}>
      <Text weight="medium">{name}</Text>: {endText(process)} {children}
      {process.logTail.length > 0 && (
        <details>
          <summary className={styles.summary}>
            {t('reports.log', 'Last lines of the log of {{name}}', { name })}
          </summary>
          <pre
            className={styles.log}
            tabIndex={0}
            role="region"
            aria-label={t('reports.log', 'Last lines of the log of {{name}}', {
              name,
            })}
          >
            {process.logTail.join('\n')}
          </pre>
        </details>
      )}
    </div>
  );
}

function endText({ exitCode, signal }: EndedProps['process']): string {
  if (signal !== null) {
    return t('reports.signal', 'ended by the signal {{signal}}', { signal });
  }
  return exitCode === null
    ? t('reports.no-exit-code', 'has not told how it ended')
    : t('reports.exit-code', 'ended with exit code {{exitCode}}', { exitCode });
}

const getStyles = (theme: GrafanaTheme2) => ({
  instance: css({ overflowWrap: 'anywhere' }),
  summary: css({ cursor: 'pointer', color: theme.colors.text.link }),
  log: css({
    maxHeight: theme.spacing(40),
    margin: theme.spacing(1, 0, 0),
    overflow: 'auto',
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  }),
});
