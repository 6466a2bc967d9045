import { compareErrorRates, compareResponseTimes, usualSpread } from './compare';

const of = (value: number | null, requests = 1000) => ({ value, requests });

describe('response times of two runs', () => {
  it('differ by so many milliseconds and as a share of the former', () => {
    expect(compareResponseTimes(of(200), of(260), null)).toEqual({
      base: 200,
      run: 260,
      difference: 60,
      change: 0.3,
      noise: null,
    });
  });

  it.each([
    ['one that was not measured', of(null), of(260), null, 'not measured in both'],
    ['few requests', of(200, 29), of(260), null, 'fewer than 30 requests (29)'],
    ['a small share', of(200), of(215), null, 'less than 5 ms or 10 %'],
    ['few milliseconds', of(10), of(14), null, 'less than 5 ms or 10 %'],
    [
      'runs that differ by themselves',
      of(200),
      of(260),
      0.1,
      'runs of this load test differ by up to 43.9 % by themselves',
    ],
  ])('are no news with %s', (_what, base, run, spread, noise) => {
    expect(compareResponseTimes(base, run, spread).noise).toBe(noise);
  });

  it('that got better are told as well', () => {
    expect(compareResponseTimes(of(260), of(200), 0.02)).toMatchObject({ difference: -60, noise: null });
  });
});

describe('error rates of two runs', () => {
  it('differ where chance does not make that of so many requests', () => {
    expect(compareErrorRates(of(0), of(0.02))).toMatchObject({ difference: 0.02, change: null, noise: null });
    expect(compareErrorRates(of(0.01, 200), of(0.02, 200)).noise).toBe('no more than chance makes of so many requests');
    expect(compareErrorRates(of(0), of(0)).noise).toBe('no more than chance makes of so many requests');
    expect(compareErrorRates(of(null), of(0.5)).noise).toBe('not measured in both');
  });
});

it('how much runs differ by themselves is known from eight on', () => {
  expect(usualSpread([200, 201, 202, 203, 204, 205, 206])).toBeNull();
  expect(usualSpread([200, 210, 195, 205, 190, 202, 208, 197])).toBeCloseTo(0.036, 2);
});
