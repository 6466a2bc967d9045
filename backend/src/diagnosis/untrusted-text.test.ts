import fc from 'fast-check';
import { cleanName, maskSecrets, maxNameLength, visibleLine } from './untrusted-text';

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
    expect(performance.now() - started).toBeLessThan(1000);
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

describe('maskSecrets', () => {
  it.each([
    ['sk-ant-api03-abcdefghijklmnop', '[masked]'],
    ['xoxb-1234567890-abcdef', '[masked]'],
    ['ghp_abcdefghijklmnopqrst', '[masked]'],
    ['Authorization: Bearer abcdefghijkl', 'Authorization: Bearer [masked]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', '[masked]'],
    ['api_key=hunter2 next', 'api_key=[masked] next'],
    ['password: hunter2', 'password=[masked]'],
    ['5f4dcc3b5aa765d61d8327deb882cf99', '[masked]'],
    ['/reset/Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFi', '/reset/[masked]'],
  ])('%s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it.each([
    'GET /api/products/12345',
    'GetCustomerOrderHistoryWithItemsV2Query',
    'checkout-20261120-100000',
    '0b9e7d0c-6f0e-4f6e-9a0f-3f1f3c6c5a11',
    'p(95)<500',
  ])('leaves %s alone', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});

describe('visibleLine', () => {
  it('makes decomposed and composed letters the same', () => {
    expect(visibleLine('Cafe\u0301')).toBe('Café');
  });
});
