import { evaluate } from './evaluate';
import { input, k6Summary, report } from './testing/inputs';

const judged = (ok: boolean | null, changes: Parameters<typeof k6Summary>[0] = {}) => {
  const thresholds = [
    { metric: 'http_req_duration{name:typo}', expression: 'p(95)<500', ok, samples: 'none' as const },
  ];
  return evaluate(input({ reports: [report({ summary: k6Summary({ thresholds, ...changes }) })] }));
};

describe('a threshold without samples', () => {
  it('never passes, is not shown as kept, and is named', () => {
    const { verdict, reasons, thresholds } = judged(null);
    expect([verdict, reasons]).toEqual([
      'inconclusive',
      [
        {
          code: 'thresholdWithoutSamples',
          text: 'k6 threshold http_req_duration{name:typo} p(95)<500 has no samples, so nothing kept it',
        },
      ],
    ]);
    expect(thresholds.at(-1)).toMatchObject({ source: 'k6', ok: null, samples: 'none' });
  });

  it('passes where having none is good news', () => {
    expect(judged(true).verdict).toBe('passed');
  });

  it('fails where k6 says that it was crossed', () => {
    expect(judged(false).verdict).toBe('failed');
  });
});
