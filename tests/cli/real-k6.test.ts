import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { partSchema, summaryPartSchema } from '../../backend/src/model/protocol';
import { parseSummary } from '../../backend/src/k6/summary';
import { eventually } from '../../backend/src/runner/testing/fake-k6';
import { describeEachK6 } from '../../backend/src/testing/real-parts';
import { startMonitor, type MonitorServer } from './monitor-server';

const bin = resolve(__dirname, '../../backend/bin/loadtests.js');

const request = "import http from 'k6/http';\nexport default function () { http.get(`${__ENV.TARGET}/ok`); }\n";
const scripts = {
  tagged: `${request}export const options = { iterations: 20, vus: 2, summaryTrendStats: ['p(99)'],
    tags: { team: 'shop', testid: 'from-script' } };
    export function setup() { return { jwt: 'secret-token' }; }`,
  threshold: `${request}export const options = { iterations: 5, thresholds: { http_req_duration: ['p(95)<0.0001'] } };`,
  syntax: 'export default function ( {',
  endless: `${request}export const options = { duration: '60s', vus: 1 };`,
  throwing: `export const options = { iterations: 3 };
    export default function () { console.error(JSON.stringify(__ENV)); undefined.x; }`,
};

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describeEachK6('loadtests with a real k6', (k6Bin) => {
  jest.setTimeout(240_000);
  let folder: string;
  let monitor: MonitorServer;
  let target: Server;
  let targetUrl: string;
  let requests = 0;

  beforeAll(async () => {
    target = createServer((_request, response) => {
      requests += 1;
      response.end('ok');
    });
    await new Promise<void>((done) => target.listen(0, '127.0.0.1', done));
    targetUrl = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    target.closeAllConnections();
    target.close();
  });
  beforeEach(async () => {
    requests = 0;
    monitor = await startMonitor();
    folder = mkdtempSync(join(tmpdir(), 'cli-real-'));
    Object.entries(scripts).forEach(([name, content]) => writeFileSync(join(folder, `${name}.js`), content));
  });
  afterEach(async () => {
    await monitor.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(args: string[], environment: Record<string, string> = {}) {
    const child = spawn(process.execPath, [bin, 'run', ...args], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        K6_BIN: k6Bin,
        LOADTESTS_URL: monitor.url,
        LOADTESTS_KEY: 'ingest-key-of-the-test',
        LOADTESTS_SPOOL_DIR: join(folder, 'spool'),
        TARGET: targetUrl,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group, as a shell makes one for every command that it starts in a terminal.
      detached: true,
    });
    const text = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => (text.stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (text.stderr += String(chunk)));
    const ended = new Promise<Ended>((done) => child.once('close', (code) => done({ code, ...text })));
    return { child, ended };
  }
  const partsChecked = () => monitor.parts().map((part) => partSchema.parse(part));

  it('sends k6’s own summary, streams every sample with all tags, and leaves the script as it is', async () => {
    const before = readFileSync(join(folder, 'tagged.js'), 'utf8');
    const { code, stdout, stderr } = await start([
      'tagged.js',
      '--run-id',
      'run-1',
      '--instance',
      'eu-1',
      '--',
      '--tag',
      'region=eu',
      '--summary-export',
      'own.json',
    ]).ended;
    expect(code).toBe(0);
    expect(stdout).toContain('http_reqs');
    expect(stderr).toContain('run run-1 reported');
    expect(readFileSync(join(folder, 'tagged.js'), 'utf8')).toBe(before);

    const own = JSON.parse(readFileSync(join(folder, 'own.json'), 'utf8')) as Record<string, unknown>;
    expect(own.setup_data).toEqual({ jwt: 'secret-token' });
    const { setup_data: _secret, ...expected } = own;
    const [sent] = monitor.parts('summary');
    expect(summaryPartSchema.parse(sent)).toEqual({ part: 'summary', instance: 'eu-1', summary: expected });
    expect(JSON.stringify(monitor.received)).not.toContain('secret-token');
    const parsed = parseSummary(expected);
    expect(parsed).toMatchObject({ ok: true, summary: { requests: 20, failedRequests: 0, errorRate: 0 } });
    expect(parsed).toMatchObject({
      summary: { avgResponseTimeMs: expect.any(Number), p95ResponseTimeMs: expect.any(Number) },
    });

    expect(requests).toBe(20);
    const samples = monitor.samples().filter((line) => line.startsWith('http_reqs,'));
    expect(samples).toHaveLength(20);
    for (const tag of ['testid=run-1', 'instance=eu-1', 'team=shop', 'region=eu']) {
      expect(samples.filter((line) => line.includes(`,${tag}`))).toHaveLength(20);
    }
    const announcedAtMs = monitor.received.find(({ path }) => path === '/api/v1/runs')?.atMs ?? NaN;
    const firstWrite = monitor.received.find(({ path }) => path.startsWith('/write'));
    expect(firstWrite?.atMs).toBeGreaterThanOrEqual(announcedAtMs);
    const basic = Buffer.from('loadtests:ingest-key-of-the-test').toString('base64');
    expect(firstWrite?.authorization).toBe(`Basic ${basic}`);
    expect(readdirSync(join(folder, 'spool'))).toEqual([]);
  });

  it('writes a summary of its own where the user asks for none, and removes it', async () => {
    const { code } = await start(['threshold.js', '--no-stream'], { TMPDIR: folder }).ended;
    expect(code).toBe(99);
    expect(monitor.samples()).toEqual([]);
    expect(partsChecked()).toMatchObject([{ exitCode: 99, summaryFollows: true }, { part: 'summary' }]);
    expect(readdirSync(folder).filter((name) => name.startsWith('loadtests-'))).toEqual([]);
  });

  it('sends the machine-readable summary where the user asks for that, without secret and source', async () => {
    const { code } = await start(['tagged.js', '--no-stream', '--', '--new-machine-readable-summary']).ended;
    expect(code).toBe(0);
    expect(partsChecked()).toMatchObject([{ exitCode: 0, summaryFollows: true }, { part: 'summary' }]);
    const [sent] = monitor.parts('summary');
    expect(parseSummary(sent?.summary)).toMatchObject({
      ok: true,
      summary: {
        shape: 'machineReadable',
        requests: 20,
        failedRequests: 0,
        iterations: 20,
        avgResponseTimeMs: expect.any(Number),
        p95ResponseTimeMs: expect.any(Number),
        durationMs: expect.any(Number),
      },
    });
    expect(JSON.stringify(monitor.received)).not.toContain('secret-token');
    expect(JSON.stringify(monitor.received)).not.toContain('k6/http');
  });

  it('passes on 107 of a script that k6 cannot read, with what k6 said', async () => {
    const { code, stderr } = await start(['syntax.js']).ended;
    expect(code).toBe(107);
    expect(stderr).toContain('level=error');
    expect(partsChecked()).toMatchObject([
      { exitCode: 107, summaryFollows: false, log: { tail: [expect.stringContaining('syntax.js')] } },
    ]);
  });

  it('counts exceptions after which k6 ends with 0, and hides the key from the script', async () => {
    const { code } = await start(['throwing.js', '--no-stream']).ended;
    expect(code).toBe(0);
    expect(partsChecked()[0]).toMatchObject({ exitCode: 0, log: { uncaughtExceptions: 3, failedWrites: 0 } });
    expect(JSON.stringify(monitor.parts())).toContain('LOADTESTS_REPORTER');
    expect(JSON.stringify(monitor.parts())).not.toContain('ingest-key-of-the-test');
  });

  it.each([
    ['none', []],
    ['file=k6.log', []],
    ['stderr', ['--log-output=stdout']],
  ])('knows of no exceptions where k6 logs elsewhere: K6_LOG_OUTPUT=%s, %j', async (output, args) => {
    const { code, stderr } = await start(['throwing.js', '--no-stream', '--', ...args], { K6_LOG_OUTPUT: output })
      .ended;
    expect(code).toBe(0);
    expect(partsChecked()[0]).toMatchObject({ exitCode: 0, log: null });
    expect(stderr).toContain('cannot see exceptions');
  });

  it('counts what did not reach the metric store', async () => {
    const { code } = await start(['tagged.js', '--', '--out', 'influxdb=http://127.0.0.1:1/k6']).ended;
    expect(code).toBe(0);
    const [exitCode] = monitor.parts('exitCode');
    expect(exitCode).toMatchObject({ log: { failedWrites: expect.any(Number) } });
    const { failedWrites } = exitCode?.log as { failedWrites: number };
    expect(failedWrites).toBeGreaterThan(0);
    expect(exitCode).toMatchObject({
      log: {
        lostSamples: {
          counted: 0,
          uncountedBatches: failedWrites,
          causes: [expect.stringMatching(/^Couldn't write stats: Post "http:\/\/127\.0\.0\.1:1\/write": .*refused$/)],
        },
      },
    });
  });

  it('hands Ctrl-C of the whole process group to k6 once: 105, with a summary', async () => {
    const { child, ended } = start(['endless.js']);
    await eventually(() => requests > 0, 'k6 sends requests');
    process.kill(-(child.pid ?? NaN), 'SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(105);
    expect(stderr).toContain('Ctrl-C again ends it at once');
    expect(partsChecked()).toMatchObject([
      { exitCode: 105, signal: null, stoppedByPerson: true, summaryFollows: true },
      { part: 'summary' },
    ]);
  });

  it('ends as k6 ends on SIGTERM, which is not a person', async () => {
    const { child, ended } = start(['endless.js'], { K6_TAGS: 'ci:yes' });
    await eventually(() => requests > 0, 'k6 sends requests');
    child.kill('SIGTERM');
    expect((await ended).code).toBe(105);
    expect(monitor.samples().every((line) => line.includes(',ci=yes,'))).toBe(true);
    expect(partsChecked()[0]).toMatchObject({ exitCode: 105, stoppedByPerson: false, summaryFollows: true });
  });

  it('reproduces the signal that killed k6: 137, and no summary', async () => {
    const { ended } = start(['endless.js', '--run-id', 'killed-1']);
    await eventually(() => requests > 0, 'k6 sends requests');
    // The process of this very run, found by its tag.
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    const commandLine = (pid: string): string => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    };
    const k6 = pids.find((pid) => commandLine(pid).includes('\0--tag\0testid=killed-1\0'));
    process.kill(Number(k6), 'SIGKILL');
    expect((await ended).code).toBe(137);
    expect(partsChecked()).toMatchObject([
      { exitCode: null, signal: 'SIGKILL', stoppedByPerson: false, summaryFollows: false },
    ]);
  });
});
