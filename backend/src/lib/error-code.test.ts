import { errorCauses, systemErrorCode } from './error-code';

const coded = (code: unknown, more: object = {}) => Object.assign(new Error('token xoxb-secret'), { code, ...more });

describe('systemErrorCode', () => {
  it.each([
    ['the error itself', coded('EADDRINUSE'), 'EADDRINUSE'],
    ['what a query builder wraps', new Error('query', { cause: coded('3D000') }), '3D000'],
    ['the innermost cause', coded('FETCH_FAILED', { cause: coded('ECONNRESET') }), 'ECONNRESET'],
    [
      'a cause that tells nothing',
      coded('UND_ERR_SOCKET', { cause: new Error('other side closed') }),
      'UND_ERR_SOCKET',
    ],
    [
      'the first of several',
      new TypeError('fetch failed', { cause: new AggregateError([coded('ENETUNREACH'), coded('ECONNREFUSED')]) }),
      'ENETUNREACH',
    ],
    ['an error of another realm', { cause: { code: 'ENOTFOUND' } }, 'ENOTFOUND'],
  ])('reads %s', (_what, error, code) => expect(systemErrorCode(error)).toBe(code));

  it.each([
    ['no error', null],
    ['no code', new Error('nothing')],
    ['a number', coded(20)],
    ['a code that is a text, and might quote a secret', coded('Invalid header: Bearer abc')],
  ])('has none of %s', (_what, error) => expect(systemErrorCode(error)).toBeNull());

  it('comes to an end with an error that is its own cause', () => {
    const error = coded('ELOOP');
    error.cause = error;
    expect(systemErrorCode(error)).toBe('ELOOP');
  });
});

it('tells of every address that was tried what failed', () => {
  const tried = [coded('ECONNREFUSED', { syscall: 'connect' }), coded('ETIMEDOUT', { syscall: 'a b' })];
  expect(errorCauses(new TypeError('fetch failed', { cause: new AggregateError(tried) }))).toEqual([
    { code: 'ECONNREFUSED', syscall: 'connect' },
    { code: 'ETIMEDOUT', syscall: null },
  ]);
});
