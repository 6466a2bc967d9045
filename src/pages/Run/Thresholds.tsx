import React from 'react';
import { t } from '../../translations';
import { Badge, Stack, Text } from '@grafana/ui';
import { formatInUnit, formatPercent } from '../../../backend/src/lib/figures';
import type { RunDetailRecord } from '../../api/runDetail';
import { notKnown } from '../../components/figures';
import { anchors } from './anchors';
import { CardTable } from '../../components/CardTable';
import { Readable } from './Readable';
import { TitledSection } from '../../components/TitledSection';

type Threshold = RunDetailRecord['thresholds'][number];

/** Every limit with what was measured against it. */
export function Thresholds({ run }: { readonly run: RunDetailRecord }) {
  return (
    <TitledSection title={t('run.thresholds', 'Thresholds')} id={anchors.thresholds}>
      <Readable run={run} field="thresholds">
        {run.thresholds.length === 0 ? (
          <Text color="secondary">
            {run.verdict === null
              ? t('run.thresholds-not-yet', 'Limits are compared with the figures when the run is judged.')
              : t('run.thresholds-none', 'Nothing was compared with a limit: the run was judged without figures.')}
          </Text>
        ) : (
          <CardTable
            label={t('run.thresholds', 'Thresholds')}
            heads={[
              t('run.limit', 'Limit'),
              t('run.value', 'Value'),
              t('run.margin', 'Margin'),
              t('run.result', 'Result'),
              t('run.source', 'Source'),
            ]}
            lines={run.thresholds.map((threshold) => ({
              key: `${threshold.source} ${threshold.metric} ${threshold.expression}`,
              id: anchors.threshold(threshold.metric, threshold.expression),
              cells: [
                limitText(threshold),
                valueText(threshold),
                marginText(threshold),
                <Result key="result" threshold={threshold} />,
                sourceText(threshold),
              ],
            }))}
          />
        )}
      </Readable>
    </TitledSection>
  );
}

function limitText({ source, metric, expression }: Threshold): string {
  return source === 'catalogue' ? expression : `${metric}: ${expression}`;
}

function valueText({ ok, value, limit, unit }: Threshold): string {
  if (value === null) {
    // Of the script's own thresholds k6 tells whether they were kept, but not always the figure.
    return ok === null ? t('run.not-measured', 'not measured') : notKnown;
  }
  return formatInUnit(value, unit, limit);
}

/** Every limit is an upper one where the margin is known. */
function marginText({ margin, marginRatio, unit }: Threshold): string {
  if (margin === null) {
    return notKnown;
  }
  if (margin === 0) {
    return t('run.at-limit', 'at the limit');
  }
  // 2 % above 4 % would read as a share of it.
  const size = formatInUnit(Math.abs(margin), unit).replace(/%$/, t('run.percentage-points', 'percentage points'));
  const share = marginRatio === null ? '' : ` (${marginRatio > 0 ? '+' : '−'}${formatPercent(Math.abs(marginRatio))})`;
  return margin > 0
    ? t('run.above', '{{size}} above{{share}}', { size, share })
    : t('run.below', '{{size}} below{{share}}', { size, share });
}

function Result({ threshold: { ok, samples } }: { readonly threshold: Threshold }) {
  const note = samplesText(samples);
  return (
    <Stack gap={1} wrap="wrap" alignItems="center">
      {ok === true && <Badge color="green" icon="check" text={t('run.kept', 'kept')} />}
      {ok === false && <Badge color="red" icon="times" text={t('run.crossed', 'crossed')} />}
      {ok === null && note === null && (
        <Badge color="orange" icon="question-circle" text={t('run.not-measured', 'not measured')} />
      )}
      {note !== null && <Badge color="darkgrey" icon="question-circle" text={note} />}
    </Stack>
  );
}

function samplesText(samples: string | undefined): string | null {
  switch (samples) {
    case 'none':
      return t('run.no-samples', 'no samples');
    case 'unknown':
      return t('run.samples-unknown', 'samples unknown');
    default:
      return null;
  }
}

function sourceText({ source }: Threshold): string {
  switch (source) {
    case 'catalogue':
      return t('run.source-catalogue', 'catalogue');
    case 'k6':
      return t('run.source-k6', 'k6 script');
    default:
      return source;
  }
}
