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

/** Deeper than anything that k6 writes. */
const maxDepth = 32;

/** Why a JSON value cannot be stored, as path and reason; null when it can. */
export function storageProblem(value: unknown): { readonly path: string; readonly what: string } | null {
  const open: Array<{ readonly value: unknown; readonly path: readonly string[] }> = [{ value, path: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: item, path } = next;
    if (typeof item === 'string' && !isStorable(item)) {
      return { path: path.join('.'), what: 'holds NUL or half of a character' };
    }
    if (typeof item !== 'object' || item === null) {
      continue;
    }
    if (path.length >= maxDepth) {
      return { path: path.slice(0, 3).join('.'), what: `is nested deeper than ${maxDepth} levels` };
    }
    for (const [key, inner] of Object.entries(item)) {
      if (!isStorable(key)) {
        return { path: path.join('.'), what: 'has a key with NUL or half of a character' };
      }
      open.push({ value: inner, path: [...path, key] });
    }
  }
  return null;
}

/** The same value with every text cleaned of what cannot be stored. */
export function cleaned<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
    typeof item === 'string' ? item.replaceAll('\0', '').toWellFormed() : item
  ) as Value;
}
