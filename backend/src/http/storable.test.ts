import fc from 'fast-check';
import { cleaned, instantText, storable, storableText } from './storable';

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

describe('storable', () => {
  it('cleans texts and names of what Postgres would refuse, and leaves the rest as it is', () => {
    const value = { metrics: { [`a${nul}b`]: [1, `x${nul}`, null, true], [`k${half}`]: half }, rate: 0.5 };
    expect(storable(value)).toEqual({ metrics: { ab: [1, 'x', null, true], 'k\ufffd': '\ufffd' }, rate: 0.5 });
  });

  it('lets no cleaned name take the place of a real one', () => {
    expect(storable({ [`http_reqs${nul}`]: 1, http_reqs: 2 })).toEqual({ http_reqs: 2 });
    expect(storable({ http_reqs: 2, [`http_reqs${nul}`]: 1 })).toEqual({ http_reqs: 2 });
  });

  it('cuts what is nested without end, without overflowing itself', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 200_000; level += 1) {
      deep = { deep };
    }
    expect(JSON.stringify(storable({ deep, count: 7 }))).toMatch(/^\{"deep":(\{"deep":){31}null\}{31},"count":7\}$/);
  });

  it('leaves nothing in any value that could not be stored', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), fc.string({ unit: 'binary' }), (json, text) => {
        const stored = JSON.stringify(cleaned({ json, [`${text}${nul}`]: `${text}${nul}` }));
        expect(stored).not.toMatch(/\\u0000|\\ud[89ab][0-9a-f]{2}/);
      })
    );
  });
});
