/** A piece of a page. There is no way to make one of text but `html`, which escapes. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  /** @internal for `html` alone */
  static of(markup: string): Html {
    return new Html(markup);
  }

  toString(): string {
    return this.#markup;
  }
}

/** What may stand in a template: pieces as they are, text and numbers escaped; null, undefined and false are nothing. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A piece of HTML. Whatever is put in is text, in elements and in quoted attributes alike; it never stands where a script,
 * a style or the name of a tag or attribute stands, nor as an address that it has made up.
 *
 * @example html`<p title="${name}">${items.map((item) => html`<b>${item}</b>`)}</p>`
 */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return Html.of(parts.reduce((markup, part, index) => `${markup}${markupOf(contents[index - 1])}${part}`, ''));
}

function markupOf(content: Content): string {
  if (content === null || content === undefined || content === false) {
    return '';
  }
  if (content instanceof Html) {
    return content.toString();
  }
  if (typeof content === 'string' || typeof content === 'number') {
    return String(content).replace(/[&<>"']/g, (character) => entities[character] ?? '');
  }
  return content.map(markupOf).join('');
}
