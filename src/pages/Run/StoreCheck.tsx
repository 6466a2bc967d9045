import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import { formatCount, formatCountOf, formatPercent } from '../../../backend/src/lib/figures';
import type { RunDetailRecord } from '../../api/runDetail';
import { t } from '../../translations';
import { TitledSection } from '../../components/TitledSection';

type Check = NonNullable<RunDetailRecord['storeCheck']>;
type Lost = NonNullable<Check['lost']>;

/** Whether the metric store holds what k6 has counted, and what was lost on the way. */
export function StoreCheck({ run }: { readonly run: RunDetailRecord }) {
  const styles = useStyles2(getStyles);
  const { storeCheck: check } = run;
  return (
    <TitledSection title={t('store-check.title', 'Metric store')} what={t('store-check.what', 'the metric store')}>
      <Text>{run.unreadable.includes('storeCheck') ? unreadableText() : sentence(run)}</Text>
      {check !== null && (
        <dl className={styles.figures}>
          {figures(check).map(({ name, value }) => (
            <div key={name} className={styles.figure}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {check !== null && check.lost !== null && check.lost.causes.length > 0 && (
        <div>
          <Text>{t('store-check.causes', "Causes in k6's log:")}</Text>
          <ul className={styles.causes}>
            {check.lost.causes.map((cause) => (
              <li key={cause}>{cause}</li>
            ))}
          </ul>
        </div>
      )}
    </TitledSection>
  );
}

function sentence({ storeCheck: check, verdict }: RunDetailRecord): string {
  if (check === null) {
    return verdict === null
      ? t('store-check.not-yet', 'Compared with what k6 has counted as soon as the run is judged.')
      : t('store-check.never', 'Nothing to compare: k6 sent no samples that could be asked for.');
  }
  switch (check.kind) {
    case 'compared':
      return comparedText(check);
    case 'storeOnly':
      return t(
        'store-check.store-only',
        'k6 sent no summary to compare with: the figures of this run are those of the metric store.'
      );
    case 'pending':
      return t('store-check.pending', 'Not compared yet: the metric store has not answered so far.');
    case 'unavailable':
      return t(
        'store-check.unavailable',
        'Not compared: {{reason}} Figures of the whole run come from k6 itself; endpoints and codes are missing.',
        { reason: asSentence(check.reason) }
      );
  }
}

function comparedText({
  summaryRequests,
  missingRequests,
  missingShare,
  lost,
}: Extract<Check, { kind: 'compared' }>): string {
  const counted = formatCountOf(summaryRequests, 'request');
  if (missingRequests === 0) {
    return t('store-check.complete', 'Nothing is missing: the store has what k6 counted, {{counted}}.', { counted });
  }
  if (missingRequests < 0) {
    return t('store-check.more', 'The store has {{more}} more than k6 counted in its summary.', {
      more: formatCountOf(-missingRequests, 'request'),
    });
  }
  const missing = t(
    'store-check.missing',
    'The store lacks {{missing}} of the {{counted}} that k6 counted ({{share}}). The verdict rests on the count of k6.',
    { missing: formatCount(missingRequests), counted, share: formatPercent(missingShare) }
  );
  return `${missing} ${whyMissing(lost)}`;
}

function whyMissing(lost: Lost | null): string {
  if (lost === null) {
    return t('store-check.log-unread', "Nobody has read k6's log, so it is not known why.");
  }
  return lost.batches === 0
    ? t(
        'store-check.equal-points',
        "By k6's log nothing was lost: requests of one series within the same nanosecond are one point in the store."
      )
    : t('store-check.lost', 'They were lost on the way to the store.');
}

function figures(check: Check): ReadonlyArray<{ readonly name: string; readonly value: string }> {
  return [
    ...(check.kind === 'compared'
      ? [
          { name: t('store-check.by-k6', 'Requests by k6'), value: formatCount(check.summaryRequests) },
          { name: t('store-check.by-store', 'Requests in the store'), value: formatCount(check.storeRequests) },
          {
            name: t('store-check.difference', 'Missing'),
            value: `${formatCount(check.missingRequests)} (${formatPercent(check.missingShare)})`,
          },
        ]
      : []),
    ...(check.kind === 'storeOnly'
      ? [{ name: t('store-check.by-store', 'Requests in the store'), value: formatCount(check.storeRequests) }]
      : []),
    ...(check.lost === null ? [] : lostFigures(check.lost)),
  ];
}

function lostFigures({ batches, samples, uncountedBatches, lateFlushes }: Lost) {
  return [
    { name: t('store-check.lost-batches', 'Lost batches'), value: formatCount(batches) },
    ...(batches > 0 ? [{ name: t('store-check.lost-samples', 'Lost samples'), value: samplesText() }] : []),
    { name: t('store-check.late', 'Late batches (not lost)'), value: formatCount(lateFlushes) },
  ];

  function samplesText(): string {
    if (samples === null) {
      return t('store-check.samples-unknown', 'not counted');
    }
    return uncountedBatches === 0
      ? formatCount(samples)
      : t('store-check.samples-at-least', 'at least {{samples}} ({{batches}} not counted)', {
          samples: formatCount(samples),
          batches: uncountedBatches === 1 ? '1 batch' : `${formatCount(uncountedBatches)} batches`,
        });
  }
}

function unreadableText(): string {
  return t('store-check.unreadable', 'The sidecar sent something else than this app knows. Are both of one version?');
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  figures: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 3), margin: 0 }),
  figure: css({
    dt: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    dd: { margin: 0, fontVariantNumeric: 'tabular-nums' },
  }),
  causes: css({ paddingLeft: theme.spacing(3), overflowWrap: 'anywhere' }),
});
