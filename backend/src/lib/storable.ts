import { z } from 'zod';

/**
 * What Postgres can hold: it refuses NUL in text, and jsonb half of a surrogate pair. Bad input is refused where it comes
 * in, and text from elsewhere (names in samples) or that no figure needs is cleaned, so that neither ends as a failed
 * transaction.
 */

/** A text of at most `maxLength` characters that can be stored: no NUL, no half of a surrogate pair. */
export function storableText(maxLength: number) {
  return (
    z
      .string()
      .max(maxLength)
      .refine(isStorable, 'no NUL and no half characters')
      // For the OpenAPI document. Half characters cannot be said there: its patterns are read by engines without them.
      .meta({ pattern: '^[^\\u0000]*$' })
  );
}

/** An instant within the lifetime of this system: others overflow the database's timestamps. ISO 8601 with offset. */
export const instantText = z.iso.datetime({ offset: true }).regex(/^20/, 'a year from 2000 to 2099');

/** A whole number in a query string, where everything is text. */
export function wholeNumberText(least: number, most: number) {
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value),
    z.number().int().min(least).max(most)
  );
}

/**
 * Text that no figure needs: cleaned and cut to `maxLength` characters instead of refused; null for anything else.
 * Takes every value, so that nothing in it can refuse the message it comes in.
 */
export function cutText(maxLength: number) {
  return z
    .unknown()
    .transform((value) => (typeof value === 'string' ? cut(value, maxLength) : null))
    .default(null)
    .meta({ description: `Text. Cut to ${maxLength} characters; anything else is taken as null` });
}

/** As `cutText`, for the last (or first) `maxLines` texts of a list; what is no text is left out. */
export function cutLines(maxLines: number, maxLength: number, kept: 'first' | 'last') {
  return z
    .unknown()
    .transform((value) => {
      const texts = (Array.isArray(value) ? value : []).filter((line): line is string => typeof line === 'string');
      const few = kept === 'last' ? texts.slice(-maxLines) : texts.slice(0, maxLines);
      return few.map((line) => cut(line, maxLength));
    })
    .default([])
    .meta({
      description: `List of texts: the ${kept} ${maxLines}, each cut to ${maxLength} characters. Anything else is left out`,
    });
}

/** An instant that no figure needs: null where it is none, or none of this system's lifetime. */
export function instantOrNull() {
  return z
    .unknown()
    .transform((value) => instantText.safeParse(value).data ?? null)
    .default(null)
    .meta({ description: 'Date and time with its offset, of the years 2000 to 2099; anything else is taken as null' });
}

/** The text without NUL and half characters, and at most `maxLength` characters of it. */
export function cut(text: string, maxLength: number): string {
  const start = storableCharacters(text).slice(0, maxLength);
  // Half a surrogate pair at the cut would not be a character.
  return start.isWellFormed() ? start : start.slice(0, -1);
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** Each group that is nested in another one adds two levels to k6's summary; figures stand within the first five. */
const maxDepth = 32;

/**
 * The same JSON value as it can be stored: texts and names without NUL and half characters, and nothing below a depth
 * that k6 never reaches. Where two names become the same, the one that needed no cleaning keeps it.
 */
export function storable<Value>(value: Value): Value {
  return storableAt(value, 0) as Value;
}

function storableAt(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    return storableCharacters(value);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (depth >= maxDepth) {
    return null;
  }
  if (Array.isArray(value)) {
    return value.map((item) => storableAt(item, depth + 1));
  }
  const members = new Map<string, unknown>();
  const kept = new Set(Object.keys(value).filter((name) => storableCharacters(name) === name));
  const times = new Map<string, number>();
  for (const [name, member] of Object.entries(value)) {
    let clean = storableCharacters(name);
    // Another name that becomes the same is told apart: dropped, it could have been a crossed threshold.
    if (clean !== name && (kept.has(clean) || members.has(clean))) {
      const time = (times.get(clean) ?? 0) + 1;
      times.set(clean, time);
      clean = `${clean}\ufffd${time}`;
    }
    if (clean === name || !kept.has(clean)) {
      members.set(clean, storableAt(member, depth + 1));
    }
  }
  return Object.fromEntries(members);
}

function storableCharacters(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** As `storable`, for a value of our own that is going to be JSON. */
export function cleaned<Value>(value: Value): Value {
  return storable(JSON.parse(JSON.stringify(value)) as Value);
}
