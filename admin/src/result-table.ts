import type { ShownResult } from './contract';
import { create, link, moment } from './dom';
import { figuresOf } from './figures';
import type { TextKey, Texts } from './texts';

interface Column {
  /** Its text has another one beside it, `…Meaning`. */
  readonly head: keyof { [Key in TextKey as Key extends `${infer Head}Meaning` ? Head : never]: Key };
  readonly className?: string;
  readonly show: (run: ShownResult, texts: Texts, figures: ReturnType<typeof figuresOf>) => Node | string;
}

const figureHeads = ['duration', 'virtualUsers', 'average', 'p95', 'errorRate'] as const;

const columns: readonly Column[] = [
  { head: 'runDate', show: ({ runDate, runUrl }) => link(runUrl, moment(runDate)) },
  {
    head: 'test',
    className: 'text',
    show: ({ test, environment }) =>
      create('span', {}, test, environment === '' ? null : create('span', { class: 'muted' }, ` ${environment}`)),
  },
  { head: 'verdict', show: ({ verdict }, texts) => showVerdict(verdict, texts) },
  ...figureHeads.map((head): Column => ({ head, className: 'number', show: (_run, _texts, figures) => figures[head] })),
  {
    head: 'diagnosis',
    className: 'text',
    show: ({ diagnosis }) => diagnosis ?? '–',
  },
  {
    head: 'actionRequired',
    show: ({ actionRequired }, texts) =>
      create('span', { class: actionRequired ? 'bad' : '' }, actionRequired ? texts.yes : texts.no),
  },
  { head: 'autoFix', show: showAutoFix },
];

/** The results, newest first. Roles are said, because a table that is laid out as cards loses its own. */
export function resultTable(results: readonly ShownResult[], texts: Texts): HTMLElement {
  const heads = columns.map(({ head, className = '' }) =>
    create('th', { role: 'columnheader', scope: 'col', class: className }, texts[head])
  );
  const row = (run: ShownResult) => {
    const figures = figuresOf(run, texts);
    return columns.map(({ head, className = '', show }) =>
      create('td', { role: 'cell', class: className, 'data-label': texts[head] }, show(run, texts, figures))
    );
  };
  const rows = results.map((run) => create('tr', { role: 'row' }, ...row(run)));
  return create(
    'table',
    { role: 'table', 'aria-label': texts.results },
    create('thead', { role: 'rowgroup' }, create('tr', { role: 'row' }, ...heads)),
    create('tbody', { role: 'rowgroup' }, ...rows)
  );
}

/** What each column means, for who does not test for a living. */
export function meanings(texts: Texts): readonly HTMLElement[] {
  const entries = columns.flatMap(({ head }) => [
    create('dt', {}, texts[head]),
    create('dd', {}, texts[`${head}Meaning`]),
  ]);
  return [create('summary', {}, texts.meaning), create('dl', {}, ...entries)];
}

function showVerdict(verdict: string, texts: Texts): Node {
  const look = verdict === 'passed' || verdict === 'failed' ? verdict : 'doubtful';
  return create('span', { class: look }, wordOf(verdict, 'verdict', texts));
}

function showAutoFix({ autoFixApplied }: ShownResult, texts: Texts): string {
  return autoFixApplied === null
    ? texts.no
    : `${texts.yes}: ${autoFixApplied.action}, ${wordOf(autoFixApplied.outcome, 'outcome', texts)}`;
}

/** Words of a newer sidecar stay as they are. */
function wordOf(word: string, kind: 'verdict' | 'outcome', texts: Texts): string {
  return Object.entries(texts).find(([key]) => key === `${kind}.${word}`)?.[1] ?? word;
}
