/** What a glob may be: `*` is anything without `/`, `**` anything at all, `?` one character without `/`. */
export const globText =
  'a pattern such as main, release/* or v*.0.0 (`*` anything without "/", `**` anything, `?` one character)';

/** Why this is no glob, for people; null when it is one. */
export function globProblem(glob: string): string | null {
  if (!/^\S{1,200}$/u.test(glob)) {
    return 'a pattern has 1 to 200 characters and no white space';
  }
  const special = /[[\]{}()!\\^$]/.exec(glob)?.[0];
  if (special !== undefined) {
    return `"${special}" has no meaning in a pattern`;
  }
  return glob.includes('***') ? '"***" has no meaning in a pattern' : null;
}

/** Whether the text as a whole fits. Takes time by the lengths of both, whatever they hold: no backtracking. */
export function fitsGlob(glob: string, text: string): boolean {
  const tokens = [...glob.matchAll(/\*\*|[^]/gu)].map(([token]) => token);
  const characters = [...text];
  // Which lengths of the text the tokens so far can stand for.
  let reached = new Set([0]);
  for (const token of tokens) {
    reached = after(token, reached, characters);
  }
  return reached.has(characters.length);
}

function after(token: string, reached: ReadonlySet<number>, characters: readonly string[]): Set<number> {
  const next = new Set<number>();
  const isWild = token === '*' || token === '**';
  let carried = false;
  for (let length = 0; length <= characters.length; length += 1) {
    const before = characters[length - 1];
    if (isWild) {
      carried = reached.has(length) || (carried && (token === '**' || before !== '/'));
      if (carried) {
        next.add(length);
      }
    } else if (length > 0 && reached.has(length - 1) && (token === '?' ? before !== '/' : before === token)) {
      next.add(length);
    }
  }
  return next;
}
