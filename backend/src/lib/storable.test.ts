import fc from '../testing/seeded-fast-check';
import { z } from 'zod';
import {
  cleaned,
  cutLines,
  cutText,
  instantOrNull,
  instantText,
  storable,
  storableText,
  wholeNumberText,
} from './storable';

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

describe('wholeNumberText', () => {
  it('takes digits only', () => {
    expect(wholeNumberText(1, 200).parse('20')).toBe(20);
    for (const odd of ['0', '201', ' 20', '2e1', '0x14', '20.0', '+20', '', ['20', '21']]) {
      expect([odd, wholeNumberText(1, 200).safeParse(odd).success]).toEqual([odd, false]);
    }
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

describe('text that no figure needs', () => {
  it('is cleaned and cut to whole characters', () => {
    expect(cutText(5).parse(`a${nul}b`)).toBe('ab');
    expect(cutText(5).parse('1234567')).toBe('12345');
    expect(cutText(5).parse('1234🚀')).toBe('1234');
    expect(cutText(5).parse(half)).toBe('\ufffd');
    expect(cutText(5).parse('SIGHUP')).toBe('SIGHU');
  });

  it('is the first or the last of several', () => {
    const lines = ['a', 2, 'bbb', null, `c${nul}`];
    expect(cutLines(2, 2, 'first').parse(lines)).toEqual(['a', 'bb']);
    expect(cutLines(2, 2, 'last').parse(lines)).toEqual(['bb', 'c']);
  });

  it('is an instant only within the lifetime of this system', () => {
    expect(instantOrNull().parse('2026-11-23T04:00:00.5+01:00')).toBe('2026-11-23T04:00:00.5+01:00');
    for (const odd of ['0001-01-01T00:00:00Z', '2100-01-01T00:00:00Z', '2026-11-23', 'yesterday', `${nul}`, '']) {
      expect(instantOrNull().parse(odd)).toBeNull();
    }
  });

  it('is described for what it should be', () => {
    const described = (schema: z.ZodType) => {
      const { $schema: _schema, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
      return rest;
    };
    // Without a type, since nothing is refused.
    expect(described(cutText(5))).toEqual({
      description: expect.stringContaining('Cut to 5 characters'),
    });
    expect(described(instantOrNull())).toEqual({ description: expect.stringContaining('2000 to 2099') });
    expect(described(cutLines(2, 5, 'last'))).toEqual({
      description: expect.stringContaining('the last 2'),
    });
  });

  it('refuses nothing, and keeps nothing that cannot be stored, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string({ unit: 'binary' })), (value) => {
        expect(instantOrNull().parse(value) ?? '2026-01-01T00:00:00Z').toMatch(/^2/);
        const kept = [cutText(7).parse(value), ...cutLines(3, 7, 'last').parse(Array.isArray(value) ? value : [value])];
        for (const text of kept) {
          expect(text === null || storableText(7).safeParse(text).success).toBe(true);
        }
      })
    );
  });
});

describe('storable', () => {
  it('cleans texts and names of what Postgres would refuse, and leaves the rest as it is', () => {
    const value = { metrics: { [`a${nul}b`]: [1, `x${nul}`, null, true], [`k${half}`]: half }, rate: 0.5 };
    expect(storable(value)).toEqual({ metrics: { ab: [1, 'x', null, true], 'k\ufffd': '\ufffd' }, rate: 0.5 });
  });

  it('lets no cleaned name take the place of a real one', () => {
    const told = { http_reqs: 2, 'http_reqs\ufffd1': 1 };
    expect(storable({ [`http_reqs${nul}`]: 1, http_reqs: 2 })).toEqual(told);
    expect(storable({ http_reqs: 2, [`http_reqs${nul}`]: 1 })).toEqual(told);
    expect(Object.values(storable({ [`a${nul}`]: 1, [`${nul}a`]: 2, [`${nul}a${nul}`]: 3 }))).toEqual([1, 2, 3]);
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
