import type { ZodMiniType } from 'zod/mini';

/** Words of a list, such as verdicts, may be others than the contract's: a newer sidecar may have more of them. */
export type AnyWord<Value> = Value extends string
  ? string
  : Value extends object
    ? { readonly [Key in keyof Value]: AnyWord<Value[Key]> }
    : Value;

/** What was read, with the fields that were missing or of an unexpected form; what stands in those means nothing. */
export type Tolerant<Fields> = Fields & { readonly unreadable: ReadonlyArray<keyof Fields & string> };

/**
 * Reads an object of the sidecar field by field: what is new is left aside, and what cannot be read costs its field.
 *
 * @param otherwise stands where a field cannot be read; a field that it lacks has to be readable.
 * @returns null where that is none of it at all.
 */
export function readTolerantly<Fields extends object>(
  schema: ZodMiniType<Fields>,
  otherwise: Partial<Fields>,
  value: unknown
): Tolerant<Fields> | null {
  const whole = schema.safeParse(value);
  if (whole.success) {
    return { ...whole.data, unreadable: [] };
  }
  const wrong = new Set(whole.error.issues.map(({ path }) => path[0]));
  const unreadable = keysOf(otherwise).filter((name) => wrong.has(name));
  const rest = schema.safeParse({
    ...(typeof value === 'object' ? value : {}),
    ...Object.fromEntries(unreadable.map((name) => [name, otherwise[name]])),
  });
  return rest.success ? { ...rest.data, unreadable } : null;
}

/** The value of a word of the contract in a table over all of them; undefined for a newer word. */
export function ofWord<Word extends string, Value>(
  table: Readonly<Record<Word, Value>>,
  word: string
): Value | undefined {
  return new Map<string, Value>(Object.entries<Value>(table)).get(word);
}

function keysOf<Fields extends object>(fields: Partial<Fields>): Array<keyof Fields & string> {
  return Object.keys(fields) as Array<keyof Fields & string>;
}
