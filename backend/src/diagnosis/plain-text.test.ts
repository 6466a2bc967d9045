import { capText, numbersIn, plainText, sentencesOf } from './plain-text';

describe('plainText', () => {
  it.each([
    ['**p95** was `900 ms`', 'p95 was 900 ms'],
    ['# Diagnosis\n- p95 900 ms\n- errors 2 %', 'Diagnosis p95 900 ms errors 2 %'],
    ['See [the log](https://evil.example/x) now', 'See the log now'],
    ['See https://evil.example now.', 'See (link removed) now.'],
    ['Slow: https://shop.example.com/api/cart?x=1, others fast', 'Slow: /api/cart, others fast'],
    ['<b>Bad</b> <!channel> <https://evil.example|click> here', 'Bad click here'],
    ['p95 < 500 ms and avg > 300 ms', 'p95 < 500 ms and avg > 300 ms'],
    ['p95 was 900 ms (E3, E7) and errors 2 % [E1].', 'p95 was 900 ms and errors 2 %.'],
    ['user_id and __init__ stay', 'user_id and init stay'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['zero\u200bwidth\u202e', 'zerowidth'],
  ])('%j reads %j', (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });
});

describe('capText', () => {
  it('keeps what fits', () => {
    expect(capText('Short.', 6)).toBe('Short.');
  });

  it('ends at a sentence where one ends in the second half', () => {
    expect(capText('One sentence. Another sentence. And more words', 35)).toBe('One sentence. Another sentence.');
  });

  it('else ends at a word', () => {
    expect(capText('One. And a rather long second sentence', 20)).toBe('One. And a rather…');
  });

  it('counts code points, not UTF-16 units', () => {
    expect(Array.from(capText('🔥'.repeat(700), 600))).toHaveLength(600);
  });
});

it('sentences end at marks, not at decimal points', () => {
  expect(sentencesOf('p95 was 1.2 s. It fell. Good')).toEqual(['p95 was 1.2 s.', 'It fell.', 'Good']);
});

it('numbers are values; names of metrics and ids are none', () => {
  expect([...numbersIn('p95 1,840 ms, p(99) 2.5 s, E12, 80 %')]).toEqual([1840, 2.5, 80]);
});
