import fc from 'fast-check';
import type { ThresholdResult } from '../model/verdict';
import { formatBreach } from '../evaluation/breach-text';
import { formatCount, formatDuration, formatErrorRate, formatMs, formatPercent } from './figures';

describe('figures for people', () => {
  it.each([
    [null, 'not measured'],
    [812, '812 ms'],
    [1240.4, '1,240 ms'],
    [45.25, '45.3 ms'],
    [9.456, '9.46 ms'],
    [0, '0 ms'],
  ])('writes %p ms as %p', (value, text) => expect(formatMs(value)).toBe(text));

  it('never writes a figure like the limit it exceeds', () => {
    expect(formatMs(800.3, 800)).toBe('800.3 ms');
    expect(formatMs(800.0004, 800)).toBe('800.0004 ms');
  });

  it.each([
    [null, 'not measured'],
    [0, '0 %'],
    [0.002, '0.2 %'],
    [0.00001, '0.001 %'],
    [1e-12, '<0.000001 %'],
    [0.12345, '12.3 %'],
    [0.99999, '99.999 %'],
    [1, '100 %'],
  ])('writes the fraction %p as %p', (fraction, text) => expect(formatPercent(fraction)).toBe(text));

  it('says 0 % exactly for none and 100 % exactly for all, whatever the fraction', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (fraction) => {
        expect(formatPercent(fraction) === '0 %').toBe(fraction === 0);
        expect(formatPercent(fraction) === '100 %').toBe(fraction === 1);
      })
    );
  });

  it('counts the failed requests where the two figures give a whole number', () => {
    expect(formatErrorRate(0.002, 500)).toBe('0.2 % (1 of 500)');
    expect(formatErrorRate(1 / 3, 1_200_000)).toBe('33.3 % (400,000 of 1,200,000)');
    expect(formatErrorRate(0.0021, 500)).toBe('0.21 %');
    expect(formatErrorRate(null, 0)).toBe('not measured');
  });

  it.each([
    [null, 'not measured'],
    [4.26, '4.3 s'],
    [42, '42 s'],
    [59.7, '1 min'],
    [125.4, '2 min 5 s'],
    [5400, '1 h 30 min'],
  ])('writes %p s as %p', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it('writes counts with separators', () => expect(formatCount(1234567)).toBe('1,234,567'));
});

describe('a breached limit', () => {
  const p95: ThresholdResult = {
    source: 'catalogue',
    metric: 'p95ResponseTimeMs',
    expression: 'p95 ≤ 800 ms',
    ok: false,
    limit: 800,
    value: 812,
    unit: 'ms',
    margin: 12,
    marginRatio: 0.015,
  };
  const errorRate: ThresholdResult = {
    ...p95,
    metric: 'errorRate',
    expression: 'error rate ≤ 0 %',
    limit: 0,
    value: 0.002,
    unit: 'fraction',
    margin: 0.002,
    marginRatio: null,
  };

  it('has value, limit and margin with units', () => {
    expect(formatBreach(p95, 500)).toBe('p95 812 ms (limit 800 ms, +1.5 %)');
    expect(formatBreach({ ...p95, value: 800.008, margin: 0.008, marginRatio: 0.00001 }, 500)).toBe(
      'p95 800.01 ms (limit 800 ms, +0.001 %)'
    );
    expect(formatBreach(errorRate, 500)).toBe('error rate 0.2 % (1 of 500; limit 0 %)');
    expect(formatBreach({ ...errorRate, limit: 0.001, marginRatio: 1 }, 500)).toBe(
      'error rate 0.2 % (1 of 500; limit 0.1 %, +100 %)'
    );
  });

  it("quotes k6's own threshold, with figures only where k6 gave some", () => {
    const k6 = { ...p95, source: 'k6', metric: 'http_req_duration{name:cart}', expression: 'p(95)<500' } as const;
    expect(formatBreach({ ...k6, limit: null, value: null, unit: null }, null)).toBe(
      'k6 threshold p(95)<500 on http_req_duration{name:cart} not met'
    );
    expect(formatBreach({ ...k6, limit: 500, value: 612, marginRatio: 0.224 }, null)).toBe(
      'k6 threshold p(95)<500 on http_req_duration{name:cart} 612 ms (limit 500 ms, +22.4 %)'
    );
  });
});
