import fc from '../testing/seeded-fast-check';
import { cleanName, maxNameLength, visibleLine } from './untrusted-text';

describe('cleanName', () => {
  it.each([
    ['GET /api/cart', 'GET /api/cart'],
    ['/api/cart?token=abc&x=1', '/api/cart'],
    ['/api/cart#part', '/api/cart'],
    ['https://user:pa55@shop.example.com/api/cart?key=1#x', '/api/cart'],
    ['https://shop.example.com', '/'],
    ['POST https://pay.example.org/v1/charge?card=4111', 'POST pay.example.org/v1/charge'],
    ['https://shop.example.com/a%20b%3Fc%3D1', '/a b'],
    ['a\u0000b\u001b[31mc\u007f', 'ab[31mc'],
    ['che\u200bck\u202eout\u2066\ufeff', 'checkout'],
    ['line one\nline two\u2028line three', 'line one line two line three'],
    ['hid\u{e0069}\u{e0067}den\ufe0f\u{e0101}', 'hidden'],
    ['say "yes"', "say 'yes'"],
    ['Is it ready?', 'Is it ready?'],
    ['', '(no name)'],
    ['\u200b\u200b', '(no name)'],
  ])('%j is shown as %j', (text, shown) => {
    expect(cleanName(text, { target: 'https://shop.example.com/' })).toBe(shown);
  });

  it('caps by code points and never splits one', () => {
    const shown = cleanName('🔥'.repeat(200));
    expect(Array.from(shown)).toHaveLength(maxNameLength);
    expect(shown.endsWith('🔥…')).toBe(true);
  });

  it('takes a megabyte of name in no time', () => {
    const started = performance.now();
    for (const filler of ['a', '%41', 'http://', 'a@', '-', 'eyJa.', '\u200b', 'token=', 'a-', 'aA1']) {
      expect(Array.from(cleanName(filler.repeat(200_000))).length).toBeLessThanOrEqual(maxNameLength);
    }
    // What goes back and forth over a text would take minutes.
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('leaves one visible line without links, whatever comes in', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.webUrl({ withQueryParameters: true }),
        (text, url) => {
          const shown = cleanName(`${text} ${url}`);
          expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"]|:\/\//u);
          expect(Array.from(shown).length).toBeLessThanOrEqual(maxNameLength);
        }
      )
    );
  });
});

describe('visibleLine', () => {
  it('makes decomposed and composed letters the same', () => {
    expect(visibleLine('Cafe\u0301')).toBe('Café');
  });
});
