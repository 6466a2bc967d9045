import { DiskFullError } from '../lib/disk-room';
import { EnginePanicError } from './embedded-client';
import { isDatabaseAway, isDiskFull } from './unavailable';

const withCode = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more });

it.each([
  ['a refused connection', withCode('ECONNREFUSED', { syscall: 'connect' })],
  [
    'a broken connection, wrapped by Drizzle',
    new Error('Failed query', { cause: withCode('ECONNRESET', { syscall: 'read' }) }),
  ],
  ['several addresses that refuse', new AggregateError([withCode('ECONNREFUSED', { syscall: 'connect' })])],
  ['an administrator who ends the connection', withCode('57P01')],
  ['a server that starts up', withCode('57P03')],
  ['a server without a free connection', withCode('53300')],
  ['a transaction in which the client was silent for too long', withCode('25P03')],
  ['a server whose disk is full', new Error('Failed query', { cause: withCode('53100') })],
  ['embedded records without room', new Error('Failed query', { cause: new DiskFullError('full') })],
  ['an embedded engine that has panicked', new EnginePanicError('panicked')],
  ['a connection failure', withCode('08006')],
  ['a driver that lost its connection', new Error('Connection terminated unexpectedly')],
  ['a driver that waited in vain', new Error('timeout exceeded when trying to connect')],
])('is away: %s', (_, error) => {
  expect(isDatabaseAway(error)).toBe(true);
});

it.each([
  ['a wrong query', withCode('42601')],
  ['a unique key', new Error('Failed query', { cause: withCode('23505') })],
  ['something else that was refused', withCode('ECONNREFUSED')],
  ['no error', 'Connection terminated'],
])('is no outage: %s', (_, error) => {
  expect(isDatabaseAway(error)).toBe(false);
});

it('tells a full disk from a server that cannot be reached', () => {
  expect(isDiskFull(new Error('Failed query', { cause: withCode('53100') }))).toBe(true);
  expect(isDiskFull(withCode('57P01'))).toBe(false);
});
