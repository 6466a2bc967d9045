import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { exitCodes, type CliContext } from '../../backend/src/cli/context';
import { version } from '../../backend/src/lib/version';
import { createFakeK6 } from '../../backend/src/runner/testing/fake-k6';
import { createCommand } from './command';
import { startMonitor, type MonitorServer, type Reply } from './monitor-server';

const run = {
  id: 'shop-1',
  test: 'shop',
  target: 'http://shop.example.com',
  environment: 'staging',
  status: 'judged',
  verdict: 'failed',
  counts: false,
  countsReason: 'another target',
  announcedAt: '2026-11-23T03:00:00.000Z',
  durationSeconds: 10,
  requests: 100,
  errorRate: 0.02,
  errorRateSamples: 100,
  p95ResponseTimeMs: 512,
  reasons: [{ code: 'x', text: 'error rate 2 % > 0 %' }],
  diagnosis: null,
  regression: { text: 'worse than run shop-0' },
  actionRequired: false,
  actionRequiredReason: null,
  runUrl: 'https://grafana.example.com/a/runs/shop-1',
};
const logTail = ['\u001b[2J\u001b[31mGET /pay:\u001b[0m connection refused'];
const limits = { errorRate: 0, p95ResponseTimeMs: 500 };
const shop = { name: 'shop', target: 'http://shop.example.com', environment: 'staging', limits, nextRunAt: null };

