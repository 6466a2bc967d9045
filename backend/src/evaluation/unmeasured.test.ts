import { evaluate } from './evaluate';
import { figures, input, k6Summary, report } from './testing/inputs';

describe('requests that k6 did not judge as failed or not', () => {
  const partly = (changes: Parameters<typeof k6Summary>[0]) => ({
    reports: [report({ summary: k6Summary({ requests: 1000, errorRateSamples: 50, ...changes }) })],
  });

  it('never pass, and are counted', () => {
    const { verdict, reasons } = evaluate(input(partly({})));
    expect([verdict, reasons]).toEqual([
      'inconclusive',
      [
        {
          code: 'requestsNotMeasured',
          text: '950 of 1000 requests were not measured as failed or not (http_req_failed)',
        },
      ],
    ]);
  });

  it('are no part of the error rate of a failed run', () => {
    const failed = { ...figures, failedRequests: 25, errorRate: 0.5 };
    const { verdict, reasons } = evaluate(
      input({ figures: failed, ...partly({ failedRequests: 25, errorRate: 0.5 }) })
    );
    expect([verdict, reasons[0]?.text]).toEqual(['failed', 'error rate 50 % (25 of 50), limit 0 %']);
  });
});
