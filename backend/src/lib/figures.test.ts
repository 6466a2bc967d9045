import fc from '../testing/seeded-fast-check';
import type { ThresholdResult } from '../model/verdict';
import { formatBreach } from '../evaluation/breach-text';
import {
  formatCount,
  formatCountOf,
  formatDuration,
  formatErrorRate,
  formatLimit,
  formatMs,
  formatPercent,
  formatSeconds,
} from './figures';

describe('figures for people', () => {
  it.each([
    [null, 'not measured'],
    [812, '812 ms'],
    [1240.4, '1,240 ms'],
    [601.5, '602 ms'],
    [213.26, '213 ms'],
    [45.25, '45.3 ms'],
    [9.456, '9.46 ms'],
    [0.8231, '0.82 ms'],
    [0.00012, '0.0001 ms'],
    [0, '0 ms'],
  ])('writes %p ms as %p', (value, text) => expect(formatMs(value)).toBe(text));

  it('never writes a figure like the limit it exceeds', () => {
    expect(formatMs(800.3, 800)).toBe('800.3 ms');
    expect(formatMs(800.0004, 800)).toBe('800.0004 ms');
    expect(formatPercent(0.1004, 0.1)).toBe('10.04 %');
    expect(formatErrorRate(0.10004, 100_000, 0.1)).toBe('10.004 % (10,004 of 100,000)');
    expect(formatSeconds(59.96, 60)).toBe('59.96 s');
  });

  it('writes a limit as it was set', () => {
    expect(formatLimit(1500, 'ms')).toBe('1,500 ms');
    expect(formatLimit(250.75, 'ms')).toBe('250.75 ms');
    expect(formatLimit(0.00123, 'fraction')).toBe('0.123 %');
    expect(formatLimit(0.07, 'fraction')).toBe('7 %');
    expect(formatLimit(3, null)).toBe('3');
    expect(formatLimit(null, 'ms')).toBe('not measured');
  });

  it.each([
    [null, 'not measured'],
    [0, '0 %'],
    [0.002, '0.2 %'],
    [0.01, '1 %'],
    [0.00001, '0.001 %'],
    [0.00001234, '0.0012 %'],
    [0.000001, '0.0001 %'],
    [1e-12, '<0.000001 %'],
    [0.12345, '12.3 %'],
    [0.999, '99.9 %'],
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

  it('never rounds a share away', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1, noNaN: true }), (fraction) => {
        expect(Number.parseFloat(formatPercent(fraction).replace(/[<>]/, ''))).toBeGreaterThan(0);
      })
    );
  });

  it('counts the failed requests where the two figures give a whole number', () => {
    expect(formatErrorRate(0.002, 500)).toBe('0.2 % (1 of 500)');
    expect(formatErrorRate(0.5, 50)).toBe('50 % (25 of 50)');
    expect(formatErrorRate(0.5, undefined)).toBe('50 %');
    expect(formatErrorRate(0.5, null)).toBe('50 %');
    expect(formatErrorRate(0, 5000)).toBe('0 % (0 of 5,000)');
    expect(formatErrorRate(1 / 3, 1_200_000)).toBe('33.3 % (400,000 of 1,200,000)');
    expect(formatErrorRate(0.0021, 500)).toBe('0.21 %');
    expect(formatErrorRate(null, 0)).toBe('not measured');
  });

  it.each([
    [null, 'not measured'],
    [-1, 'not measured'],
    [0.5, '0.5 s'],
    [4.26, '4.3 s'],
    [42, '42 s'],
    [59.7, '1 min'],
    [92, '1 min 32 s'],
    [125.4, '2 min 5 s'],
    [3600, '1 h'],
    [3725, '1 h 2 min'],
    [5400, '1 h 30 min'],
    [3 * 86_400 + 4 * 3600 + 59, '3 d 4 h'],
  ])('writes %p s as %p', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it.each([
    [null, 'not measured'],
    [4.26, '4.3 s'],
    [300.2, '300 s'],
  ])('writes the moment %p s of a run as %p', (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

  it('writes counts with separators', () => {
    expect(formatCount(1234567)).toBe('1,234,567');
    expect(formatCount(null)).toBe('not measured');
    expect([1, 1200].map((count) => formatCountOf(count, 'request'))).toEqual(['1 request', '1,200 requests']);
  });
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
