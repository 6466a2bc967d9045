import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../stack/wait-until';
import { plannedSeconds, virtualUsers, type Load } from './load';

/**
 * A program in the place of k6 that streams and reports exactly the load it was given: the sidecar's own runner starts
 * it, and every figure of the run is known beforehand.
 */
export interface FakeK6 {
  readonly path: string;
  /** What the next runs of this load test do. @param untilStopped goes on until it gets a SIGINT, then exits with 105. */
  plan(test: string, load: Load, options?: { readonly untilStopped?: boolean }): Promise<void>;
  /** Waits for a run of this load test that goes on until it is stopped, its samples delivered: its process id. */
  running(test: string): Promise<number>;
  remove(): Promise<void>;
}

/** As `k6 inspect --execution-requirements` writes it. */
const inspected = JSON.stringify({
  scenarios: {
    default: { executor: 'constant-vus', startTime: null, vus: virtualUsers, duration: `${plannedSeconds}s` },
  },
  summaryTrendStats: null,
  tags: null,
});

const runProgram = `
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const args = process.argv.slice(2);
const after = (flag) => args[args.indexOf(flag) + 1];
const all = (flag) => args.flatMap((arg, index) => (arg === flag ? [args[index + 1]] : []));
const valueOf = (flag, name) => all(flag).find((each) => each.startsWith(name + '=')).slice(name.length + 1);
const runId = valueOf('--tag', 'testid');
// A run's id begins with the name of its load test.
const [test] = fs.readdirSync(__dirname).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5))
  .filter((name) => runId.startsWith(name + '-')).sort((a, b) => b.length - a.length);
const plan = JSON.parse(fs.readFileSync(path.join(__dirname, test + '.json'), 'utf8'));
const output = new URL(valueOf('--out', 'influxdb'));
const end = (exitCode) => {
  fs.writeFileSync(after('--summary-export'), JSON.stringify(plan.summary));
  process.exit(exitCode);
};
const { K6_INFLUXDB_USERNAME: user, K6_INFLUXDB_PASSWORD: password } = process.env;
const request = http.request(
  new URL('/write?db=' + output.pathname.slice(1), output.origin),
  { method: 'POST', auth: user + ':' + password },
  (response) => {
    response.resume();
    if (response.statusCode !== 204) {
      console.error('the samples were refused: ' + response.statusCode);
      process.exit(1);
    }
    if (plan.untilStopped) {
      process.once('SIGINT', () => end(105));
      fs.writeFileSync(path.join(__dirname, test + '.pid'), String(process.pid));
      setInterval(() => undefined, 1000);
    } else {
      response.on('end', () => end(plan.exitCode));
    }
  }
);
request.end(plan.lines.replaceAll('RUN-ID', runId));
`;

export async function createFakeK6(): Promise<FakeK6> {
  const folder = await mkdtemp(join(tmpdir(), 'fake-k6-'));
  const path = join(folder, 'k6');
  await writeFile(join(folder, 'run.js'), runProgram);
  // A shell script, because the runner asks for the version and the plan twice per run.
  const shell = [
    '#!/bin/sh',
    'case "$1" in',
    "  version) echo 'k6 v1.8.1 (go1.26.8, linux/amd64)' ;;",
    '  archive) ;;',
    `  inspect) echo '${inspected}' ;;`,
    `  run) shift; exec '${process.execPath}' '${join(folder, 'run.js')}' "$@" ;;`,
    'esac',
    '',
  ];
  await writeFile(path, shell.join('\n'));
  await chmod(path, 0o755);
  return {
    path,
    async plan(test, load, { untilStopped = false } = {}) {
      await rm(join(folder, `${test}.pid`), { force: true });
      await writeFile(
        join(folder, `${test}.json`),
        JSON.stringify({ lines: load.lines('RUN-ID'), summary: load.summary, exitCode: load.exitCode, untilStopped })
      );
    },
    running: (test) =>
      waitUntil(`k6 of ${test} to run until it is stopped`, async () => {
        const pid = await readFile(join(folder, `${test}.pid`), 'utf8').catch(() => '');
        return pid === '' ? undefined : Number(pid);
      }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
