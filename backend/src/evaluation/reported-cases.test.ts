import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSummary } from '../k6/summary';
import { combineFigures } from './combine';
import { evaluate } from './evaluate';
import { input, limits, report } from './testing/inputs';

const folder = join(__dirname, '../../../tests/fixtures/cases');

/** A summary as somebody's k6 wrote it, judged as the loop does it. */
function judged(name: string, exitCode: number) {
  const parsed = parseSummary(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')));
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  const usual = report({});
  const exit = usual.exit === null ? null : { ...usual.exit, exitCode };
  const reports = [{ ...usual, exit, summary: parsed.summary }];
  const figures = combineFigures(reports, null, 1, new Date('2026-11-25T11:00:00.000Z'));
  return { figures, ...evaluate(input({ figures, reports, limits, planned: null })) };
}

it('counts the error rate over its own samples and names the requests that have none', () => {
  const { figures, verdict, reasons, thresholds } = judged('partly-measured-errors', 0);
  expect(figures).toMatchObject({ requests: 100, failedRequests: 0, errorRateSamples: 1, errorRate: 0 });
  expect(thresholds[0]).toMatchObject({ metric: 'errorRate', ok: true, value: 0 });
  const text = '99 of 100 requests were not measured as failed or not (http_req_failed)';
  expect([verdict, reasons]).toEqual(['inconclusive', [{ code: 'requestsNotMeasured', text }]]);
});

it('takes a threshold that no request belongs to for one without samples, and not for kept', () => {
  const { verdict, reasons, thresholds } = judged('threshold-without-samples', 0);
  expect(thresholds.find(({ source }) => source === 'k6')).toMatchObject({
    metric: 'http_req_duration{name:typo}',
    ok: null,
    samples: 'none',
  });
  expect([verdict, reasons.map(({ code }) => code)]).toEqual(['inconclusive', ['thresholdWithoutSamples']]);
});

it('blames a saturated generator for gRPC times as for HTTP times', () => {
  const { verdict, reasons } = judged('saturated-grpc', 99);
  expect([verdict, reasons.map(({ text }) => text)]).toEqual([
    'inconclusive',
    [
      'k6 could not start 37.5 % of the planned iterations: the load generator was the bottleneck',
      'k6 threshold crossed: grpc_req_duration p(95)<50',
    ],
  ]);
});
