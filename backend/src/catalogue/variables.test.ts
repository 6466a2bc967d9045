import { suggestion } from '../lib/suggestion';
import { normalisedTarget } from '../model/target';
import { substituteVariables } from './variables';

describe('substituteVariables', () => {
  const env = { HOST: 'shop.test', EMPTY: '' };

  it.each([
    ['https://${HOST}/x', 'https://shop.test/x'],
    ['${HOST}${HOST}', 'shop.testshop.test'],
    ['${NONE:-a b}', 'a b'],
    ['${EMPTY:-x}', 'x'],
    ['${NONE:-}', ''],
    ['${HOST:-x}', 'shop.test'],
    ['$${HOST}', '${HOST}'],
    ['$HOST costs 5 $', '$HOST costs 5 $'],
  ])('%s becomes %s', (text, expected) => {
    expect(substituteVariables(text, env)).toEqual({ kind: 'text', text: expected });
  });

  it.each(['${', '${}', '${HOST', '${9}', '${HOST-x}', '${A B}'])('%s is not understood', (text) => {
    expect(substituteVariables(text, env)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('not understood') as string,
    });
  });

  it('names every variable that is missing, but never a value', () => {
    expect(substituteVariables('${HOST}${A}${B}', env)).toEqual({
      kind: 'refused',
      message:
        'the environment variable A is not set; set it, or write ${A:-default}; ' +
        'the environment variable B is not set; set it, or write ${B:-default}',
    });
  });
});

describe('normalisedTarget', () => {
  it.each([
    ['HTTPS://Shop.Example.com:443/', 'https://shop.example.com'],
    ['http://127.0.0.1:3333', 'http://127.0.0.1:3333'],
    ['https://shop.example.com/Base//', 'https://shop.example.com/Base'],
  ])('%s is %s', (target, expected) => expect(normalisedTarget(target)).toBe(expected));

  it.each(['', 'shop', 'file:///etc', 'http://a:b@c', 'https://c/?q=1', 'https://c/#x'])('%j is none', (target) =>
    expect(normalisedTarget(target)).toBeNull()
  );
});

describe('suggestion', () => {
  const known = ['thresholds', 'target', 'environment', 'env', 'p95ResponseTimeMs'];
  it.each([
    ['treshold', 'thresholds'],
    ['Target', 'target'],
    ['enviroment', 'environment'],
    ['p95ResponseTime', 'p95ResponseTimeMs'],
    ['p95', 'p95ResponseTimeMs'],
    ['somethingElse', null],
  ])('%s: %s', (word, expected) => expect(suggestion(word, known)).toBe(expected));
});
