import { formatInUnit, formatLimit } from '../../lib/figures';
import type { ThresholdResult } from '../../model/verdict';
import type { RunRow } from '../../runs';
import { html, type Content, type Html } from './html';
import { type Column, table } from './table';
import { badge, notKnown } from './words';

/** The limit of the p95 of the whole run, in ms; null where it has none. */
export function p95Limit({ thresholds: results }: Pick<RunRow, 'thresholds'>): number | null {
  const found = (results ?? []).find(({ source, metric }) => source === 'catalogue' && metric === 'p95ResponseTimeMs');
  return found?.limit ?? null;
}

const columns: readonly Column[] = [
  { head: 'Threshold' },
  { head: 'Limit', kind: 'number' },
  { head: 'Value', kind: 'number' },
  { head: 'Margin', kind: 'number' },
  { head: 'Kept' },
  { head: 'Source' },
];

/** Every limit with what was measured against it. */
export function thresholds(run: RunRow): Html {
  const results = run.thresholds ?? [];
  const none =
    run.verdict === null
      ? 'Limits are compared with the figures when the run is judged.'
      : 'Nothing was compared with a limit: the run was judged without figures.';
  return html`<section aria-labelledby="thresholds">
    <h2 id="thresholds">Thresholds</h2>
    ${results.length === 0 ? html`<p class="quiet">${none}</p>` : table('Thresholds', columns, results.map(cellsOf))}
  </section>`;
}

function cellsOf(threshold: ThresholdResult): Content[] {
  const { source, metric, expression, limit, unit } = threshold;
  return [
    source === 'catalogue' ? expression : `${metric}: ${expression}`,
    limit === null ? notKnown : formatLimit(limit, unit),
    valueText(threshold),
    marginText(threshold),
    keptBadge(threshold),
    source === 'catalogue' ? 'catalogue' : 'k6 script',
  ];
}

function valueText({ ok, value, limit, unit }: ThresholdResult): string {
  if (value === null) {
    // Of the script's own thresholds k6 tells whether they were kept, but not always the figure.
    return ok === null ? 'not measured' : notKnown;
  }
  return formatInUnit(value, unit, limit);
}

/** Every limit is an upper one where the margin is known. */
function marginText({ margin, unit }: ThresholdResult): string {
  if (margin === null) {
    return notKnown;
  }
  if (margin === 0) {
    return 'at the limit';
  }
  // 2 % above 4 % would read as a share of it.
  const size = formatInUnit(Math.abs(margin), unit).replace(/%$/, 'percentage points');
  return margin > 0 ? `${size} above` : `${size} below`;
}

function keptBadge({ ok, samples }: ThresholdResult): Html {
  if (ok === null) {
    return badge('doubt', samples === 'none' ? 'no samples' : 'not measured');
  }
  return ok ? badge('good', 'kept') : badge('bad', 'crossed');
}
