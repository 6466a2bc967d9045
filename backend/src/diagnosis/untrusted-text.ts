import { parsedUrl } from '../lib/parsed-url';
import { maskCredentials } from '../lib/mask';

/**
 * Cleaning of text that the tested system, a k6 script or a model chose: names, URLs, replies. What leaves here is one
 * line of visible characters without credentials, short enough to quote. It is still untrusted: cleaning keeps it from
 * hiding or leaking something, not from lying.
 */

/** Longest quoted name, in code points. */
export const maxNameLength = 80;

/** No input is looked at beyond this many UTF-16 units, so that a huge tag costs nothing. */
const maxInputLength = 4_000;

/**
 * Characters nobody sees: control, format (zero-width, bidirectional, tags), lone surrogates, private use, line and
 * paragraph separators, variation selectors, the combining grapheme joiner and the Hangul fillers.
 */
const invisible =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

const urlShape = /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"'<>`]+/gi;

/** Invisible characters become nothing, or a space where they separate words; runs of spaces become one. */
export function visibleLine(text: string): string {
  return text
    .slice(0, maxInputLength)
    .normalize('NFC')
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replace(invisible, '')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();
}

/** Cuts at a number of code points; a cut text ends with `…`. */
export function capCodePoints(text: string, maximum: number): string {
  const codePoints = Array.from(text);
  return codePoints.length <= maximum
    ? text
    : `${codePoints
        .slice(0, maximum - 1)
        .join('')
        .trimEnd()}…`;
}

/**
 * A name or URL as it may be quoted in a fact: one visible line without query strings, fragments, user info and
 * credentials. A URL loses its scheme, and its host too when that is the host of `target`, so that nothing quoted is
 * a link. Double quotes become single ones because the caller quotes with double ones.
 */
export function cleanName(text: string, options: { readonly target?: string; readonly maximum?: number } = {}): string {
  const targetHost = options.target === undefined ? null : hostOf(options.target);
  const withoutUrls = visibleLine(text).replace(urlShape, (url) => shortUrl(url, targetHost));
  const withoutQuery = withoutUrls.replace(/\?[^\s]+/g, '').replace(/(\/[^\s#]*)#[^\s]*/g, '$1');
  const quotable = maskCredentials(withoutQuery)
    .replace(/["“”„]/g, "'")
    // What is left of it (undone percent-encoding, a broken URL) is still no link.
    .replace(/:\/{2,}/g, ':/')
    .trim();
  return capCodePoints(quotable === '' ? '(no name)' : quotable, options.maximum ?? maxNameLength);
}

/** How an endpoint is named in facts and texts: method and cleaned name, quoted. */
export function endpointLabel(endpoint: { readonly method: string; readonly name: string }, target: string): string {
  const name = cleanName(endpoint.name, { target });
  const method = cleanName(endpoint.method, { maximum: 10 });
  return `"${name.startsWith(`${method} `) ? name : `${method} ${name}`}"`;
}

function hostOf(url: string): string | null {
  return parsedUrl(url)?.host ?? null;
}

function shortUrl(url: string, targetHost: string | null): string {
  const parsed = parsedUrl(url);
  if (parsed === null) {
    return '(malformed URL)';
  }
  const path = readablePath(parsed.pathname);
  return parsed.host === targetHost ? path || '/' : `${parsed.host}${path === '/' ? '' : path}`;
}

/** Percent-encoding hides text from a reader; it is undone, and cleaned again, where it can be. */
function readablePath(path: string): string {
  try {
    return visibleLine(decodeURIComponent(path)).replace(/[?#].*$/, '');
  } catch {
    return path;
  }
}
