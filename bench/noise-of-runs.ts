import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

/**
 * `npm run bench:noise`: how much runs of one load test differ by themselves. The same real k6 run again and again against the same
 * server, while something else comes and goes on the same machine; the figures of each as JSON on stdout. The recording that
 * `backend/src/trend/testing/real-runs.ts` keeps was made by it.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '60' },
    k6: { type: 'string', default: process.env.K6_BIN ?? 'k6' },
  },
});

const script = `
import http from 'k6/http';
export const options = { scenarios: { all: { executor: 'shared-iterations', vus: 10, iterations: 400 } }, summaryTrendStats: ['avg', 'p(95)'] };
const names = ['home', 'search', 'cart', 'pay'];
export default function () {
  for (const name of names) {
    http.get(__ENV.TARGET + '/' + name, { tags: { name } });
  }
}
export const handleSummary = (data) => ({ [__ENV.OUT]: JSON.stringify(data.metrics.http_req_duration.values) });
`;

/** Work that a request stands for, in ms of this process. */
const workMs: Readonly<Record<string, number>> = { '/home': 0.2, '/search': 0.8, '/cart': 0.4, '/pay': 1 };

function spin(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until) {
    // The time is the work.
  }
}

/** Something else on the machine: busy for a while, then gone for a while, by chance. */
const neighbour = `
const { workerData } = require('node:worker_threads');
const turn = () => {
  const until = performance.now() + Math.random() * 3000;
  while (performance.now() < until);
  setTimeout(turn, Math.random() * workerData.restMs);
};
turn();
`;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'noise-of-runs-'));
  const server = createServer((request, response) => {
    spin(workMs[request.url ?? ''] ?? 0);
    setTimeout(() => response.end('ok'), 5);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  writeFileSync(join(folder, 'script.js'), script);
  const others = [0, 1].map(() => new Worker(neighbour, { eval: true, workerData: { restMs: 6000 } }));
  const recorded: Array<readonly [p95Ms: number, avgMs: number]> = [];
  try {
    for (let run = 0; run < Number(values.runs); run += 1) {
      const out = join(folder, `${run}.json`);
      await k6(['run', '--quiet', join(folder, 'script.js')], { TARGET: `http://127.0.0.1:${port}`, OUT: out });
      const { avg, 'p(95)': p95 } = JSON.parse(readFileSync(out, 'utf8')) as { avg: number; 'p(95)': number };
      recorded.push([Math.round(p95 * 100) / 100, Math.round(avg * 100) / 100]);
      process.stderr.write(`run ${run + 1}: p95 ${p95.toFixed(1)} ms, average ${avg.toFixed(1)} ms\n`);
    }
  } finally {
    await Promise.all(others.map((worker) => worker.terminate()));
    server.close();
    rmSync(folder, { recursive: true });
  }
  console.log(JSON.stringify(recorded));
}

async function k6(args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn(values.k6, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) {
    throw new Error(`k6 ended with ${String(code)}`);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