describe('the commands of loadtests', () => {
  const fake = createFakeK6();
  let monitor: MonitorServer;
  let folder: string;
  beforeEach(async () => {
    monitor = await startMonitor();
    folder = mkdtempSync(join(tmpdir(), 'cli-commands-'));
  });
  afterEach(async () => {
    await monitor.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterAll(fake.remove);

  const cli = (change: Partial<CliContext> = {}) =>
    createCommand({ folder, monitorUrl: monitor.url, k6Bin: fake.k6Bin, cwd: folder }, change);
  const answering = (routes: Readonly<Record<string, Reply>>) => {
    monitor.answer = ({ method, path }) =>
      Object.entries(routes).find(([route]) => `${method} ${path}`.endsWith(route))?.[1];
  };

  it('prints its version', async () => {
    const { command, printed } = cli();
    expect(await command('--version')).toBe(0);
    expect(printed()).toBe(`${version}\n`);
  });

  it('lists load tests and runs, and shows one with why it does not count', async () => {
    answering({
      '/api/v1/tests': { status: 200, body: { tests: [shop] } },
      '/api/v1/runs?test=shop&limit=20': { status: 200, body: { runs: [run] } },
      '/api/v1/runs/shop-1': { status: 200, body: { ...run, instances: [{ instance: '0', logTail }] } },
    });
    const tests = cli();
    expect(await tests.command('tests')).toBe(0);
    expect(tests.printed()).toMatch(/^shop +staging +500 ms +0 % +- +http:\/\/shop\.example\.com$/m);
    expect(tests.said()).toBe('');
    const runs = cli();
    expect(await runs.command('runs', '--test', 'shop')).toBe(0);
    expect(runs.printed()).toMatch(/failed +no +512 ms +2 % \(2 of 100\) +shop-1$/m);
    const show = cli();
    expect(await show.command('show', 'shop-1')).toBe(0);
    expect(show.printed()).toMatch(/^verdict +failed\n +error rate 2 % > 0 %\ncounts +no: another target$/m);
    expect(show.printed()).toMatch(/^baseline +worse than run shop-0$/m);
    expect(show.printed()).toMatch(/\n\nk6's log:\n {2}GET \/pay: connection refused\n$/);
    const json = cli();
    await json.command('show', 'shop-1', '--json');
    expect(json.json()).toMatchObject({ id: 'shop-1', counts: false });
    expect(json.said()).toBe('');
  });

  it('shows how a load test went from run to run, and what that says', async () => {
    const point = { ...run, runId: 'shop-1', endedAt: run.announcedAt, isComparable: true, avgResponseTimeMs: 96 };
    const step = { kind: 'step', text: 'since run shop-1 the p95 is 28 % higher', deployment: { id: 'dpl_2' } };
    const baseline = { ...point, runId: 'shop-0', verdict: 'passed', p95ResponseTimeMs: 400 };
    const trend = { test: 'shop', environment: 'staging', baseline, runs: [baseline, point], finding: step };
    const deeperIssue = '3 of the last 6 runs failed: multiple failures may indicate a deeper issue';
    answering({ '/shop/trend?limit=5': { status: 200, body: { ...trend, deeperIssue } } });
    const shown = cli();
    expect(await shown.command('trend', 'shop', '--limit', '5')).toBe(0);
    expect(monitor.received.at(-1)?.path).toBe('/api/v1/tests/shop/trend?limit=5');
    expect(shown.printed()).toMatch(/failed +512 ms +96 ms +2 % \(2 of 100\) +yes +shop-1$/m);
    expect(shown.printed()).toContain('baseline   shop-0, p95 400 ms\n');
    expect(shown.printed()).toContain('since run shop-1 the p95 is 28 % higher; dpl_2 was in production from then on');
    expect(shown.printed()).toContain('multiple failures may indicate a deeper issue');
    const none = cli();
    answering({
      '/shop/trend?limit=20': { status: 200, body: { ...trend, baseline: null, runs: [], deeperIssue: null } },
    });
    expect(await none.command('trend', 'shop')).toBe(0);
    expect([none.printed(), none.said()]).toEqual(['', 'loadtests: no run of shop on staging counts yet\n']);
  });

  it('says below the load tests which of them k6 cannot read', async () => {
    const broken = { ...shop, scriptProblem: 'scripts/shop.js:4:24: Unexpected token ;' };
    answering({ '/api/v1/tests': { status: 200, body: { tests: [broken] } } });
    const { command, said } = cli();
    expect(await command('tests')).toBe(0);
    expect(said()).toBe('loadtests: shop cannot be run: scripts/shop.js:4:24: Unexpected token ;\n');
  });

  it('prints the link of a run alone, and says where there is none', async () => {
    answering({ '/shop-1': { status: 200, body: run }, '/shop-2': { status: 200, body: { ...run, runUrl: null } } });
    const link = cli();
    expect(await link.command('open', 'shop-1')).toBe(0);
    expect(link.printed()).toBe(`${run.runUrl}\n`);
    const none = cli();
    expect(await none.command('open', 'shop-2')).toBe(exitCodes.notDone);
    expect(none.printed()).toBe('');
    expect(none.said()).toContain('GRAFANA_PUBLIC_URL');
  });

  it('lists open incidents, and acknowledges, approves, rejects and closes one', async () => {
    const incident = {
      id: 'i-1',
      test: 'shop',
      environment: 'staging',
      state: 'actionRequired',
      openedAt: '2026-11-23T03:00:00.000Z',
      actionRequiredReason: 'It is down.',
      acknowledgedBy: null,
    };
    const asked: Array<readonly [string, unknown]> = [];
    monitor.answer = ({ method, path, body }) => {
      asked.push([`${method} ${path}`, body]);
      const isList = path.startsWith('/api/v1/incidents?');
      return { status: 200, body: isList ? { incidents: [incident] } : incident };
    };
    const list = cli();
    expect(await list.command('incidents')).toBe(0);
    expect(list.printed()).toMatch(/2026-11-23 03:00 UTC +shop +staging +actionRequired +- +i-1$/m);
    const seen = cli();
    expect(await seen.command('acknowledge', 'i-1', '--comment', 'mine')).toBe(0);
    expect(seen.said()).toContain('the banner stays until a run passes');
    const approved = cli();
    expect(await approved.command('approve', 'i-1')).toBe(0);
    expect(approved.said()).toContain('the banner stays until a run has passed');
    expect(await cli().command('reject', 'i-1', '--reason', 'the provider is down')).toBe(0);
    const closed = cli();
    expect(await closed.command('close', 'i-1', '--reason', 'the load test is gone')).toBe(0);
    expect(closed.said()).toContain('the next failed run of shop opens another one');
    expect(asked.slice(1)).toEqual([
      ['POST /api/v1/incidents/i-1/acknowledge', { comment: 'mine' }],
      ['POST /api/v1/incidents/i-1/approve', {}],
      ['POST /api/v1/incidents/i-1/reject', { reason: 'the provider is down' }],
      ['POST /api/v1/incidents/i-1/close', { reason: 'the load test is gone' }],
    ]);
    const unexplained = cli();
    expect(await unexplained.command('close', 'i-1')).toBe(2);
    expect(unexplained.said()).toContain('--reason');
  });

  it('shows the switch of remediation, turns it, and resets the breaker of a load test', async () => {
    const changed = { changedAt: '2026-11-23T03:00:00.000Z', changedBy: 'key ops' };
    const asked: Array<readonly [string, unknown]> = [];
    monitor.answer = ({ method, path, body }) => {
      asked.push([`${method} ${path}`, body]);
      const untouched = { off: false, reason: null, changedAt: null, changedBy: null };
      const reset = { test: 'shop', resetAt: changed.changedAt };
      return {
        status: 200,
        body: method === 'GET' ? untouched : method === 'PUT' ? { ...changed, ...Object(body) } : reset,
      };
    };
    const shown = cli();
    expect(await shown.command('remediation')).toBe(0);
    expect(shown.printed()).toBe('remediation is not switched off\n');
    const off = cli();
    expect(await off.command('remediation', 'off', '--reason', 'a release')).toBe(0);
    expect(off.said()).toContain(
      'remediation is switched off: nothing is redeployed (by key ops, 2026-11-23 03:00 UTC: a release)'
    );
    expect(await cli().command('remediation', 'on')).toBe(0);
    const reset = cli();
    expect(await reset.command('breaker', 'reset', 'shop', '--reason', 'mended')).toBe(0);
    expect(reset.said()).toContain('the same failure of shop may be redeployed again');
    expect(asked).toEqual([
      ['GET /api/v1/remediation/switch', ''],
      ['PUT /api/v1/remediation/switch', { off: true, reason: 'a release' }],
      ['PUT /api/v1/remediation/switch', { off: false, reason: 'switched on again' }],
      ['POST /api/v1/tests/shop/breaker/reset', { reason: 'mended' }],
    ]);
    for (const unexplained of [
      ['remediation', 'off'],
      ['breaker', 'reset', 'shop'],
    ]) {
      const refused = cli();
      expect(await refused.command(...unexplained)).toBe(2);
      expect(refused.said()).toContain('--reason');
    }
  });

  it('pins the baseline of a load test, takes it off, and says why not', async () => {
    const asked: Array<readonly [string, unknown]> = [];
    monitor.answer = ({ method, path, body }) => {
      asked.push([`${method} ${path}`, body]);
      const { runId } = z.object({ runId: z.string().nullable() }).parse(body);
      return runId === 'shop-2'
        ? { status: 409, body: { detail: 'Run "shop-2" cannot be the baseline of "shop": it is failed.' } }
        : { status: 200, body: { test: 'shop', pinned: runId === null ? null : { runId } } };
    };
    const pinned = cli();
    expect(await pinned.command('baseline', 'pin', 'shop', 'shop-1')).toBe(0);
    expect(pinned.said()).toContain('runs of shop that are judged from now on are held against shop-1');
    const unpinned = cli();
    expect(await unpinned.command('baseline', 'unpin', 'shop')).toBe(0);
    expect(unpinned.said()).toContain('held against the last passed one again');
    const refused = cli();
    expect(await refused.command('baseline', 'pin', 'shop', 'shop-2')).not.toBe(0);
    expect(refused.said()).toContain('cannot be the baseline of "shop": it is failed');
    expect(asked).toEqual([
      ['PUT /api/v1/tests/shop/baseline', { runId: 'shop-1' }],
      ['PUT /api/v1/tests/shop/baseline', { runId: null }],
      ['PUT /api/v1/tests/shop/baseline', { runId: 'shop-2' }],
    ]);
  });

  it.each<[string, Reply, number, RegExp]>([
    [
      'an unknown run',
      { status: 404, body: { detail: 'There is no run "x".' } },
      2,
      /cannot be shown: 404 There is no/,
    ],
    ['a wrong key', { status: 401, body: { detail: 'Not known.' } }, 69, /401 Not known.*check LOADTESTS_KEY.*read/],
    ['another server', { status: 200, body: 'hello' }, 69, /does not answer as this version understands it/],
  ])('tells %s by the exit code', async (_what, reply, code, words) => {
    monitor.answer = () => reply;
    const { command, said } = cli();
    expect(await command('show', 'x')).toBe(code);
    expect(said()).toMatch(words);
  });

  it.each([
    ['passed', 200, 0],
    ['failed', 409, exitCodes.notPassed],
  ])('starts a load test and waits for its verdict %s', async (verdict, status, code) => {
    answering({
      'POST /api/v1/tests/shop/runs': { status: 202, body: { id: 'shop-3', status: 'queued' } },
      '/shop-3/verdict': {
        status,
        body: { verdict, reasons: [{ text: 'because' }], counts: true, countsReason: null },
      },
    });
    const { command, said, json } = cli();
    expect(await command('start', 'shop', '--wait', '--json')).toBe(code);
    expect(said()).toContain(`verdict: ${verdict}\nloadtests:   because`);
    expect(json()).toMatchObject({ runId: 'shop-3', verdict, counts: true, exitCode: code });
  });

  describe('doctor', () => {
    const ready = { status: 200, body: { status: 'ready', checks: [] } };

    it('finds everything in order, with what the key may', async () => {
      answering({
        '/health/ready': ready,
        '/api/v1/status': { status: 200, body: { version: '1.2.3' } },
        '/stop': { status: 403, body: { detail: 'This route needs operate.' } },
      });
      const { command, printed } = cli();
      expect(await command('doctor')).toBe(0);
      expect(printed()).toMatch(/^ok +k6 +1\.8\.1 /m);
      expect(printed()).toMatch(/^ok +key +known to the monitor, version 1\.2\.3$/m);
      expect(printed()).toMatch(/^ok +scopes +ingest, read; start needs operate$/m);
      expect(printed()).toMatch(/^ok +spool .*, empty$/m);
    });

    it.each<[string, Record<string, Reply>, Record<string, string>, RegExp]>([
      ['no monitor', {}, {}, /^wrong +address .*is no load test monitor \(404 at/m],
      ['no k6', { '/health/ready': ready }, { K6_BIN: '/nowhere/k6' }, /^wrong +k6 .*ENOENT.*K6_BIN/m],
      ['no key', { '/health/ready': ready }, { LOADTESTS_KEY: '' }, /^wrong +key +none: set LOADTESTS_KEY/m],
      [
        'an unknown key',
        { '/health/ready': ready, '/api/v1/status': { status: 401 } },
        {},
        /^wrong +key .*does not know it/m,
      ],
      [
        'a key that may not report',
        {
          '/health/ready': ready,
          '/api/v1/status': { status: 200, body: { version: '1' } },
          '/identity': { status: 403 },
          '/stop': { status: 403 },
        },
        {},
        /^wrong +scopes +read; run needs ingest/m,
      ],
    ])('finds %s', async (_what, routes, environment, line) => {
      answering(routes);
      const { command, printed } = cli({ environment });
      expect(await command('doctor')).toBe(1);
      expect(printed()).toMatch(line);
    });
  });

  it('validate names every problem with file and line, and what k6 says of a script', async () => {
    const file = join(folder, 'loadtests.yaml');
    const entry = (script: string, more = '') =>
      `version: 1\nloadTests:\n  - name: shop\n    script: ${script}\n    target: http://a.example.com\n` +
      `    thresholds: { p95ResponseTimeMs: 500 }\n${more}`;
    writeFileSync(join(folder, 'good.js'), '{}');
    writeFileSync(join(folder, 'broken.js'), '{"brokenScript":true}');

    writeFileSync(file, entry('nowhere.js', '    colour: red\n'));
    const wrong = cli();
    expect(await wrong.command('validate', 'loadtests.yaml', '--json')).toBe(1);
    expect(wrong.said()).toMatch(/^loadtests\.yaml:4:\d+: loadTests\[0\]\.script: there is no "nowhere\.js"/m);
    expect(wrong.said()).toMatch(/^loadtests\.yaml:7:\d+: loadTests\[0\]\.colour: unknown key/m);
    expect(wrong.json()).toMatchObject({ valid: false, problems: [{ line: 4 }, { line: 7 }] });

    writeFileSync(file, entry('broken.js'));
    const broken = cli();
    expect(await broken.command('validate', 'loadtests.yaml')).toBe(1);
    expect(broken.said()).toMatch(/^broken\.js: shop: /m);

    writeFileSync(file, entry('good.js'));
    const good = cli();
    expect(await good.command('validate', 'loadtests.yaml')).toBe(0);
    expect(good.said()).toBe('loadtests: loadtests.yaml: 1 load test, all right\n');
    expect(await cli().command('validate', 'loadtests.yaml', '--k6', '/nowhere/k6')).toBe(exitCodes.k6NotFound);
  });

  it('schema prints what an editor checks a catalogue by, the same as the file beside ours', async () => {
    const { command, printed } = cli();
    expect(await command('schema')).toBe(0);
    const file = join(__dirname, '../../k6/loadtests.schema.json');
    expect(JSON.parse(printed())).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });

  it('spool lists what waits and discards what is named, or all', async () => {
    await monitor.close();
    const quick = { times: { request: 300, announce: 0, deliver: 0, kill: 200 } };
    const script = fake.script('kept.js', {});
    for (const id of ['one', 'two']) {
      await cli(quick).run(script, '--target', 'http://a.example.com', '--run-id', id);
    }
    const list = cli();
    expect(await list.command('spool')).toBe(0);
    expect(list.printed().match(/^waiting +(announcement|part) .* one +http/gm)).toHaveLength(3);
    expect(await cli().command('spool', 'discard')).toBe(exitCodes.usage);
    expect(await cli().command('spool', 'discard', 'three')).toBe(exitCodes.usage);
    expect(await cli().command('spool', 'discard', 'one')).toBe(0);
    const rest = cli();
    await rest.command('spool', 'list', '--json');
    expect((rest.json().reports as Array<{ runId: string }>).map(({ runId }) => runId)).toEqual(['two', 'two', 'two']);
    expect(await cli().command('spool', 'discard', '--all')).toBe(0);
    const none = cli();
    await none.command('spool');
    expect(none.said()).toContain('nothing waits');
  });

  it.each([
    ['loadtests sp', 'spool'],
    ['loadtests spool dis', 'discard'],
    ['loadtests run --must', '--must-count'],
  ])('completes "%s" in bash', async (typed, expected) => {
    const { command, printed } = cli();
    expect(await command('completion', 'bash')).toBe(0);
    const words = typed.split(' ');
    const ask = `${printed()}
      COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _loadtests; echo "\${COMPREPLY[*]}"`;
    expect(execFileSync('bash', ['-c', ask]).toString().trim()).toBe(expected);
  });

  it.each(['zsh', 'fish'])('prints a completion for %s', async (shell) => {
    const { command, printed } = cli();
    expect(await command('completion', shell)).toBe(0);
    expect(printed()).toContain('must-count');
    expect(await cli().command('completion', 'tcsh')).toBe(exitCodes.usage);
  });
});
