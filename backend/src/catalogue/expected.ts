import { z } from 'zod';

/** Every refusal of a field says what would be right; a missing one says so too. */
export function expected(what: string) {
  return { error: (issue: { input?: unknown }) => `${issue.input === undefined ? 'missing: ' : ''}expected ${what}` };
}

export const text = (what: string, max: number) =>
  z.string(expected(what)).trim().min(1, expected(what)).max(max, expected(what));
