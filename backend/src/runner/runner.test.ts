import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadTest } from '../model/load-test';
import type { RunPart } from '../model/protocol';
import { createRunner, type RunnerOptions } from './runner';
import { createFakeK6, eventually, hasStarted, untilIdle, type FakeScript } from './testing/fake-k6';
import { fakeLoadTest } from './testing/load-test';

const fake = createFakeK6();
afterAll(fake.remove);

type Report = ['started', string] | ['part', string, RunPart] | ['couldNotStart', string, string];

const loadTest = (name: string, content: FakeScript, change: Partial<LoadTest> = {}): LoadTest =>
  fakeLoadTest(fake, name, content, change);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A zombie that nobody has reaped yet runs no more.
  return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

function setUp(change: Partial<RunnerOptions> = {}) {
  const reports: Report[] = [];
  const problems: string[] = [];
  const workDirectory = join(fake.directory, `work-${Math.random().toString(36).slice(2)}`);
  const runner = createRunner({
    k6Bin: fake.k6Bin,
    output: { url: 'http://127.0.0.1:8086/k6', username: 'any', password: 'influx-token' },
    report: {
      mayStart: async () => 'yes',
      started: async (runId) => void reports.push(['started', runId]),
      part: async (runId, part) => void reports.push(['part', runId, part]),
      couldNotStart: async (runId, reason) => void reports.push(['couldNotStart', runId, reason]),
    },
    logger: { info: () => undefined, warn: () => undefined, error: (_details, message) => problems.push(message) },
    workDirectory,
    environment: { PATH: process.env.PATH, HOME: '/home/k6', SLACK_BOT_TOKEN: 'xoxb-secret', K6_OUT: 'json=x' },
    stopGraceMs: 2000,
    ...change,
  });
  return { runner, reports, problems, workDirectory, idle: () => untilIdle(runner) };
}

