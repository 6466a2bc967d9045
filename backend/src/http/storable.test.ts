import fc from 'fast-check';
import { cleaned, instantText, storableText, storageProblem } from './storable';

const nul = '\0';
const half = '\ud800';

describe('storableText', () => {
  it.each(['checkout', 'Prüfung 🚀'])('takes %s', (text) => {
    expect(storableText(50).safeParse(text).success).toBe(true);
  });

  it.each([`a${nul}b`, half, 'x'.repeat(51)])('refuses what Postgres would refuse or what is too long', (text) => {
    expect(storableText(50).safeParse(text).success).toBe(false);
  });
});

describe('instantText', () => {
  it('takes an instant of this century with an offset', () => {
    expect(instantText.safeParse('2026-11-23T04:00:00.5+01:00').success).toBe(true);
  });

  it.each(['0000-01-01T00:00:00Z', '1999-12-31T23:59:59Z', '2100-01-01T00:00:00Z', 'yesterday'])(
    'refuses %s',
    (text) => {
      expect(instantText.safeParse(text).success).toBe(false);
    }
  );
});

describe('storageProblem', () => {
  it('names the place of a text that cannot be stored', () => {
    expect(storageProblem({ metrics: { a: [1, `x${nul}`] } })).toEqual({
      path: 'metrics.a.1',
      what: 'holds NUL or half of a character',
    });
    expect(storageProblem({ metrics: { [`k${half}`]: 1 } })).toMatchObject({ path: 'metrics' });
  });

  it('refuses what is nested without end, without overflowing itself', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 200_000; level += 1) {
      deep = { deep };
    }
    expect(storageProblem(deep)).toMatchObject({ what: 'is nested deeper than 32 levels' });
  });

  it('has nothing to say about any cleaned value', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5, stringUnit: 'grapheme-ascii' }),
        fc.string({ unit: 'binary' }),
        (json, text) => {
          expect(storageProblem(cleaned({ json, text: `${text}${nul}` }))).toBeNull();
        }
      )
    );
  });
});
