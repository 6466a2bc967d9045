import { parsedUrl } from '../lib/parsed-url';
import { maskCredentials } from '../lib/mask';
import { visibleLine } from './untrusted-text';

/** Turns what a model wrote into plain text that can be shown anywhere. */

/** Nothing is looked at beyond: a gateway in between may answer more than the model was let to, and markup takes its time. */
const maxReplyLength = 8_000;

/** Text without markup, links, evidence ids, invisible characters and credentials, on one line. */
export function plainText(text: string): string {
  const withoutMarkup = text
    .slice(0, maxReplyLength)
    .replace(/```[a-z]*\n?|`/gi, '')
    .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, '$1')
    // Tags and Slack's <!channel>, <@user>, <url|text>; a comparison such as "p95 < 500" stays.
    .replace(/<(?:[a-z][a-z0-9+.-]*:[^<>|\n]*\|([^<>\n]*)|[a-z/!@#][^<>\n]*)>/gi, '$1')
    .replace(/\*\*|__(?=\S)|(?<=\S)__/g, '')
    .replace(/(^|\s)\*(\S(?:[^*\n]*\S)?)\*(?=[\s.,;:!?)]|$)/g, '$1$2')
    .replace(/^[ \t]*(?:#{1,6}|[-*•]|\d+\.)[ \t]+/gm, '');
  const withoutLinks = visibleLine(withoutMarkup).replace(/\b(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.)\S+/gi, linkPath);
  return maskCredentials(withoutLinks)
    .replace(/\s*[([]\s*E\d+(?:\s*(?:,|;|and|&|–|-|to)\s*E\d+)*\s*[)\]]/g, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** A link is only worth its path; a model has no business to send people anywhere. */
function linkPath(link: string): string {
  const trailing = /[.,;:!?)\]'"]+$/.exec(link)?.[0] ?? '';
  const url = link.slice(0, link.length - trailing.length);
  const path = parsedUrl(url)?.pathname ?? '/';
  return `${path === '/' ? '(link removed)' : path}${trailing}`;
}

/**
 * Cuts to a number of code points: after the last sentence that ends in the second half, else after a word with `…`.
 */
export function capText(text: string, maximum: number): string {
  const codePoints = Array.from(text);
  if (codePoints.length <= maximum) {
    return text;
  }
  const head = codePoints.slice(0, maximum).join('');
  const sentences = [...head.matchAll(/[.!?](?=\s)/g)];
  const end = sentences.at(-1)?.index;
  if (end !== undefined && end >= head.length / 2) {
    return head.slice(0, end + 1);
  }
  const shorter = codePoints.slice(0, maximum - 1).join('');
  const lastSpace = shorter.lastIndexOf(' ');
  return `${(lastSpace > 0 ? shorter.slice(0, lastSpace) : shorter).trimEnd()}…`;
}

/** Sentences of a text, each with its closing mark. `p95 1.2 s` is not two sentences. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?])\s+(?=\S)/).filter((sentence) => sentence !== '');
}

/** Numbers of a text as values: `1,240 ms` and `1240` are both 1240. Metric names such as p95 and ids do not count. */
export function numbersIn(text: string): Set<number> {
  const withoutNames = text.replace(/\bp\(?\d+(?:\.\d+)?\)?/gi, ' ').replace(/\bE\d+\b/g, ' ');
  const written = withoutNames.match(/\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?/g) ?? [];
  return new Set(written.map((number) => Number(number.replaceAll(',', ''))));
}
