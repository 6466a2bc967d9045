import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes, type CliContext } from '../../backend/src/cli/context';
import { createFakeK6, eventually, hasStarted } from '../../backend/src/runner/testing/fake-k6';
import { announcementSchema, partSchema } from '../../backend/src/model/protocol';
import { createCommand } from './command';
import { startMonitor, type MonitorServer, type Reply } from './monitor-server';

const summary = { metrics: { http_reqs: { count: 7, rate: 3.5 } }, root_group: { name: '' } };
const target = ['--target', 'http://shop.example.com'];

describe('loadtests, between k6 and the monitor', () => {
  const fake = createFakeK6();
  let monitor: MonitorServer;
  let folder: string;
  beforeEach(async () => {
    monitor = await startMonitor();
    folder = mkdtempSync(join(tmpdir(), 'cli-test-'));
  });
  afterEach(async () => {
    await monitor.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterAll(fake.remove);

  const spooled = (): string[] =>
    existsSync(join(folder, 'spool'))
      ? readdirSync(join(folder, 'spool')).filter((name) => name.endsWith('.json'))
      : [];

  const cli = (change: Partial<CliContext> = {}) =>
    createCommand({ folder, monitorUrl: monitor.url, k6Bin: fake.k6Bin, cwd: fake.directory }, change);

  it('announces before k6 starts, reports afterwards, and says where to see the run', async () => {
    const script = fake.script('good.js', { summary: { ...summary, setup_data: { jwt: 'secret' } } });
    const { run, said } = cli();
    expect(await run(script, ...target, '--run-id', 'run-1', '--', '--vus', '2')).toBe(0);

    const [announcement] = monitor.announcements();
    expect(announcementSchema.parse(announcement)).toMatchObject({
      id: 'run-1',
      test: 'good',
      target: 'http://shop.example.com',
      reporter: 'cli',
      scriptHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      loadProfileHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      planned: { virtualUsers: null, iterations: 3, durationSeconds: null },
      k6Version: '1.8.1',
    });
    const announcedAtMs = monitor.received.find(({ path }) => path === '/api/v1/runs')?.atMs ?? NaN;
    expect(fake.runsOf(script)[0]?.startedAtMs).toBeGreaterThanOrEqual(announcedAtMs);

    const [exitCode, ended] = monitor.parts();
    expect(partSchema.parse(exitCode)).toMatchObject({ part: 'exitCode', exitCode: 0, summaryFollows: true });
    expect(partSchema.parse(ended)).toEqual({ part: 'summary', instance: '0', summary });
    expect(new Set(monitor.received.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer ingest-key-of-the-test'])
    );
    expect(said()).toMatch(/run run-1 reported, see http:\/\/grafana\.test\/a\/runs\/1\n$/);
    expect(spooled()).toEqual([]);
  });

  const comparing = (names: readonly string[], second: Reply) => {
    monitor.answer = ({ path }) =>
      path !== '/api/v1/runs'
        ? undefined
        : monitor.announcements().length === 1
          ? { status: 201, body: { comparedVariables: names } }
          : second;
  };

  it('announces once more with what the script sees of the variables that the monitor asks for', async () => {
    comparing(['ITEMS', 'REGION', 'ABSENT'], { status: 200 });
    const script = fake.script('variables.js', { summary });
    const { run } = cli({ environment: { REGION: 'eu', OTHER: 'not asked for' } });
    expect(await run(script, ...target, '--', '-e', 'ITEMS=1', '-e', 'ITEMS=5', '-e', 'TOKEN=secret-value')).toBe(0);
    const [first, second, ...more] = monitor.announcements().map((body) => announcementSchema.parse(body));
    expect(first?.measurement).toMatchObject({ envNames: ['ITEMS', 'TOKEN'], env: {} });
    expect(second?.measurement?.env).toEqual({ ITEMS: '5', REGION: 'eu', ABSENT: null });
    // But for the values it is the same announcement, before k6 starts.
    expect({ ...second, measurement: { ...second?.measurement, env: {} } }).toEqual(first);
    expect(more).toEqual([]);
    expect(monitor.received.slice(0, 2).map(({ path }) => path)).toEqual(['/api/v1/runs', '/api/v1/runs']);
    expect(JSON.stringify(monitor.received)).not.toMatch(/secret-value|not asked for/);
  });

  it('runs k6 all the same where those are not taken, and keeps no value on disk', async () => {
    comparing(['ITEMS'], { status: 503 });
    const script = fake.script('untaken.js', { summary });
    const { run, said } = cli();
    expect(await run(script, ...target, '--run-id', 'run-1', '--', '-e', 'ITEMS=5')).toBe(0);
    expect(said()).toContain('the monitor could not compare ITEMS with the catalogue');
    expect(said()).toContain('run run-1 reported');
    expect(spooled()).toEqual([]);
  });

  it('gives k6 the target and the stream, and keeps the key from the script', async () => {
    const script = fake.script('given.js', {});
    await cli().run(script, ...target);
    const { args = [], environment = {} } = fake.runsOf(script)[0] ?? {};
    expect(args.join('\n')).toContain('-e\nTARGET=http://shop.example.com');
    expect(args.join('\n')).toContain(`--out\ninfluxdb=${monitor.url}/k6`);
    expect(args.join(' ')).not.toContain('ingest-key-of-the-test');
    expect(environment).not.toHaveProperty('LOADTESTS_KEY');
    // What k6 itself needs to write into the monitor.
    expect(environment.K6_INFLUXDB_PASSWORD).toBe('ingest-key-of-the-test');
  });

  it('runs k6 although the monitor is down, and delivers everything later, in order', async () => {
    const { port } = new URL(monitor.url);
    await monitor.close();
    const script = fake.script('down.js', { exitCode: 99, summary });
    const down = cli({ times: { request: 300, announce: 0, deliver: 0, kill: 200 } });
    expect(await down.run(script, ...target, '--run-id', 'run-1')).toBe(99);
    expect(down.said()).toMatch(/k6 runs all the same/);
    expect(down.said()).toMatch(/3 reports of run-1 wait in .*spool; "loadtests flush" sends them/);
    expect(spooled()).toHaveLength(3);

    monitor = await startMonitor(Number(port));
    const later = cli();
    expect(await later.run(fake.script('later.js', {}), ...target, '--run-id', 'run-2')).toBe(0);
    expect(later.said()).toContain('delivered what was waiting on disk: 3 reports of run-1');
    expect(monitor.announcements().map(({ id }) => id)).toEqual(['run-1', 'run-2']);
    expect(monitor.parts().map(({ part, exitCode }) => exitCode ?? part)).toEqual([99, 'summary', 0, 'summary']);
    expect(spooled()).toEqual([]);
    expect(await cli().flush()).toBe(0);
  });

  it('flush delivers too, and tells by its exit code whether something is left', async () => {
    monitor.answer = () => ({ status: 503 });
    const quick = { times: { request: 300, announce: 0, deliver: 0, kill: 200 } };
    await cli(quick).run(fake.script('flush.js', { summary }), ...target);
    expect(await cli(quick).flush()).toBe(1);
    monitor.answer = () => undefined;
    const flushed = cli();
    expect(await flushed.flush('--json')).toBe(0);
    expect(flushed.json()).toEqual({ delivered: 3, refused: 0, undelivered: 0 });
  });

  it('repeats a report until it is taken: 500, then 202', async () => {
    let failures = 2;
    monitor.answer = ({ path }) => (path.endsWith('/complete') && failures-- > 0 ? { status: 500 } : undefined);
    expect(await cli().run(fake.script('again.js', { summary }), ...target)).toBe(0);
    expect(monitor.parts().map(({ part }) => part)).toEqual(['exitCode', 'exitCode', 'exitCode', 'summary']);
    expect(monitor.parts()[0]).toEqual(monitor.parts()[2]);
    expect(spooled()).toEqual([]);
  });

  it('does not wait for ever for a monitor that accepts and never answers', async () => {
    monitor.answer = () => ({ status: 0, hang: true });
    const script = fake.script('hang.js', { summary });
    const { run, said } = cli({ times: { request: 100, announce: 0, deliver: 0, kill: 200 } });
    const begun = Date.now();
    expect(await run(script, ...target)).toBe(0);
    expect(Date.now() - begun).toBeLessThan(30_000);
    expect(said()).toContain('did not answer within 0.1 s');
    expect(spooled()).toHaveLength(3);
    // k6 has no time limit of its own: streaming into such a monitor would hang it.
    expect(fake.runsOf(script)[0]?.args).not.toContain('--out');
  });

  it('keeps everything when the key is wrong, and says so', async () => {
    monitor.answer = () => ({ status: 401, body: { detail: 'The key is not known.' } });
    const { run, said } = cli({ times: { request: 300, announce: 0, deliver: 0, kill: 200 } });
    expect(await run(fake.script('key.js', { exitCode: 99 }), ...target)).toBe(99);
    expect(said()).toContain('401 The key is not known. (check LOADTESTS_KEY');
    expect(spooled()).toHaveLength(3);
  });

  it('starts nothing when the monitor refuses the run for good', async () => {
    monitor.answer = ({ path }) =>
      path === '/api/v1/runs' ? { status: 409, body: { detail: 'Run "run-1" was announced before.' } } : undefined;
    const script = fake.script('refused.js', {});
    const { run, said } = cli();
    expect(await run(script, ...target, '--run-id', 'run-1')).toBe(exitCodes.usage);
    expect(said()).toMatch(/refused the run: 409 Run "run-1" was announced before\.\n.*nothing was started/);
    expect(fake.runsOf(script)).toEqual([]);
    expect(spooled()).toEqual([]);
  });

  it('sets a refused report aside and keeps the exit code', async () => {
    monitor.answer = ({ path }) => (path.endsWith('/complete') ? { status: 400, body: { title: 'Bad' } } : undefined);
    const { run, said, json } = cli();
    expect(await run(fake.script('bad.js', { exitCode: 0, summary: null }), ...target, '--json')).toBe(0);
    expect(said()).toContain('the monitor refused the report of run');
    expect(readdirSync(join(folder, 'spool', 'rejected'))).toHaveLength(1);
    expect(json()).toMatchObject({ delivered: false, refused: ['400 Bad'], k6ExitCode: 0 });
  });

  it('passes k6’s exit code on even where the disk takes nothing', async () => {
    writeFileSync(join(folder, 'spool'), 'a file where the folder should be');
    const { run, said } = cli();
    expect(await run(fake.script('disk.js', { exitCode: 99, summary }), ...target)).toBe(99);
    expect(said()).toContain('cannot be used');
    expect(monitor.parts().map(({ part }) => part)).toEqual(['exitCode', 'summary']);
  });

  it.each([
    ['failed', 409, 0, exitCodes.notPassed],
    ['failed', 409, 99, 99],
    ['passed', 200, 0, 0],
    ['inconclusive', 409, 0, exitCodes.notPassed],
  ])('--wait: verdict %s (%d) after k6 exit code %d ends with %d', async (verdict, status, k6ExitCode, expected) => {
    let asked = 0;
    monitor.answer = ({ path }) =>
      !path.endsWith('/verdict')
        ? undefined
        : (asked += 1) === 1
          ? { status: 425, headers: { 'retry-after': '1' } }
          : { status, body: { verdict, reasons: [{ code: 'x', text: 'error rate 2 % > 0 %' }] } };
    const { run, said, json } = cli();
    expect(await run(fake.script('wait.js', { exitCode: k6ExitCode, summary }), ...target, '--wait', '--json')).toBe(
      expected
    );
    expect(said()).toContain(`verdict: ${verdict}\nloadtests:   error rate 2 % > 0 %`);
    expect(json()).toMatchObject({ verdict, exitCode: expected, k6ExitCode, delivered: true });
  });

  it('first Ctrl-C lets k6 report, and counts as a person’s stop', async () => {
    const script = fake.script('ctrl-c.js', { runForMs: 60_000, summary });
    const { run, signals } = cli();
    const ended = run(script, ...target);
    await eventually(() => hasStarted(script), 'k6 runs');
    signals.emit('SIGINT', 'SIGINT');
    expect(await ended).toBe(105);
    expect(monitor.parts('exitCode')[0]).toMatchObject({ exitCode: 105, stoppedByPerson: true, summaryFollows: true });
    expect(signals.listenerCount('SIGINT')).toBe(0);
  });

  it('second Ctrl-C ends even a k6 that no longer hears', async () => {
    const script = fake.script('ctrl-c-twice.js', { runForMs: 60_000, deaf: true });
    const { run, signals } = cli();
    const ended = run(script, ...target);
    await eventually(() => hasStarted(script), 'k6 runs');
    signals.emit('SIGINT', 'SIGINT');
    signals.emit('SIGINT', 'SIGINT');
    expect(await ended).toBe(137);
    expect(monitor.parts()).toMatchObject([
      { part: 'exitCode', exitCode: null, signal: 'SIGKILL', stoppedByPerson: true, summaryFollows: false },
    ]);
  });

  it('Ctrl-C while it delivers gives up the waiting, not the report', async () => {
    monitor.answer = ({ path }) => (path.endsWith('/complete') ? { status: 503 } : undefined);
    const { run, signals } = cli({ times: { request: 300, announce: 0, deliver: 60_000, kill: 200 } });
    const ended = run(fake.script('impatient.js', { exitCode: 99, summary }), ...target);
    await eventually(() => monitor.parts().length > 0, 'it delivers');
    signals.emit('SIGINT', 'SIGINT');
    expect(await ended).toBe(99);
    expect(spooled()).toHaveLength(2);
  });

  it('says that k6 is missing before it announces anything', async () => {
    const { run, said } = cli();
    expect(await run(fake.script('nok6.js', {}), ...target, '--k6', '/nowhere/k6')).toBe(exitCodes.k6NotFound);
    expect(said()).toMatch(/\/nowhere\/k6.*K6_BIN/);
    expect(monitor.announcements()).toEqual([]);
  });

  it('reports a run without a summary as such', async () => {
    const { run, said } = cli();
    await run(fake.script('nosummary.js', {}), ...target, '--', '--no-summary');
    expect(said()).toMatch(/switched k6.s summary off/);
    expect(monitor.parts()).toMatchObject([{ part: 'exitCode', summaryFollows: false }]);
  });

  it.each([
    ['--log-output=none', ['--', '--log-output=none'], {}],
    ['--log-output file=…', ['--', '--log-output', 'file=k6.log'], {}],
    ['K6_LOG_OUTPUT', [], { K6_LOG_OUTPUT: 'none' }],
  ])(
    'reports a log that it could not read as unknown, not as free of exceptions: %s',
    async (_name, args, environment) => {
      const { run, said } = cli({ environment });
      await run(fake.script('nolog.js', {}), ...target, ...args);
      expect(monitor.parts('exitCode')).toMatchObject([{ exitCode: 0, log: null }]);
      expect(said().match(/^loadtests: .*log goes elsewhere.*cannot see exceptions.*$/gm)).toHaveLength(1);
    }
  );

  it('says nothing of the kind where the log can be read', async () => {
    const { run, said } = cli({ environment: { K6_LOG_OUTPUT: 'none' } });
    await run(fake.script('log.js', {}), ...target, '--', '--log-output=stderr');
    expect(monitor.parts('exitCode')).toMatchObject([{ log: { uncaughtExceptions: 0 } }]);
    expect(said()).not.toContain('log goes elsewhere');
  });

  it('says what is wrong with the command line, and how to hand options to k6', async () => {
    const wrong = cli();
    expect(await wrong.run(fake.script('usage.js', {}), '--vus', '2')).toBe(exitCodes.usage);
    expect(wrong.said()).toContain('run script.js -- --vus 20');
    const noTarget = cli();
    expect(await noTarget.run(fake.script('usage.js', {}))).toBe(exitCodes.usage);
    expect(noTarget.said()).toContain('--target https://shop.example.com');
    const noScript = cli();
    expect(await noScript.run('nowhere.js', ...target)).toBe(exitCodes.usage);
    expect(noScript.said()).toBe('loadtests: the script nowhere.js cannot be read (ENOENT)\n');
    expect(monitor.received).toEqual([]);
  });
});
