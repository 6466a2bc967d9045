import { inspect } from 'node:util';
import { isSecretName, maskCredentials, maskOf, withoutAddressSecrets } from './mask';
import { Secret } from './secret';

describe('known secrets', () => {
  const masked = maskOf(['a "quoted" secret/+', 'hunter2', 'hunter2-longer']);

  it('are taken out of a text as written, as JSON and as part of an address', () => {
    const secret = 'a "quoted" secret/+';
    expect(masked(`${secret}, ${JSON.stringify({ secret })}, ?key=${encodeURIComponent(secret)}`)).toBe(
      '[redacted], {"secret":"[redacted]"}, ?key=[redacted]'
    );
  });

  it('are taken out as a whole where one holds another', () => {
    expect(masked('hunter2-longer and hunter2')).toBe('[redacted] and [redacted]');
  });

  it('are left alone where they are too short to tell from other text, and an empty one always', () => {
    expect(maskOf(['abc', 'hunter2'], { shortest: 5 })('abc hunter2')).toBe('abc [redacted]');
    expect(maskOf([''])('text')).toBe('text');
  });

  it('read the same when one is printed by accident', () => {
    const secret = new Secret('hunter2');
    expect([`${secret}`, JSON.stringify({ secret }), inspect(secret)]).toEqual([
      '[redacted]',
      '{"secret":"[redacted]"}',
      '[redacted]',
    ]);
  });
});

describe('maskCredentials', () => {
  it.each([
    ['sk-ant-api03-abcdefghijklmnop', '[redacted]'],
    ['xoxb-1234567890-abcdef', '[redacted]'],
    ['ghp_abcdefghijklmnopqrst', '[redacted]'],
    ['Authorization: Bearer abcdefghijkl', 'Authorization: Bearer [redacted]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', '[redacted]'],
    ['api_key=hunter2 next', 'api_key=[redacted] next'],
    ['password: hunter2', 'password=[redacted]'],
    ['5f4dcc3b5aa765d61d8327deb882cf99', '[redacted]'],
    ['/reset/Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFi', '/reset/[redacted]'],
  ])('%s', (text, masked) => {
    expect(maskCredentials(text)).toBe(masked);
  });

  it.each([
    'GET /api/products/12345',
    'GetCustomerOrderHistoryWithItemsV2Query',
    'checkout-20261120-100000',
    '0b9e7d0c-6f0e-4f6e-9a0f-3f1f3c6c5a11',
    'p(95)<500',
  ])('leaves %s alone', (text) => {
    expect(maskCredentials(text)).toBe(text);
  });
});

it('takes user, password and query out of addresses', () => {
  expect(withoutAddressSecrets('Post "http://me:hunter2@influx:8086/write?u=me&p=hunter2": refused')).toBe(
    'Post "http://influx:8086/write": refused'
  );
});

it.each(['authorization', 'Set-Cookie', 'password', 'slackToken', 'api_key', 'webhookUrl'])(
  'knows %s as the name of a secret',
  (name) => expect(isSecretName(name)).toBe(true)
);

it.each(['tokens', 'path', 'test'])('does not take %s for the name of a secret', (name) =>
  expect(isSecretName(name)).toBe(false)
);
