import { z } from 'zod';

/**
 * What Postgres can hold: it refuses NUL in text, and jsonb half of a surrogate pair. Bad input is refused where it comes
 * in, and text from elsewhere (names in samples) is cleaned, so that neither ends as a failed transaction.
 */

/** A text of at most `maxLength` characters that can be stored. */
export function storableText(maxLength: number) {
  return z.string().max(maxLength).refine(isStorable, 'no NUL and no half characters');
}

/** An instant within the lifetime of this system: others overflow the database's timestamps. ISO 8601 with offset. */
export const instantText = z.iso.datetime({ offset: true }).refine((text) => {
  const year = new Date(text).getUTCFullYear();
  return year >= 2000 && year < 2100;
}, 'a year from 2000 to 2099');

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** Each group that is nested in another one adds two levels to k6's summary; figures stand within the first five. */
const maxDepth = 32;

/**
 * The same JSON value as it can be stored: texts and names without NUL and half characters, and nothing below a depth
 * that k6 never reaches. Where two names become the same, the one that needed no cleaning stays.
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
  for (const [name, member] of Object.entries(value)) {
    const clean = storableCharacters(name);
    if (clean === name || !members.has(clean)) {
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
