import fc from '../testing/seeded-fast-check';
import { canonicalJson } from './canonical';
import { contentHash } from './content-hash';

/** The same value with the keys of every object in another order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(reversed);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, reversed(member)])
      )
    : value;
}

describe('contentHash', () => {
  it('does not depend on the order of keys, and is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(contentHash(reversed(value))).toBe(contentHash(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      })
    );
  });

  it('changes with the content and with the order of a list', () => {
    const hashes = [{ a: 1 }, { a: 2 }, { a: '1' }, { b: 1 }, [1, 2], [2, 1], null, 'null'].map(contentHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('is SHA-256 of the canonical text', () => {
    // echo -n '{"a":[1,null],"b":"x"}' | sha256sum
    expect(canonicalJson({ b: 'x', a: [1, undefined], c: undefined })).toBe('{"a":[1,null],"b":"x"}');
    expect(contentHash({ b: 'x', a: [1, null] })).toBe(
      '3dece6dc8d22d61692b03c7d51836aaec96fd08a614e224565e177ad6ff9dbe2'
    );
  });

  it.each([Number.NaN, Infinity, 1n, () => 1])('refuses %p', (value) => {
    expect(() => contentHash({ value })).toThrow(TypeError);
  });
});
