import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes, type CliContext } from '../../backend/src/cli/context';
import { createFakeK6 } from '../../backend/src/runner/testing/fake-k6';
import { createCommand } from './command';
import { startMonitor, type MonitorServer, type Reply } from './monitor-server';

const summary = { metrics: { http_reqs: { count: 7, rate: 3.5 } }, root_group: { name: '' } };
const target = ['--target', 'http://shop.example.com'];
const otherEnvironment = 'environment "production" instead of the catalogue\'s "staging"';

describe('whether a run counts, and whom a CI can trust', () => {
  const fake = createFakeK6();
  let monitor: MonitorServer;
  let folder: string;
  beforeEach(async () => {
    monitor = await startMonitor();
    folder = mkdtempSync(join(tmpdir(), 'cli-counting-'));
  });
  afterEach(async () => {
    await monitor.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterAll(fake.remove);

  const cli = (change: Partial<CliContext> = {}) =>
    createCommand({ folder, monitorUrl: monitor.url, k6Bin: fake.k6Bin, cwd: fake.directory }, change);
  const spooled = () => (existsSync(join(folder, 'spool')) ? readdirSync(join(folder, 'spool')) : []);
  const answering = (routes: Readonly<Record<string, Reply>>) => {
    monitor.answer = ({ method, path }) =>
      Object.entries(routes).find(([route]) => `${method} ${path}`.endsWith(route))?.[1];
  };
  const counted = (counts: boolean, countsReason: string | null = null) => ({ counts, countsReason });

  it('says that a run does not count and why, before k6 starts, afterwards, and as JSON', async () => {
    const not = counted(false, otherEnvironment);
    answering({ 'POST /api/v1/runs': { status: 201, body: not }, '/complete': { status: 202, body: not } });
    const { run, said, json } = cli();
    expect(await run(fake.script('local.js', { summary }), ...target, '--json')).toBe(0);
    const line = `loadtests: does not count: ${otherEnvironment}`;
    const lines = said().split('\n');
    expect(lines.filter((each) => each === line)).toHaveLength(2);
    expect(lines.indexOf(line)).toBeLessThan(lines.findIndex((each) => /^loadtests: run local-/.test(each)));
    expect(json()).toMatchObject({ counts: false, countsReason: otherEnvironment, exitCode: 0 });
  });

  it('says nothing of the kind where it counts', async () => {
    answering({ 'POST /api/v1/runs': { status: 201, body: counted(true) } });
    const { run, said, json } = cli();
    await run(fake.script('same.js', { summary }), ...target, '--json');
    expect(said()).not.toContain('count');
    expect(json()).toMatchObject({ counts: true, countsReason: null });
  });

  it('takes target and environment from the catalogue where --test names the load test', async () => {
    const identity = { target: 'http://catalogue.example.com', environment: 'staging' };
    answering({ '/tests/shop/identity': { status: 200, body: identity } });
    const script = fake.script('any.js', { summary });
    expect(await cli().run(script, '--test', 'shop')).toBe(0);
    expect(monitor.announcements()[0]).toMatchObject({ test: 'shop', ...identity });
    expect(fake.runsOf(script)[0]?.args).toContain('TARGET=http://catalogue.example.com');
  });

  it('lets what is given explicitly win over the catalogue', async () => {
    const identity = { name: 'shop', target: 'http://catalogue.example.com', environment: 'staging' };
    answering({ '/tests/shop/identity': { status: 200, body: identity } });
    const script = fake.script('explicit.js', { summary });
    await cli().run(script, '--test', 'shop', ...target);
    await cli({ environment: { LOADTESTS_ENVIRONMENT: 'qa' } }).run(script, '--test', 'shop');
    expect(monitor.announcements()).toMatchObject([
      { target: 'http://shop.example.com', environment: 'staging' },
      { target: 'http://catalogue.example.com', environment: 'qa' },
    ]);
  });

  it('hands on which load test was meant, and starts nothing without a target', async () => {
    const detail = 'There is no load test "shpo"; did you mean "shop"? The catalogue has: shop.';
    answering({ '/tests/shpo/identity': { status: 404, body: { detail } } });
    const { run, said } = cli();
    expect(await run(fake.script('typo.js', {}), '--test', 'shpo')).toBe(exitCodes.usage);
    expect(said()).toContain('did you mean "shop"?');
    expect(monitor.announcements()).toEqual([]);
  });

  it('starts nothing where the catalogue would know the target and cannot be asked', async () => {
    await monitor.close();
    const { run, said } = cli();
    expect(await run(fake.script('away.js', {}), '--test', 'shop')).toBe(exitCodes.notTold);
    expect(said()).toMatch(/cannot be asked for shop: .*nothing listens there; is the monitor running\?/);
  });

  it('--must-count starts nothing that would not count, and closes what was announced', async () => {
    answering({ 'POST /api/v1/runs': { status: 201, body: counted(false, otherEnvironment) } });
    const script = fake.script('must.js', { summary });
    const { run, said } = cli();
    expect(await run(script, ...target, '--must-count')).toBe(exitCodes.usage);
    expect(said()).toContain(`does not count: ${otherEnvironment}\nloadtests: nothing was started\n`);
    expect(fake.runsOf(script)).toEqual([]);
    expect(monitor.parts()).toMatchObject([{ part: 'exitCode', exitCode: null, summaryFollows: false }]);
  });

  it.each<[string, Reply['body'], number]>([
    ['counts to the end', counted(true), 0],
    ['turns out to count no longer', counted(false, 'other thresholds'), exitCodes.notPassed],
  ])('--must-count where the run %s', async (_what, receipt, expected) => {
    answering({
      'POST /api/v1/runs': { status: 201, body: counted(true) },
      '/complete': { status: 202, body: receipt },
    });
    expect(await cli().run(fake.script('late.js', { summary }), ...target, '--must-count')).toBe(expected);
  });

  it('--must-count does not take a monitor that says nothing for one that says yes', async () => {
    const script = fake.script('silent.js', { summary });
    const { run, said } = cli();
    expect(await run(script, ...target, '--must-count')).toBe(exitCodes.usage);
    expect(said()).toContain('the monitor does not say whether the run counts');
    expect(fake.runsOf(script)).toEqual([]);
  });

  describe('a monitor that cannot be told', () => {
    const quick = { times: { request: 300, announce: 0, deliver: 0, kill: 200 } };

    it.each([
      [[], 0],
      [['--strict'], exitCodes.notTold],
      [['--wait'], exitCodes.notTold],
    ])('is not there: %j ends with %d, and nothing is lost', async (options, expected) => {
      await monitor.close();
      const script = fake.script('gone.js', { summary });
      expect(await cli(quick).run(script, ...target, ...options)).toBe(expected);
      expect(fake.runsOf(script).length).toBeGreaterThan(0);
      expect(spooled()).toHaveLength(3);
    });

    it('is not there with --must-count: nothing is started', async () => {
      await monitor.close();
      const script = fake.script('gone-must.js', { summary });
      expect(await cli(quick).run(script, ...target, '--must-count')).toBe(exitCodes.notTold);
      expect(fake.runsOf(script)).toEqual([]);
    });

    it('leaves k6’s own failure as it is', async () => {
      await monitor.close();
      expect(await cli(quick).run(fake.script('own.js', { exitCode: 99, summary }), ...target, '--strict')).toBe(99);
    });

    it.each<[string, Reply, RegExp]>([
      ['refuses the key', { status: 401, body: { detail: 'The key is not known.' } }, /401 The key is not known/],
      ['is a web server', { status: 404, body: 'nothing here' }, /is no load test monitor: it answered 404/],
      ['is another service', { status: 405, body: { message: 'no' } }, /is no load test monitor: it answered 405/],
      ['is a file server', { status: 501 }, /is no load test monitor: it answered 501/],
    ])('%s: said once, at once, and with --strict nothing is started', async (_what, reply, words) => {
      monitor.answer = () => reply;
      const slept: number[] = [];
      const sleep = (ms: number) => Promise.resolve(void slept.push(ms));
      const script = fake.script(`hopeless-${reply.status}.js`, { summary });
      const strict = cli({ sleep, times: { request: 300, announce: 5000, deliver: 60_000, kill: 200 } });
      expect(await strict.run(script, ...target, '--strict')).toBe(exitCodes.notTold);
      expect(strict.said()).toMatch(words);
      expect(strict.said()).toContain('nothing was started');
      expect(fake.runsOf(script)).toEqual([]);
      expect(spooled()).toEqual([]);
      const lax = cli({ sleep, times: { request: 300, announce: 5000, deliver: 60_000, kill: 200 } });
      expect(await lax.run(script, ...target)).toBe(0);
      expect(lax.said()).toContain('k6 runs all the same');
      expect(slept).toEqual([]);
    });

    it('--wait notices before the load that the key may not read the verdict', async () => {
      answering({ '/verdict': { status: 403, body: { detail: 'This route needs a key with the scope read.' } } });
      const script = fake.script('unread.js', { summary });
      const { run, said } = cli();
      expect(await run(script, ...target, '--wait')).toBe(exitCodes.notTold);
      expect(said()).toContain('needs the scope read as well; nothing was started');
      expect(fake.runsOf(script)).toEqual([]);
    });

    it('tells while it waits: the reason at once, and how long yet', async () => {
      answering({ '/complete': { status: 503, body: { detail: 'Shutting down.' } } });
      let time = Date.parse('2026-11-23T03:00:00Z');
      const { run, said } = cli({
        now: () => new Date(time),
        sleep: async (ms) => void (time += ms),
        times: { request: 300, announce: 0, deliver: 40_000, kill: 200 },
      });
      await run(fake.script('waits.js', { summary }), ...target);
      const waits = said().match(/trying again for \d+ s.*/g);
      expect(said()).toContain('loadtests: 503 Shutting down.\nloadtests: trying again for 40 s (Ctrl-C gives up)\n');
      expect(waits?.length).toBeGreaterThan(1);
      expect(waits?.length).toBeLessThan(5);
    });
  });
});
