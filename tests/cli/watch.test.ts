import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CliContext } from '../../backend/src/cli/context';
import { createCommand } from './command';

const progress = {
  stage: 'running',
  elapsedSeconds: 45.4,
  plannedSeconds: 60,
  virtualUsers: 10,
  iterations: 120,
  requests: 1234,
  p95ResponseTimeMs: 213,
  errorRate: 0,
  at: '2026-11-20T10:00:45.400Z',
};
const run = {
  id: 'shop-1',
  test: 'shop',
  status: 'running',
  verdict: null,
  reasons: [],
  counts: true,
  countsReason: null,
  runUrl: null,
  progress,
};
const judged = {
  ...run,
  status: 'judged',
  verdict: 'passed',
  reasons: [{ text: 'every limit was kept' }],
  progress: null,
};

/** A monitor with one run and events, both as the test says. */
async function startMonitor() {
  const streams = new Set<ServerResponse>();
  const asked: string[] = [];
  const state = { run: run as Record<string, unknown>, status: 200, streamStatus: 200 };
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(`${request.method} ${path}`);
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (path === '/api/v1/events' && state.streamStatus === 200) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('retry: 3000\nevent: hello\nid: a-1\ndata: {"version":"1"}\n\n');
      streams.add(response);
      response.on('close', () => streams.delete(response));
    } else if (path === '/api/v1/events') {
      answer(state.streamStatus, { detail: 'no' });
    } else if (path.startsWith('/api/v1/runs?')) {
      const isOfTest = path.includes('test=');
      answer(200, { runs: isOfTest && !path.includes('test=shop') ? [] : [state.run] });
    } else if (path === '/api/v1/runs/shop-1/stop') {
      state.run = { ...judged, verdict: 'errored', reasons: [{ text: 'a person stopped it' }] };
      answer(202, { runId: 'shop-1', status: 'stopping' });
      says('change', { kind: 'run', id: 'shop-1', runId: 'shop-1', status: 'judged', verdict: 'errored' });
    } else if (path === '/api/v1/runs/shop-1') {
      answer(state.status, state.status === 200 ? state.run : { detail: 'Not now.' });
    } else if (path === '/api/v1/runs/shop-1/verdict') {
      answer(state.run['verdict'] === null ? 425 : state.run['verdict'] === 'passed' ? 200 : 409, state.run);
    } else if (path === '/api/v1/tests/shop/runs') {
      answer(202, { id: 'shop-1', status: 'queued' });
    } else {
      answer(404, { detail: 'There is no such run.' });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  function says(name: string, data: object): void {
    streams.forEach((stream) => stream.write(`event: ${name}\nid: a-2\ndata: ${JSON.stringify(data)}\n\n`));
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    asked,
    streams,
    says,
    judges(as: Record<string, unknown> = judged) {
      state.run = as;
      says('change', { kind: 'run', id: 'shop-1', runId: 'shop-1', status: 'judged', verdict: 'passed' });
    },
    breaks: () => streams.forEach((stream) => stream.destroy()),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

let monitor: Awaited<ReturnType<typeof startMonitor>>;
beforeEach(async () => {
  monitor = await startMonitor();
});
afterEach(() => monitor.close());

/** Waits that end only when they are ended: what happens is told by events then, and not by asking again. */
const patient: CliContext['sleep'] = (_ms, signal) =>
  new Promise((resolve) => {
    signal?.aborted === true ? resolve() : signal?.addEventListener('abort', () => resolve(), { once: true });
  });

const at = { folder: '/nowhere', k6Bin: 'k6', cwd: '/' };
const cli = (change: Partial<CliContext> = {}) => createCommand({ ...at, monitorUrl: monitor.url }, change);
const terminal = (environment: Record<string, string> = {}) =>
  cli({ sleep: patient, stderr: { write: () => true, isTTY: true }, environment });

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 1000) {
      throw new Error('it did not come true');
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
/** The run was read once more because of `hello`. */
const isHeard = (reads = 3) =>
  until(() => monitor.streams.size === 1 && monitor.asked.filter(isDetail).length >= reads);
const isDetail = (call: string) => call === 'GET /api/v1/runs/shop-1';

describe('loadtests watch', () => {
  it('draws one line anew in a terminal, as events come, and ends with the verdict', async () => {
    const { command, said } = terminal();
    const ended = command('watch', 'shop-1');
    await isHeard();
    monitor.says('progress', { runId: 'shop-1', test: 'shop', ...progress, elapsedSeconds: 46, requests: 1300 });
    await until(() => said().includes('1,300 req'));
    monitor.says('progress', { runId: 'other', test: 'shop', ...progress, requests: 7777 });
    monitor.judges();
    expect(await ended).toBe(0);
    const lines = said().split('\r\u001b[K');
    const plain = lines.map((line) => line.replace(/\u001b\[\d+m/g, ''));
    expect(plain).toContain('running  [#######---]  46 s of 1 min  p95 213 ms  errors 0 %  1,300 req  10 VUs');
    plain.slice(0, -1).forEach((line) => expect(line.split('\n').at(-1)?.length).toBeLessThan(80));
    expect(said()).toContain('\u001b[36m');
    expect(said()).not.toContain('7,777');
    expect(plain.at(-1)).toBe('loadtests: verdict: passed\nloadtests:   every limit was kept\n');
  });

  it('keeps to plain characters with NO_COLOR, and to plain lines in a dumb terminal', async () => {
    const plain = terminal({ NO_COLOR: '1' });
    const dumb = terminal({ TERM: 'dumb' });
    const ended = [plain.command('watch', 'shop-1'), dumb.command('watch', 'shop-1')];
    await until(() => monitor.streams.size === 2 && monitor.asked.filter(isDetail).length >= 6);
    monitor.judges();
    expect(await Promise.all(ended)).toEqual([0, 0]);
    expect(plain.said()).toContain('running  [');
    expect(plain.said()).not.toContain('\u001b[36m');
    expect(dumb.said()).not.toContain('\u001b');
  });

  it('writes a line on each stage and every 10 s where nobody looks', async () => {
    let now = Date.parse('2026-11-20T10:00:00Z');
    const { command, said } = cli({ sleep: patient, now: () => new Date(now) });
    const ended = command('watch', 'shop');
    await isHeard(2);
    const stands = (change: object) =>
      monitor.says('progress', { runId: 'shop-1', test: 'shop', ...progress, ...change });
    stands({ elapsedSeconds: 46 });
    stands({ elapsedSeconds: 60.5, stage: 'ending', virtualUsers: 1 });
    await until(() => said().includes('ending'));
    now += 10_000;
    stands({ elapsedSeconds: 70, stage: 'ending', virtualUsers: null });
    await until(() => said().includes('1 min 10 s'));
    monitor.judges({ ...judged, verdict: 'failed' });
    expect(await ended).toBe(1);
    expect(said().split('\n').slice(1, 5)).toEqual([
      'loadtests: running, 45 s of 1 min, p95 213 ms, errors 0 %, 1,234 requests, 10 VUs, 120 iterations',
      'loadtests: ending, 1 min of 1 min, p95 213 ms, errors 0 %, 1,234 requests, 1 VU, 120 iterations',
      'loadtests: ending, 1 min 10 s of 1 min, p95 213 ms, errors 0 %, 1,234 requests, 120 iterations',
      'loadtests: verdict: failed',
    ]);
  });

  it('gives programs an object for each news and the verdict last', async () => {
    const { command, printed } = cli({ sleep: patient });
    const ended = command('watch', '--json');
    await isHeard(2);
    monitor.says('progress', { runId: 'shop-1', test: 'shop', ...progress, elapsedSeconds: 46 });
    await until(() => printed().includes('"elapsedSeconds":46,'));
    monitor.judges();
    await ended;
    const news = printed()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(news[0]).toMatchObject({ event: 'progress', runId: 'shop-1', test: 'shop', status: 'running', progress });
    expect(news.at(-1)).toMatchObject({ event: 'verdict', runId: 'shop-1', verdict: 'passed', exitCode: 0 });
  });

  it('stops watching on Ctrl-C and leaves the run alone', async () => {
    const { command, said, signals } = cli({ sleep: patient });
    const ended = command('watch', 'shop-1');
    await isHeard();
    signals.emit('SIGINT', 'SIGINT');
    expect(await ended).toBe(130);
    expect(said()).toContain('the run goes on, and "loadtests watch shop-1" follows it again');
    expect(monitor.asked.filter((call) => call.startsWith('POST'))).toEqual([]);
    expect(signals.listenerCount('SIGINT')).toBe(0);
  });

  it('stops the run on Ctrl-C where it is told to, and watches on to its verdict', async () => {
    const { command, said, signals } = cli({ sleep: patient });
    const ended = command('watch', 'shop-1', '--stop-on-interrupt');
    await isHeard();
    signals.emit('SIGINT', 'SIGINT');
    expect(await ended).toBe(1);
    expect(said()).toMatch(/told to stop; Ctrl-C again stops watching\n.*verdict: errored\nloadtests: {3}a person/s);
  });

  it('connects again when the stream breaks', async () => {
    let wakes = 0;
    // The pause before the next connection ends at once; all other waits only when they are ended.
    const sleep: CliContext['sleep'] = (ms, signal) =>
      ms === 3000 ? Promise.resolve(void (wakes += 1)) : patient(ms, signal);
    const { command, said } = cli({ sleep });
    const ended = command('watch', 'shop-1');
    await isHeard();
    monitor.breaks();
    await until(() => wakes === 1 && monitor.streams.size === 1);
    monitor.says('progress', { runId: 'shop-1', test: 'shop', ...progress, stage: 'ending' });
    await until(() => said().includes('ending'));
    monitor.judges();
    expect(await ended).toBe(0);
  });

  it('asks again and again where there are no events', async () => {
    monitor.state.streamStatus = 404;
    monitor.state.run = { ...run, progress: undefined };
    const { command, said } = cli();
    const ended = command('watch', 'shop-1');
    await until(() => monitor.asked.filter(isDetail).length >= 4);
    monitor.state.run = { ...run, status: 'awaitingParts', progress: null };
    await until(() => said().includes('waiting for reports'));
    monitor.judges();
    expect(await ended).toBe(0);
    expect(said()).toContain('loadtests: running\n');
  });

  it('says so, and gives up with 69, where the monitor is away for long', async () => {
    let now = 0;
    const { command, said } = cli({ now: () => new Date((now += 100)) });
    const ended = command('watch', 'shop-1');
    await until(() => monitor.asked.filter(isDetail).length >= 3);
    monitor.state.status = 503;
    expect(await ended).toBe(69);
    expect(said()).toMatch(/503 Not now\.\nloadtests: trying again for 2 s \(Ctrl-C stops watching\)/);
    expect(said()).toMatch(/run shop-1 cannot be watched: 503/);
  });

  it.each([
    ['there is no such run or test', ['watch', 'nobody'], /no run "nobody", and no run of a load test of that name/],
    ['nothing runs', ['watch'], /nothing runs/],
  ])('ends with 2 where %s', async (_what, args, words) => {
    monitor.state.run = judged;
    const { command, said } = cli();
    expect(await command(...args)).toBe(2);
    expect(said()).toMatch(words);
  });

  it('shows a run that it starts', async () => {
    const { command, said } = cli({ sleep: patient });
    const ended = command('start', 'shop', '--watch');
    await isHeard();
    monitor.judges();
    expect(await ended).toBe(0);
    expect(said()).toMatch(/run shop-1 is queued.*running, 45 s of 1 min.*verdict: passed/s);
  });
});

describe('loadtests wait', () => {
  it('prints the verdict, with 0 for passed', async () => {
    const { command, json, said } = cli();
    const ended = command('wait', 'shop-1', '--json');
    await until(() => monitor.asked.length >= 2);
    monitor.state.run = judged;
    expect(await ended).toBe(0);
    expect(json()).toMatchObject({ runId: 'shop-1', verdict: 'passed', exitCode: 0 });
    expect(said()).toContain('verdict: passed\nloadtests:   every limit was kept');
  });

  it('tells what came instead by the exit code', async () => {
    let now = 0;
    const hasty = () => cli({ now: () => new Date((now += 300)) });
    expect(await hasty().command('wait', 'shop-1', '--wait-timeout', '3')).toBe(1);
    expect(await hasty().command('wait', 'unknown')).toBe(2);
    expect(await hasty().command('wait', 'shop-1', '--wait-timeout', '0')).toBe(2);
    monitor.state.run = { ...judged, verdict: 'failed' };
    expect(await hasty().command('wait', 'shop-1')).toBe(1);
    await monitor.close();
    expect(await hasty().command('wait', 'shop-1', '--wait-timeout', '3')).toBe(69);
  });
});
