/** Measurement and tags of one line, or the reason why they are none (words of influxdb models/points.go). */
export type LineHead =
  | { readonly kind: 'read'; readonly measurement: string; readonly tags: ReadonlyMap<string, string> }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Takes measurement and tags apart. As in InfluxDB, a character is escaped when the byte before it is a backslash, and a
 * backslash before anything else is itself.
 */
export function parseLineHead(head: string): LineHead {
  const [measurement = '', ...pairs] = splitUnescaped(head, ',');
  if (measurement === '') {
    return { kind: 'refused', reason: 'missing measurement' };
  }
  const tags = new Map<string, string>();
  for (const pair of pairs) {
    const [key = '', value, ...more] = splitUnescaped(pair, '=');
    if (key === '') {
      return { kind: 'refused', reason: 'missing tag key' };
    }
    if (value === undefined || value === '') {
      return { kind: 'refused', reason: 'missing tag value' };
    }
    if (more.length > 0) {
      return { kind: 'refused', reason: 'invalid tag format' };
    }
    const name = unescapeTag(key);
    if (tags.has(name)) {
      return { kind: 'refused', reason: 'duplicate tags' };
    }
    tags.set(name, unescapeTag(value));
  }
  return { kind: 'read', measurement: measurement.replace(/\\([, ])/g, '$1'), tags };
}

/** Also the rule for field keys. */
export function unescapeTag(text: string): string {
  return text.includes('\\') ? text.replace(/\\([,= ])/g, '$1') : text;
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = text.indexOf(separator); at !== -1; at = text.indexOf(separator, at + 1)) {
    if (at > 0 && text[at - 1] === '\\') {
      continue;
    }
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  parts.push(text.slice(start));
  return parts;
}
