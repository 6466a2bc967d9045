/** By which column a table is sorted. */
export interface Sorting<Field extends string> {
  readonly field: Field;
  readonly isDescending: boolean;
}

/**
 * After a click on the head of a column: another one starts with its worst, names with their first; the same one again
 * turns around.
 */
export function turned<Field extends string>(
  field: Field,
  before: Sorting<Field>,
  names: readonly Field[]
): Sorting<Field> {
  return { field, isDescending: before.field === field ? !before.isDescending : !names.includes(field) };
}

/** For `sort`. What was not measured stands last, whichever way round. */
export function compareValues(
  one: string | number | null,
  other: string | number | null,
  isDescending: boolean
): number {
  if (one === null || other === null) {
    return Number(one === null) - Number(other === null);
  }
  const order =
    typeof one === 'number' && typeof other === 'number' ? one - other : String(one).localeCompare(String(other));
  return isDescending ? -order : order;
}
