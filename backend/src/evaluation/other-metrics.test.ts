import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseSummary } from '../k6/summary';
import { type FigureMetrics } from '../model/k6-summary';
import { describeEachK6 } from '../testing/real-parts';
import { combineFigures } from './combine';
import { evaluate } from './evaluate';
import { exit, input, limits, report } from './testing/inputs';

const grpc: FigureMetrics = { responseTime: 'grpc_req_duration', requests: 'iterations', failures: 'checks' };
const receivedAt = new Date('2026-11-23T11:00:00.000Z');

/** From k6's summary to the verdict, as the loop does it. */
function judged(raw: unknown, metrics: FigureMetrics | null, exitCode = 0) {
  const parsed = parseSummary(raw, metrics ?? undefined);
  const summary = parsed.ok ? parsed.summary : null;
  const reports = [report({ summary, exit: exit({ exitCode }) })];
  const figures = combineFigures(reports, null, 1, receivedAt);
  return { figures, ...evaluate(input({ figures, reports, planned: null, limits: { ...limits, metrics } })) };
}

const summaryOf = (changes: { readonly failing?: number; readonly p95?: number; readonly calls?: number } = {}) => {
  const { failing = 0, p95 = 90, calls = 100 } = changes;
  return {
    metrics: {
      iterations: { count: calls, rate: calls / 10 },
      iteration_duration: { avg: 100 },
      checks: { passes: calls - failing, fails: failing, value: (calls - failing) / calls },
      grpc_req_duration: { avg: 80, 'p(95)': p95, thresholds: { 'p(95)<500': p95 >= 500 } },
      vus: { value: 1, min: 1, max: 1 },
    },
  };
};

describe('a run that is judged by other metrics than those of HTTP requests', () => {
  it('passes, with figures that come from them', () => {
    const { verdict, figures, thresholds } = judged(summaryOf(), grpc);
    expect(verdict).toBe('passed');
    expect(figures).toMatchObject({ requests: 100, errorRate: 0, avgResponseTimeMs: 80, p95ResponseTimeMs: 90 });
    expect(thresholds.at(-1)).toMatchObject({ metric: 'grpc_req_duration', value: 90, limit: 500, ok: true });
  });

  it.each([
    ['failing checks', summaryOf({ failing: 2 }), 'failed', 'error rate 2 % (2 of 100), limit 0 %'],
    ['a slow p95', summaryOf({ p95: 812 }), 'failed', 'p95 812 ms, limit 500 ms (+62.4 %)'],
    [
      'too few of them',
      summaryOf({ calls: 49 }),
      'inconclusive',
      '49 requests are fewer than the 50 that a run needs to be judged',
    ],
  ])('is judged as others are: %s', (_title, raw, verdict, text) => {
    const evaluation = judged(raw, grpc);
    expect([evaluation.verdict, evaluation.reasons[0]?.text]).toEqual([verdict, text]);
  });

  it.each([
    [{ ...grpc, requests: 'grpc_reqs' }, 'not a single request was measured (grpc_reqs counts none)'],
    [{ ...grpc, failures: 'grpc_failed' }, 'the error rate was not measured (grpc_failed is missing)'],
    [{ ...grpc, responseTime: 'typo' }, 'p95 was not measured (add p(95) to summaryTrendStats)'],
  ])('never passes by a metric that is not there: %j', (metrics, text) => {
    const { verdict, reasons } = judged(summaryOf(), metrics);
    expect([verdict, reasons[0]?.text]).toEqual(['inconclusive', text]);
  });

  it('never passes by HTTP figures that it does not have', () => {
    expect(judged(summaryOf(), null).reasons[0]?.code).toBe('noRequests');
  });
});

describeEachK6('a script without HTTP requests', (k6Bin) => {
  const script = `
    import { Counter, Rate, Trend } from 'k6/metrics';
    const calls = new Counter('calls');
    const failed = new Rate('call_failed');
    const duration = new Trend('call_duration', true);
    export const options = { iterations: 60 };
    export default function () {
      calls.add(1);
      failed.add(__ENV.FAIL === 'yes' && __ITER % 4 === 0);
      duration.add(20 + __ITER);
    }`;
  const metrics = { responseTime: 'call_duration', requests: 'calls', failures: 'call_failed' };
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'other-metrics-'));
    await writeFile(join(folder, 'script.js'), script);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function summaryFrom(fail: 'yes' | 'no'): Promise<unknown> {
    const file = join(folder, `${fail}.json`);
    const run = ['run', '--quiet', '--address', '', '--summary-export', file, '-e', `FAIL=${fail}`];
    await promisify(execFile)(k6Bin, [...run, join(folder, 'script.js')]);
    return JSON.parse(await readFile(file, 'utf8'));
  }

  it('is judged by the metrics that it measures', async () => {
    const { verdict, figures } = judged(await summaryFrom('no'), metrics);
    expect(verdict).toBe('passed');
    expect(figures).toMatchObject({ requests: 60, failedRequests: 0, errorRate: 0, avgResponseTimeMs: 49.5 });
    expect(figures.p95ResponseTimeMs).toBeCloseTo(76.05, 9);
    const failing = judged(await summaryFrom('yes'), metrics);
    expect([failing.verdict, failing.reasons[0]?.text]).toEqual(['failed', 'error rate 25 % (15 of 60), limit 0 %']);
  }, 180_000);
});
