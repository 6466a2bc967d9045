/**
 * Makes the recordings that `demo/replay/k6.js` replays where no k6 can be had: a real k6 against the demo's shop, its
 * stream as it arrived and its summary. Run it again when `demo/k6/shop.js` or the shop changes:
 * `K6_BIN=k6 node --import tsx demo/replay/record.ts`
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startShop, type ShopMode } from '../shop';

const k6 = process.env.K6_BIN ?? 'k6';
const script = resolve(__dirname, '../k6/shop.js');
/** What no figure is read from is left out, so that the recordings stay small. */
const kept = /^(http_reqs|http_req_duration|http_req_failed|vus|vus_max|iterations)[, ]/;

async function record(mode: ShopMode): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'loadtest-record-'));
  const lines: string[] = [];
  const capture = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      lines.push(
        ...Buffer.concat(chunks)
          .toString('utf8')
          .split('\n')
          .filter((line) => kept.test(line))
      );
      response.writeHead(request.url?.startsWith('/write') === true ? 204 : 200).end();
    });
  });
  await new Promise<void>((done) => capture.listen(0, '127.0.0.1', done));
  const shop = await startShop(mode);
  const summaryFile = join(folder, 'summary.json');
  const child = spawn(
    k6,
    [
      ...['run', '--quiet', '-e', `TARGET=${shop.url}`, '--tag', 'testid=RECORDED', '--tag', 'instance=0'],
      ...['--out', `influxdb=http://127.0.0.1:${(capture.address() as AddressInfo).port}/k6`],
      ...['--summary-export', summaryFile, script],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] }
  );
  const exitCode = await new Promise<number | null>((done) => child.once('exit', done));
  await shop.close();
  await new Promise((done) => capture.close(done));
  const head = {
    k6: execFileSync(k6, ['version'], { encoding: 'utf8' }).trim(),
    target: shop.url,
    exitCode,
    summary: JSON.parse(readFileSync(summaryFile, 'utf8')) as unknown,
    inspect: JSON.parse(
      execFileSync(k6, ['inspect', '--execution-requirements', script], { encoding: 'utf8' })
    ) as unknown,
  };
  const file = join(__dirname, `${mode}.lines.gz`);
  writeFileSync(file, gzipSync([JSON.stringify(head), ...lines].join('\n'), { level: 9 }));
  rmSync(folder, { recursive: true });
  process.stdout.write(`${mode}: exit code ${exitCode}, ${lines.length} points in ${file}\n`);
}

async function main(): Promise<void> {
  for (const mode of ['healthy', 'slowStart', 'overloaded', 'brokenCheckout'] as const) {
    await record(mode);
  }
}

void main();
