import type { DataFrame } from '@grafana/data';

/** The diagnosis of a run as it lies over dashboards. */
export interface Mark {
  /** Plain text. */
  readonly text: string;
  /** `critical`, `warning`, `info`, or a newer word; null where its tags do not tell. */
  readonly severity: string | null;
}

/** The diagnosis layer as the dashboard gives it to a panel, by run: annotations with the tags `diagnosis` and `run:<id>`. */
export function readLayer(annotations: readonly DataFrame[]): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>();
  for (const { fields, length } of annotations) {
    const texts = fields.find(({ name }) => name === 'text')?.values ?? [];
    const tags = fields.find(({ name }) => name === 'tags')?.values ?? [];
    for (let row = 0; row < length; row += 1) {
      const text: unknown = texts[row];
      const words = tagsOf(tags[row]);
      const runId = after('run:', words);
      if (runId !== null && words.includes('diagnosis') && typeof text === 'string') {
        marks.set(runId, { text: plainText(text), severity: after('severity:', words) });
      }
    }
  }
  return marks;
}

function tagsOf(tags: unknown): readonly string[] {
  const list: unknown = typeof tags === 'string' ? tags.split(',').map((tag) => tag.trim()) : tags;
  return Array.isArray(list) ? list.filter((tag) => typeof tag === 'string') : [];
}

function after(prefix: string, tags: readonly string[]): string | null {
  return tags.find((tag) => tag.startsWith(prefix))?.slice(prefix.length) ?? null;
}

/** Annotations are HTML with a link to the run; parsed apart, nothing in it is run or loaded. */
function plainText(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  body.querySelectorAll('a, script, style').forEach((element) => element.remove());
  return (body.textContent ?? '').trim();
}
