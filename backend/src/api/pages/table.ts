import { html, type Content, type Html } from './html';

export interface Column {
  readonly head: string;
  /** What it holds; default: words. `prose`: sentences, which need more room. */
  readonly kind?: 'number' | 'prose';
}

/** More columns need the width of a whole screen. */
const widest = 7;

/**
 * A table, whose lines are cards where there is no room for the columns. Its roles are said, because a table that is laid
 * out as cards loses its own.
 *
 * @param rows a cell for each column.
 */
export function table(label: string, columns: readonly Column[], rows: ReadonlyArray<readonly Content[]>): Html {
  return html`<table role="table" class="${columns.length > widest ? 'wide' : ''}" aria-label="${label}">
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((column) => html`<th role="columnheader" scope="col" class="${column.kind}">${column.head}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (cells) =>
          html`<tr role="row">
            ${columns.map(
              (column, index) =>
                html`<td role="cell" data-label="${column.head}" class="${column.kind}">
                  <div>${cells[index]}</div>
                </td>`
            )}
          </tr>`
      )}
    </tbody>
  </table>`;
}
