import { parsedUrl } from './parsed-url';

it('reads an address with letters beyond ASCII, however often it is asked', () => {
  let wrong = 0;
  for (let index = 0; index < 100_000; index += 1) {
    wrong += parsedUrl('https://prüfung.example/straße')?.host === 'xn--prfung-4ya.example' ? 0 : 1;
  }
  expect(wrong).toBe(0);
});

it.each(['', 'shop', 'http://', 'https://shop.example.com:99999'])('says that %j is none', (text) => {
  expect(parsedUrl(text)).toBeNull();
});
