import { columnsOf, wrapped } from '../backend/src/lib/wrap';
import { formatCount, formatMs, formatPercent } from '../backend/src/lib/figures';
import type { RunDetail } from '../src/api/request';
import type { Paint } from './screen';

interface Column {
  readonly head: string;
  readonly cell: (run: RunDetail) => string;
  /** Figures stand at the right of their column. */
  readonly isFigure?: true;
  /** Left out where the table would not fit. */
  readonly isExtra?: true;
}

const figure = (head: string, cell: Column['cell'], more: { readonly isExtra?: true } = {}): Column => ({
  head,
  cell,
  isFigure: true,
  ...more,
});

const columnsFor = (paint: Paint): readonly Column[] => [
  { head: 'load test', cell: (run) => run.test },
  { head: 'trigger', cell: (run) => run.trigger },
  { head: 'verdict', cell: (run) => verdictText(run.verdict, paint) },
  figure('users', (run) => formatCount(run.virtualUsers)),
  figure('requests', (run) => formatCount(run.requests)),
  figure('failed', (run) => formatPercent(run.errorRate)),
  figure('avg', (run) => formatMs(run.avgResponseTimeMs), { isExtra: true }),
  figure('p95', (run) => formatMs(run.p95ResponseTimeMs)),
  figure("k6's p95", k6P95, { isExtra: true }),
  figure('in store', inStore, { isExtra: true }),
];

/** The runs as a table; on a narrow screen with fewer columns, and where those do not fit either as a block for each. */
export function runTable(runs: readonly RunDetail[], width: number, paint: Paint): string {
  const all = columnsFor(paint);
  const tables = [all, all.filter(({ isExtra }) => isExtra !== true)].map((columns) => tableOf(runs, columns, paint));
  return (
    tables.find((lines) => Math.max(...lines.map(columnsOf)) <= width)?.join('\n') ??
    wrapped(blocks(runs, paint), width)
  );
}

/** `passed`, green. */
export function verdictText(verdict: RunDetail['verdict'], paint: Paint, shown: string = verdict ?? '…'): string {
  return verdict === 'passed' ? paint.good(shown) : verdict === 'failed' ? paint.bad(shown) : paint.attention(shown);
}

function tableOf(runs: readonly RunDetail[], columns: readonly Column[], paint: Paint): string[] {
  const cells = columns.map(({ head, cell }) => [head, ...runs.map(cell)]);
  const widths = cells.map((column) => Math.max(...column.map(columnsOf)));
  return ['', ...runs].map((_run, row) => {
    const line = columns.map(({ isFigure }, column) => {
      const text = cells[column]?.[row] ?? '';
      const space = ' '.repeat((widths[column] ?? 0) - columnsOf(text));
      return isFigure === true ? space + text : text + space;
    });
    const text = `  ${line.join('  ')}`;
    return row === 0 ? paint.dim(text) : text;
  });
}

function blocks(runs: readonly RunDetail[], paint: Paint): string {
  return runs
    .map((run) =>
      [
        `  ${paint.bold(run.test)} (${run.trigger}): ${verdictText(run.verdict, paint)}`,
        `    ${formatCount(run.virtualUsers)} users, ${formatCount(run.requests)} requests, ${formatPercent(run.errorRate)} failed`,
        `    avg ${formatMs(run.avgResponseTimeMs)}, p95 ${formatMs(run.p95ResponseTimeMs)} (k6 says ${k6P95(run)})`,
        `    in store: ${inStore(run)}`,
      ].join('\n')
    )
    .join('\n');
}

function k6P95(run: RunDetail): string {
  return formatMs(run.instances[0]?.k6Summary?.p95ResponseTimeMs ?? null);
}

function inStore({ storeCheck }: RunDetail): string {
  return storeCheck?.kind === 'compared' ? formatCount(storeCheck.storeRequests) : (storeCheck?.kind ?? 'not compared');
}
