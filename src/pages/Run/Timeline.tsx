import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '../../translations';
import { Text, TextLink, useStyles2 } from '@grafana/ui';
import type { RunDetailRecord } from '../../api/runDetail';
import { RunTime } from '../../components/RunTime';
import { paths } from '../../constants';
import { moveText } from './moves';
import type { IncidentRecord } from './queries';

interface Props {
  readonly incident: IncidentRecord;
  readonly run: RunDetailRecord;
}

/** Everything that happened to the incident, oldest first: what, why, by whom and when. */
export function Timeline({ incident, run }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <Text element="h3" variant="h5">
        {t('incident.timeline', 'Timeline of the incident')}
      </Text>
      <ol className={styles.list} aria-label={t('incident.timeline', 'Timeline of the incident')}>
        {incident.timeline.map(({ at, kind, text, runId, actor }, index) => (
          // Two of a kind may have happened at one time, and none ever goes.
          <li key={index} className={styles.event}>
            <Text color="secondary" variant="bodySmall">
              <RunTime at={at} /> · {actor ?? t('incident.sidecar', 'sidecar')}
            </Text>
            <div className={styles.text}>
              <strong>{moveText(kind)}</strong>
              {text !== '' && `: ${text}`}{' '}
              {runId !== null && runId !== run.id && (
                <TextLink href={paths.run(runId)} inline>
                  {t('incident.other-run', 'other run')}
                </TextLink>
              )}
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    margin: 0,
    padding: theme.spacing(0, 0, 0, 2),
    listStyle: 'none',
    borderLeft: `2px solid ${theme.colors.border.medium}`,
    maxWidth: theme.breakpoints.values.lg,
  }),
  event: css({ paddingBottom: theme.spacing(1) }),
  text: css({ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }),
});
