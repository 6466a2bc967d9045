import { seededRandom } from '../../backend/src/lib/seeded-random';

/** Chance that is the same again for the same seed. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** 0 to `below` - 1. */
  int(below: number): number;
  /** Throws where there is none. */
  pick<Item>(items: readonly Item[]): Item;
  chance(share: number): boolean;
}

export function createRandom(seed: number): Random {
  const next = seededRandom(seed);
  const int = (below: number): number => Math.floor(next() * below);
  return {
    next,
    int,
    pick(items) {
      const picked = items[int(items.length)];
      if (picked === undefined) {
        throw new Error('there is none to pick');
      }
      return picked;
    },
    chance: (share) => next() < share,
  };
}
