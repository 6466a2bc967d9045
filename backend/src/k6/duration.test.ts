import { durationMs } from './duration';

describe('durationMs', () => {
  it.each([
    ['10s', 10_000],
    ['1m0s', 60_000],
    ['1h2m3.5s', 3_723_500],
    ['500ms', 500],
    ['1m1.5s', 61_500],
    ['1.5µs', 0.002],
    ['0s', 0],
    ['0', 0],
    [250, 250],
  ])('%p is %p ms', (text, ms) => expect(durationMs(text)).toBe(ms));

  it.each(['', 'abc', '10', '1d', '-1s', '1s ', Number.NaN])('%p is none', (text) =>
    expect(durationMs(text)).toBeNull()
  );
});
