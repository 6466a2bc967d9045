import { html, type Content, type Html } from './html';

export interface Column {
  readonly head: string;
  readonly isNumber?: boolean;
}

/**
 * A table, whose lines are cards where there is no room for the columns. Its roles are said, because a table that is laid
 * out as cards loses its own.
 *
 * @param rows a cell for each column.
 */
export function table(label: string, columns: readonly Column[], rows: ReadonlyArray<readonly Content[]>): Html {
  const numeric = ({ isNumber }: Column) => (isNumber === true ? 'number' : '');
  return html`<table role="table" aria-label="${label}">
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map(
          (column) => html`<th role="columnheader" scope="col" class="${numeric(column)}">${column.head}</th>`
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (cells) =>
          html`<tr role="row">
            ${columns.map(
              (column, index) =>
                html`<td role="cell" data-label="${column.head}" class="${numeric(column)}">
                  <div>${cells[index]}</div>
                </td>`
            )}
          </tr>`
      )}
    </tbody>
  </table>`;
}
