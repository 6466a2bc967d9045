import { formatDuration, formatErrorRate, formatMilliseconds } from './figures';

it.each([
  [null, '–'],
  [0.5, '0.5 s'],
  [59.7, '1 min'],
  [92, '1 min 32 s'],
  [3600, '1 h'],
  [3725, '1 h 2 min 5 s'],
])('shows a duration of %p s as %p', (seconds, shown) => {
  expect(formatDuration(seconds)).toBe(shown);
});

it.each([
  [null, '–'],
  [0.8231, '0.823 ms'],
  [213.26, '213 ms'],
  [1480.2, '1,480 ms'],
])('shows a response time of %p ms as %p', (milliseconds, shown) => {
  expect(formatMilliseconds(milliseconds)).toBe(shown);
});

it.each([
  [null, '–'],
  [0, '0 %'],
  [0.002, '0.2 %'],
  [0.000001, '0.0001 %'],
  [0.99999, 'over 99.9 %'],
  [1, '100 %'],
])('shows an error rate of %p as %p', (rate, shown) => {
  expect(formatErrorRate(rate)).toBe(shown);
});

it.each([
  [0.5, 25, 50, '50 % (25 of 50)'],
  [0.5, 25, undefined, '50 %'],
  [0.5, 25, null, '50 %'],
  [0, 0, 5000, '0 %'],
])('shows an error rate of %p, %p of %p, as %p', (rate, failed, samples, shown) => {
  expect(formatErrorRate(rate, failed, samples)).toBe(shown);
});
