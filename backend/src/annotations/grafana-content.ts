import { parsedUrl } from '../lib/parsed-url';
import type { DiagnosisAnnotation } from './diagnosis-layer';

/** What Grafana keeps of an annotation, as its API takes it. */
export interface Content {
  /** In ms since the epoch. */
  readonly time: number;
  /** As `time` where it is no region: what is left out of a change stays as it was. */
  readonly timeEnd: number;
  readonly tags: readonly string[];
  /** Escaped, because Grafana draws annotations as HTML. */
  readonly text: string;
}

export function contentOf({ text, from, to, tags }: DiagnosisAnnotation, runUrl: string | null): Content {
  const link = runUrl === null ? null : httpAddress(runUrl);
  return {
    time: from.getTime(),
    timeEnd: to.getTime(),
    tags,
    text: link === null ? escapeHtml(text) : `${escapeHtml(text)} <a href="${escapeHtml(link)}">Open the run</a>`,
  };
}

/** Whether Grafana has just this; the order of the tags says nothing. */
export function isContent(found: Content, wanted: Content): boolean {
  const sorted = ({ tags }: Content) => JSON.stringify([...tags].sort());
  return (
    found.text === wanted.text &&
    found.time === wanted.time &&
    found.timeEnd === wanted.timeEnd &&
    sorted(found) === sorted(wanted)
  );
}

function httpAddress(url: string): string | null {
  const parsed = parsedUrl(url);
  return parsed !== null && /^https?:$/.test(parsed.protocol) ? parsed.href : null;
}

const htmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => htmlEntities[character] ?? character);
}
