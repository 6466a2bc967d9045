/** Where a line may be broken: at a space, but not between a figure and its unit. */
const gap = /(?<=\S) (?!(?<=\d )(?:ms|s|min|h|d|%|[KMG]i?B|UTC)(?![\p{L}\p{N}]))/u;
/** What colours a text in a terminal and takes no place there. */
const colour = /\u001b\[[0-9;]*m/g;

/** How many columns a text takes in a terminal; its colours take none. */
export function columnsOf(text: string): number {
  return text.replace(colour, '').length;
}

/**
 * Lines of at most so many columns, broken at spaces: what goes on is indented by two more than its line. A figure stays
 * with its unit (`1,840 ms`), and a longer word, such as an address, stays whole.
 *
 * @param columns null: lines stay as they are.
 */
export function wrapped(text: string, columns: number | null): string {
  return columns === null
    ? text
    : text
        .split('\n')
        .map((line) => wrappedLine(line, columns))
        .join('\n');
}

function wrappedLine(line: string, columns: number): string {
  const margin = `${/^ */.exec(line)?.[0] ?? ''}  `;
  let length = 0;
  const broken = line.split(gap).map((word, index) => {
    const width = columnsOf(word);
    const fits = index === 0 || length + 1 + width <= columns;
    length = fits ? length + (index === 0 ? 0 : 1) + width : margin.length + width;
    return index === 0 ? word : fits ? ` ${word}` : `\n${margin}${word}`;
  });
  return broken.join('');
}
