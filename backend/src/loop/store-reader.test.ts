import pino from 'pino';
import { storeFigures } from '../evaluation/testing/inputs';
import { createBreaker } from '../lib/outbound/breaker';
import { MetricsStoreError, type MetricsStore, type StoreFigures } from '../model/figures';
import type { RunRow } from '../runs';
import { createStoreReader } from './store-reader';

const run = {
  id: 'run-1',
  announcedAt: new Date('2026-11-23T12:00:00Z'),
  startedAt: null,
  endedAt: null,
  limits: {},
} as RunRow;
const longMs = 60_000;

/** A store whose figures come when and as the test says. */
function readerOf(figures: () => Promise<StoreFigures>) {
  const nothing = () => Promise.resolve();
  const store: MetricsStore = {
    kind: 'influxdb',
    figures,
    endpointSeries: () => Promise.reject(new Error('not asked')),
    selected: () => Promise.resolve([]),
    live: () => Promise.reject(new Error('not asked')),
    series: () => Promise.resolve({ stepSeconds: 1, points: [] }),
    writeResult: nothing,
    writeHeartbeat: nothing,
    nameValues: () => Promise.resolve({ count: 0, largest: null }),
    check: nothing,
    close: nothing,
  };
  return createStoreReader({
    store,
    breaker: createBreaker({ peer: 'metricStore' }),
    now: () => new Date('2026-11-23T12:10:00Z'),
    logger: pino({ level: 'silent' }),
  });
}

it('gives figures and series', async () => {
  const reader = readerOf(() => Promise.resolve(storeFigures({ requests: 600 })));
  expect(await reader.read(run, longMs)).toMatchObject({ figures: { requests: 600 }, series: { stepSeconds: 1 } });
});

it('lets nobody wait longer than they want to; the answer is for whoever asks next', async () => {
  let answer: (figures: StoreFigures) => void = () => undefined;
  let asked = 0;
  const reader = readerOf(() => {
    asked += 1;
    return new Promise((resolve) => (answer = resolve));
  });
  expect(await reader.read(run, 1)).toBeNull();
  const next = reader.read(run, longMs);
  answer(storeFigures({ requests: 600 }));
  expect(await next).toMatchObject({ figures: { requests: 600 } });
  expect(asked).toBe(1);
});

it.each([
  ['silent', true, 'the metric store did not answer'],
  ['refusing', false, 'the metric store refused the query'],
])('tells a store that is %s, without its words', async (_what, retryable, reason) => {
  const reader = readerOf(() => Promise.reject(new MetricsStoreError('token abc is unknown', retryable)));
  expect(await reader.read(run, longMs)).toEqual({ kind: 'unavailable', reason, retryable });
});

it('passes on what is no failure of the store', async () => {
  const reader = readerOf(() => Promise.reject(new TypeError('a mistake of ours')));
  await expect(reader.read(run, longMs)).rejects.toThrow(TypeError);
});
