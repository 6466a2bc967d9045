/** What stands within an element; null stands for nothing. */
export type Child = Node | string | null;

/** An element with these attributes; strings among the children become text, never markup. */
export function create<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return fill(document.createElement(tag), attributes, children);
}

/** As `create`, for a drawing. */
export function createSvg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill<E extends Element>(
  element: E,
  attributes: Readonly<Record<string, string>>,
  children: readonly Child[]
): E {
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** An address of the web, relative to the page; null for any other, such as `javascript:`. */
export function webAddress(address: string | null): URL | null {
  try {
    const url = new URL(address ?? '', document.baseURI);
    return address && /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** A link, or what it is about alone where the address is none. */
export function link(url: string | null, about: Child): HTMLElement {
  const address = webAddress(url);
  return address === null ? create('span', {}, about) : create('a', { href: address.href, rel: 'noreferrer' }, about);
}

/** A moment as its reader writes it, with the exact one for machines. */
export function moment(at: string | number): HTMLElement {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) {
    return create('span', {}, '–');
  }
  const words = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(date);
  const exact = date.toISOString();
  return create('time', { datetime: exact, title: exact }, words);
}