describe('runner', () => {
  it('reports the start, the exit code and the summary of a run', async () => {
    const { runner, reports, workDirectory, idle } = setUp();
    const summary = { metrics: { http_reqs: { count: 7, rate: 1 } }, root_group: {}, setup_data: { token: 'jwt' } };
    const test = loadTest('whole', { exitCode: 99, summary, log: 'level=error msg="token influx-token"\n' });
    runner.enqueue({ runId: 'run-1', test });
    await idle();
    expect(reports).toEqual([
      ['started', 'run-1'],
      [
        'part',
        'run-1',
        expect.objectContaining({ part: 'exitCode', exitCode: 99, signal: null, summaryFollows: true }),
      ],
      ['part', 'run-1', { part: 'summary', instance: '0', summary: { metrics: summary.metrics, root_group: {} } }],
    ]);
    expect(JSON.stringify(reports)).not.toContain('influx-token');
    expect(readdirSync(workDirectory)).toEqual([]);
  });

  it("gives k6 the catalogue's variables and the store's credentials, and nothing else of the sidecar's", async () => {
    const { runner, idle } = setUp();
    const test = loadTest('given', { tags: { team: 'shop' }, summaryTrendStats: ['p(99)'] });
    runner.enqueue({ runId: 'run-1', test });
    await idle();
    const [call] = fake.runsOf(test.script);
    const { environment = {}, args = [] } = call ?? {};
    expect(Object.keys(environment).sort()).toEqual(
      ['HOME', 'K6_INFLUXDB_PASSWORD', 'K6_INFLUXDB_USERNAME', 'K6_NO_USAGE_REPORT', 'PATH'].sort()
    );
    expect(args.join(' ')).not.toContain('influx-token');
    for (const pair of [
      ['-e', 'USERS=5'],
      ['-e', `TARGET=${test.target}`],
      ['--tag', 'team=shop'],
      ['--tag', 'testid=run-1'],
      ['--tag', 'instance=0'],
      ['--out', 'influxdb=http://127.0.0.1:8086/k6'],
      ['--summary-trend-stats', 'p(99),avg,min,med,max,p(90),p(95),count'],
    ]) {
      expect(args.join('\n')).toContain(pair.join('\n'));
    }
    expect(args).toContain('--include-system-env-vars=false');
  });

  it('runs one test per target at a time, and other targets beside it', async () => {
    const { runner, idle } = setUp();
    const first = loadTest('first', { runForMs: 1500 });
    const second = loadTest('second', {}, { target: 'http://shop.example.com/other' });
    const other = loadTest('other', { runForMs: 300 }, { target: 'http://api.example.com' });
    [first, second, other].forEach((test) => runner.enqueue({ runId: test.name, test }));
    const target = 'http://shop.example.com';
    expect(runner.status()).toEqual({
      running: [
        { runId: 'first', test: 'first', target },
        { runId: 'other', test: 'other', target: 'http://api.example.com' },
      ],
      queued: [{ runId: 'second', test: 'second', target, position: 1 }],
    });
    await idle();
    const times = (test: LoadTest) => fake.runsOf(test.script)[0] ?? { startedAtMs: NaN, endedAtMs: NaN };
    expect(times(second).startedAtMs).toBeGreaterThanOrEqual(Number(times(first).endedAtMs));
    expect(times(other).startedAtMs).toBeLessThan(Number(times(first).endedAtMs));
  });

  it('stops a run on request and keeps its summary', async () => {
    const { runner, reports, idle } = setUp();
    const test = loadTest('stopped', { runForMs: 60_000 });
    runner.enqueue({ runId: 'run-1', test });
    await eventually(() => hasStarted(test.script), 'k6 runs');
    expect(runner.stop('run-1', { byPerson: true })).toBe('stopping');
    expect(runner.stop('run-1', { byPerson: true })).toBe('stopping');
    await idle();
    expect(reports[1]).toMatchObject([
      'part',
      'run-1',
      { part: 'exitCode', exitCode: 105, stoppedByPerson: true, summaryFollows: true },
    ]);
    expect(runner.stop('run-1', { byPerson: true })).toBe('unknown');
  });

  it('kills a k6 that does not hear, and says that no summary comes', async () => {
    const { runner, reports, idle } = setUp({ stopGraceMs: 100 });
    const test = loadTest('deaf', { runForMs: 60_000, deaf: true });
    runner.enqueue({ runId: 'run-1', test });
    await eventually(() => hasStarted(test.script), 'k6 runs');
    runner.stop('run-1', { byPerson: false });
    await idle();
    expect(reports.slice(1)).toMatchObject([
      ['part', 'run-1', { exitCode: null, signal: 'SIGKILL', stoppedByPerson: false, summaryFollows: false }],
    ]);
  });

  it('takes a waiting run out of the queue without starting it', async () => {
    const { runner, reports, idle } = setUp();
    const first = loadTest('before', { runForMs: 200 });
    const waiting = loadTest('waiting', {});
    runner.enqueue({ runId: 'run-1', test: first });
    runner.enqueue({ runId: 'run-2', test: waiting });
    expect(runner.stop('run-2', { byPerson: true })).toBe('removed');
    await idle();
    expect(fake.runsOf(waiting.script)).toEqual([]);
    expect(reports.filter(([, runId]) => runId === 'run-2')).toMatchObject([
      ['part', 'run-2', { exitCode: null, stoppedByPerson: true, summaryFollows: false }],
    ]);
  });

  it('ends a run at its deadline, so that its target does not stay blocked', async () => {
    const { runner, reports, idle } = setUp({ stopGraceMs: 100 });
    const test = loadTest('endless', { runForMs: 60_000, deaf: true }, { deadlineSeconds: 0.6 });
    runner.enqueue({ runId: 'run-1', test });
    await idle();
    expect(reports[1]).toMatchObject([
      'part',
      'run-1',
      { signal: 'SIGKILL', stoppedByPerson: false, exceeded: { limit: 'deadlineSeconds', value: 0.6 } },
    ]);
  });

  it('says clearly that k6 is missing', async () => {
    const { runner, reports, idle } = setUp({ k6Bin: '/nowhere/k6' });
    runner.enqueue({ runId: 'run-1', test: loadTest('missing', {}) });
    await idle();
    expect(reports).toEqual([['couldNotStart', 'run-1', expect.stringMatching(/\/nowhere\/k6.*K6_BIN/)]]);
  });

  it('runs a script that k6 cannot read, since the exit code says it best', async () => {
    const { runner, reports, idle } = setUp();
    runner.enqueue({ runId: 'run-1', test: loadTest('broken', { brokenScript: true }) });
    await idle();
    expect(reports[1]).toMatchObject([
      'part',
      'run-1',
      { exitCode: 107, summaryFollows: false, log: { tail: [expect.stringContaining('could not initialize')] } },
    ]);
  });

  it('goes on with the next run whatever happens to one', async () => {
    const { runner, reports, workDirectory, idle } = setUp();
    // A file where the folder should be.
    fake.script('file', {});
    const broken = setUp({ workDirectory: join(fake.directory, 'file') });
    broken.runner.enqueue({ runId: 'run-1', test: loadTest('after', {}) });
    await broken.idle();
    expect(broken.reports).toEqual([['couldNotStart', 'run-1', expect.stringContaining('EEXIST')]]);

    runner.enqueue({ runId: 'run-2', test: loadTest('fine', {}) });
    await idle();
    expect(reports.map(([kind]) => kind)).toEqual(['started', 'part', 'part']);
    expect(existsSync(workDirectory)).toBe(true);
  });

  it('does not run a script that was edited after the catalogue was read', async () => {
    const { runner, reports, idle } = setUp();
    const test = loadTest('edited', {});
    appendFileSync(test.script, '\n');
    runner.enqueue({ runId: 'run-1', test });
    await idle();
    expect(reports).toEqual([
      [
        'couldNotStart',
        'run-1',
        expect.stringMatching(/script edited\.js has changed a moment ago.*start the run again/),
      ],
    ]);
    expect(fake.runsOf(test.script)).toEqual([]);
  });

  it('does not run a script that is edited while k6 reads it', async () => {
    const test = loadTest('edited-late', {});
    const { runner, reports, idle } = setUp({
      inspect: async () => {
        appendFileSync(test.script, '\n');
        return { ok: false, failure: { kind: 'unexpected', message: 'no answer' } };
      },
    });
    runner.enqueue({ runId: 'run-1', test });
    await idle();
    expect(reports).toEqual([['couldNotStart', 'run-1', expect.stringContaining('edited-late.js has changed')]]);
  });

  it('says that a script is gone', async () => {
    const { runner, reports, idle } = setUp();
    const test = loadTest('gone', {});
    rmSync(test.script);
    runner.enqueue({ runId: 'run-1', test });
    await idle();
    expect(reports).toEqual([['couldNotStart', 'run-1', 'the script gone.js cannot be read any more (ENOENT)']]);
  });

  it('records a finished run when the database is back, and does not keep the target waiting for it', async () => {
    let clock = new Date('2026-11-23T12:00:00Z');
    const waiting: Array<() => void> = [];
    let away = true;
    const recorded: Array<[string, string]> = [];
    const startedAt: Date[] = [];
    const record = async (runId: string, what: string): Promise<void> => {
      if (away) {
        throw new Error('connection refused');
      }
      recorded.push([runId, what]);
    };
    const { runner, problems, idle } = setUp({
      now: () => clock,
      report: {
        mayStart: async () => 'yes',
        started: async (runId, at) => {
          await record(runId, 'started');
          startedAt.push(at);
        },
        part: (runId, part) => record(runId, part.part),
        couldNotStart: (runId) => record(runId, 'couldNotStart'),
      },
      // Goes by at once until 44 of the 60 seconds are over, then waits for the test.
      sleep: async (ms) => {
        if (clock < new Date('2026-11-23T12:00:44Z')) {
          clock = new Date(clock.getTime() + ms);
        } else {
          await new Promise<void>((wake) => waiting.push(wake));
        }
      },
    });
    runner.enqueue({ runId: 'run-1', test: loadTest('away', {}) });
    await idle();
    expect(recorded).toEqual([]);
    away = false;
    waiting.forEach((wake) => wake());
    await eventually(() => recorded.length === 3, 'the run is recorded');
    expect(recorded).toEqual([
      ['run-1', 'started'],
      ['run-1', 'exitCode'],
      ['run-1', 'summary'],
    ]);
    // Not the time at which it was recorded.
    expect(startedAt).toEqual([new Date('2026-11-23T12:00:00Z')]);
    expect(problems).toEqual([]);
  });

  it('repeats a report that could not be recorded, and does not repeat a refused one', async () => {
    let failures = 0;
    const parts: string[] = [];
    const { runner, problems, idle } = setUp({
      report: {
        mayStart: async () => 'yes',
        started: () => Promise.reject(Object.assign(new Error('conflict'), { status: 409 })),
        part: async (_runId, part) => {
          failures += 1;
          if (failures <= 2) {
            throw new Error('connection lost');
          }
          parts.push(part.part);
        },
        couldNotStart: async () => undefined,
      },
    });
    runner.enqueue({ runId: 'run-1', test: loadTest('repeated', {}) });
    await idle();
    await eventually(() => parts.length === 2, 'both parts are recorded');
    expect(parts).toEqual(['exitCode', 'summary']);
    expect(problems).toEqual([expect.stringContaining('the start of a run could not be recorded')]);
  });

  it('drains: ends what runs, reports it, and starts nothing more', async () => {
    const { runner, reports } = setUp();
    const test = loadTest('drained', { runForMs: 60_000 });
    const deaf = loadTest('drained-deaf', { runForMs: 60_000, deaf: true }, { target: 'http://api.example.com' });
    const waiting = loadTest('drained-waiting', {});
    runner.enqueue({ runId: 'run-1', test });
    runner.enqueue({ runId: 'run-2', test: deaf });
    runner.enqueue({ runId: 'run-3', test: waiting });
    await eventually(() => hasStarted(test.script) && hasStarted(deaf.script), 'both run');
    expect(await runner.drain(150)).toEqual({ ended: ['run-1'], killed: ['run-2'], neverStarted: ['run-3'] });
    runner.enqueue({ runId: 'run-4', test: waiting });
    await runner.drain(150);
    const of = (runId: string) => reports.filter((report) => report[1] === runId).slice(0, 3);
    expect(of('run-1')).toMatchObject([
      ['started', 'run-1'],
      ['part', 'run-1', { exitCode: 105 }],
      ['part', 'run-1', { part: 'summary' }],
    ]);
    expect(of('run-2')).toMatchObject([
      ['started', 'run-2'],
      ['part', 'run-2', { signal: 'SIGKILL' }],
    ]);
    expect(of('run-3')).toEqual([['couldNotStart', 'run-3', expect.stringContaining('shut down')]]);
    expect(of('run-4')).toEqual([['couldNotStart', 'run-4', expect.stringContaining('shutting down')]]);
    expect(fake.runsOf(waiting.script)).toEqual([]);
  });

  it.each(['while it drains', 'before'])('kills k6 at once when the shutdown has no more time: %s', async (when) => {
    const { runner, reports } = setUp();
    const test = loadTest(`capped-${when.length}`, { runForMs: 60_000, deaf: true });
    runner.enqueue({ runId: 'run-1', test });
    await eventually(() => hasStarted(test.script), 'k6 runs');
    const cap = new AbortController();
    if (when === 'before') {
      cap.abort();
    }
    const drained = runner.drain(60_000, cap.signal);
    cap.abort();
    expect(await drained).toEqual({ ended: [], killed: ['run-1'], neverStarted: [] });
    expect(reports[1]).toMatchObject(['part', 'run-1', { signal: 'SIGKILL', stoppedByPerson: false }]);
  });

  it('kills the whole process group, where K6_BIN is a script around k6', async () => {
    const wrapper = join(fake.directory, 'wrapped-k6');
    writeFileSync(wrapper, `#!/bin/sh\ntrap '' INT\n"${fake.k6Bin}" "$@"\n:\n`, { mode: 0o755 });
    const { runner } = setUp({ k6Bin: wrapper });
    const test = loadTest('wrapped', { runForMs: 60_000, deaf: true });
    runner.enqueue({ runId: 'run-1', test });
    await eventually(() => hasStarted(test.script), 'k6 runs');
    const pid = Number(readFileSync(`${test.script}.running`, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    const cap = new AbortController();
    const drained = runner.drain(60_000, cap.signal);
    cap.abort();
    expect((await drained).killed).toEqual(['run-1']);
    await eventually(() => !isAlive(pid), 'the process inside is gone');
  });

  it('ends a k6 that still reads its script, so that nothing of it is left and it never starts', async () => {
    const { runner, reports } = setUp({
      inspect: ({ signal }) =>
        new Promise((resolve) =>
          signal?.addEventListener('abort', () =>
            resolve({ ok: false, failure: { kind: 'unexpected', message: 'stopped' } })
          )
        ),
    });
    const test = loadTest('reading', {});
    runner.enqueue({ runId: 'run-1', test });
    await new Promise((done) => setTimeout(done, 50));
    expect(await runner.drain(60_000)).toEqual({ ended: [], killed: [], neverStarted: ['run-1'] });
    expect(reports).toEqual([['couldNotStart', 'run-1', expect.stringContaining('shut down')]]);
    expect(fake.runsOf(test.script)).toEqual([]);
  });
});
