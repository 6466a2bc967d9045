import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, realPart } from '../../testing/real-parts';
import { expectStoreCount } from './equal-points';
import { expectClose, type StoreTraits, type StoreUnderTest } from './expected-figures';

/**
 * Two samples of one series within the same nanosecond are one in InfluxDB. With a tag that names the user no two users
 * share a series, and the counts must be equal.
 */
const seriesPerUser = `exec.vu.metrics.tags.user = String(exec.vu.idInTest);`;

/** One in `failOneIn` requests answers 500; groups, several endpoints and setup() in it. */
const shopScript = `
  import exec from 'k6/execution';
  import http from 'k6/http';
  import { group } from 'k6';
  export const options = {
    scenarios: { shop: { executor: 'ramping-vus', startVUs: 1, stages: [{ duration: '2s', target: 4 }, { duration: '1s', target: 2 }] } },
    noConnectionReuse: false,
  };
  export function setup() { http.get(__ENV.TARGET + '/login'); }
  export default function () {
    ${seriesPerUser}
    http.get(__ENV.TARGET + '/?q=a b,c="d"', { tags: { name: 'home "page", a=b' } });
    group('cart group', () => { http.post(__ENV.TARGET + '/cart', 'x'); });
  }`;
const deadScript = `
  import exec from 'k6/execution';
  import http from 'k6/http';
  export const options = { vus: 2, iterations: 20 };
  export default function () { ${seriesPerUser} http.get('http://127.0.0.1:1/'); }`;
const idleScript = `
  import { sleep } from 'k6';
  export const options = { vus: 3, duration: '2s' };
  export default function () { sleep(0.1); }`;

interface K6Summary {
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Real k6 writing into the store: the store's figures must be those of k6's own summary. */
export function k6Contract({ equalPoints }: StoreTraits, under: () => StoreUnderTest): void {
  describeWith(['K6_BIN'], 'fed by a real k6', () => {
    let folder = '';
    let served = 0;
    const target = createServer((request, response) => {
      served += 1;
      request.resume();
      response.statusCode = served % 500 === 0 ? 500 : 200;
      response.end('ok');
    });
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'k6-contract-'));
      await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    });
    afterAll(async () => {
      target.closeAllConnections();
      target.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function runK6(script: string, stopAfterMs?: number) {
      const runId = randomUUID();
      const scriptFile = join(folder, `${runId}.js`);
      const summaryFile = join(folder, `${runId}.json`);
      await writeFile(scriptFile, script);
      const { url, env } = under().k6Output;
      const tags = ['--tag', `testid=${runId}`, '--tag', 'instance=k6-1'];
      const k6 = spawn(
        realPart('K6_BIN') ?? '',
        [
          'run',
          '--quiet',
          '--address',
          '',
          '--summary-export',
          summaryFile,
          ...tags,
          '--out',
          `influxdb=${url}`,
          scriptFile,
        ],
        {
          env: { ...process.env, ...env, TARGET: `http://127.0.0.1:${(target.address() as AddressInfo).port}` },
          stdio: ['ignore', 'pipe', 'pipe'],
        }
      );
      let output = '';
      k6.stdout.on('data', (chunk) => (output += String(chunk)));
      k6.stderr.on('data', (chunk) => (output += String(chunk)));
      const interrupt = stopAfterMs === undefined ? undefined : setTimeout(() => k6.kill('SIGINT'), stopAfterMs);
      await new Promise((resolve) => k6.once('close', resolve));
      clearTimeout(interrupt);
      expect(output).not.toContain("Couldn't write stats");
      const summary = JSON.parse(await readFile(summaryFile, 'utf8')) as K6Summary;
      const window = { runId, from: new Date(Date.now() - 60_000), to: new Date(Date.now() + 5_000) };
      return {
        metrics: summary.metrics,
        figures: await under().store().figures(window),
        series: await under().store().series(window),
        perEndpoint: await under().store().endpointSeries(window, [0]),
      };
    }

    function expectSummaryFigures({ metrics, figures }: Awaited<ReturnType<typeof runK6>>): void {
      const equal = expectStoreCount(figures.requests, metrics['http_reqs']?.['count'] ?? NaN, equalPoints);
      if (equal > 0) {
        // The other figures are those of the remaining samples, which the summary does not tell.
        const failed = metrics['http_req_failed']?.['passes'] ?? NaN;
        expect(figures.failedRequests).toBeLessThanOrEqual(failed);
        expect(figures.failedRequests).toBeGreaterThanOrEqual(failed - equal);
        return;
      }
      expect(figures.failedRequests).toBe(metrics['http_req_failed']?.['passes']);
      expect(figures.errorRate).toBe(metrics['http_req_failed']?.['value']);
      expectClose(figures.avgResponseTimeMs, metrics['http_req_duration']?.['avg'] ?? null);
      expectClose(figures.p95ResponseTimeMs, metrics['http_req_duration']?.['p(95)'] ?? null);
    }

    it('agrees on a ramping run with groups, endpoints and one failure in 500', async () => {
      const run = await runK6(shopScript);
      expectSummaryFigures(run);
      expect(run.figures.failedRequests).toBeGreaterThan(0);
      expect(run.figures.virtualUsers).toBe(run.metrics['vus']?.['max']);
      expect(run.figures.endpoints.map((endpoint) => endpoint.name)).toContain('home "page", a=b');
      expect(run.series.points.length).toBeGreaterThanOrEqual(3);
      const { endpoints } = run.perEndpoint;
      expect(endpoints.map(({ endpoint, calledBy, scenarios }) => [endpoint?.name ?? calledBy, scenarios])).toEqual(
        expect.arrayContaining([
          ['home "page", a=b', ['shop']],
          // setup() has no scenario.
          ['frame', ['']],
        ])
      );
      const counted = endpoints.flatMap(({ steps }) => steps.map(({ requests }) => requests));
      expect(counted.reduce((sum, requests) => sum + requests, 0)).toBe(run.figures.requests);
    }, 30_000);

    it('agrees on a run stopped by SIGINT', async () => {
      expectSummaryFigures(await runK6(shopScript, 1_700));
    }, 30_000);

    it('agrees on a dead target', async () => {
      const run = await runK6(deadScript);
      expectSummaryFigures(run);
      const { requests } = run.figures;
      expectStoreCount(requests, 20, equalPoints);
      expect(run.figures).toMatchObject({ errorRate: 1, avgResponseTimeMs: 0, p95ResponseTimeMs: 0 });
      expect(run.figures.statusCodes).toEqual([{ code: 0, requests }]);
      expect(run.figures.errorCodes).toEqual([{ code: 1212, requests }]);
    }, 30_000);

    it('does not invent figures for a run without requests', async () => {
      const { figures } = await runK6(idleScript);
      expect(figures).toMatchObject({ requests: 0, errorRate: null, p95ResponseTimeMs: null, virtualUsers: 3 });
      expect(figures.durationSeconds).toBeGreaterThan(1);
    }, 30_000);
  });
}
