import { SeriesDictionary } from './kept-series';

describe('what is remembered of the heads of lines', () => {
  const remember = (dictionary: SeriesDictionary, head: string) =>
    dictionary.heads.set(head, dictionary.idOf('http_reqs', new Map([['name', head]])));

  it('is forgotten when it is many', () => {
    const dictionary = new SeriesDictionary(1);
    for (let each = 0; each <= 50_000; each += 1) {
      remember(dictionary, String(each));
    }
    dictionary.forgetWhenFull();
    expect(dictionary.heads.size).toBe(0);
  });

  it('is forgotten when it is long, however few there are, and remembered again from then on', () => {
    const dictionary = new SeriesDictionary(1);
    const rest = 'x'.repeat(60_000);
    let most = 0;
    for (let each = 0; each < 2_000; each += 1) {
      remember(dictionary, `${each}${rest}`);
      dictionary.forgetWhenFull();
      most = Math.max(most, dictionary.heads.size);
    }
    // 32 MiB of characters.
    expect(most).toBeGreaterThan(500);
    expect(most).toBeLessThan(560);
  });
});
