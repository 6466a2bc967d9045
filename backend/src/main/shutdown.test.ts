import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createShutdown, type ShutdownPhase } from './shutdown';

/** A clock that moves only when a phase or a timer waits on it. */
function fakeTime() {
  let time = 0;
  const timers: Array<{ at: number; fire: () => void }> = [];
  return {
    now: () => time,
    wait: (ms: number, signal: AbortSignal) =>
      new Promise<void>((fire, reject) => {
        timers.push({ at: time + ms, fire });
        signal.addEventListener('abort', () => reject(new Error('cleared')));
      }),
    /** Moves the clock to `at` and lets everything that follows from it happen. */
    async advanceTo(at: number) {
      time = at;
      timers.filter((timer) => timer.at <= at).forEach((timer) => timer.fire());
      await settled();
    },
  };
}

const settled = () => new Promise((done) => setImmediate(done));

function recordingLogger() {
  const lines: string[] = [];
  const log = (level: string) => (details: object, message: string) =>
    lines.push([level, message, ...('phase' in details ? [String(details.phase)] : [])].join(' '));
  return { lines, info: log('info'), error: log('error'), fatal: log('fatal') };
}

describe('the phases of a shutdown', () => {
  it('run one after the other, in their order', async () => {
    const events: string[] = [];
    const phase = (name: string): ShutdownPhase => ({
      name,
      run: async () => {
        events.push(`${name} begins`);
        await settled();
        events.push(`${name} ends`);
      },
    });
    const shutdown = createShutdown({ phases: [phase('intake'), phase('pools')], logger: recordingLogger() });
    expect(await shutdown.run('test')).toEqual([]);
    expect(events).toEqual(['intake begins', 'intake ends', 'pools begins', 'pools ends']);
  });

  it('go on after one that fails, whether it rejects or throws, and report all failures', async () => {
    const events: string[] = [];
    const logger = recordingLogger();
    const shutdown = createShutdown({
      logger,
      phases: [
        { name: 'intake', run: () => Promise.reject(new Error('rejected')) },
        {
          name: 'work',
          run: () => {
            throw new Error('thrown');
          },
        },
        { name: 'pools', run: async () => void events.push('pools closed') },
      ],
    });
    const failures = await shutdown.run('test');
    expect(failures.map(({ phase, error }) => [phase, (error as Error).message])).toEqual([
      ['intake', 'rejected'],
      ['work', 'thrown'],
    ]);
    expect(events).toEqual(['pools closed']);
    expect(logger.lines).toContain('error shutdown phase failed work');
  });

  it('are told when their time is up and left behind, so that those after them get their share', async () => {
    const time = fakeTime();
    const told: string[] = [];
    const hang = (name: string): ShutdownPhase => ({
      name,
      run: (signal) => new Promise(() => signal.addEventListener('abort', () => told.push(`${name} at ${time.now()}`))),
    });
    const shutdown = createShutdown({
      phases: [hang('a'), hang('b'), hang('c')],
      timeoutMs: 9000,
      logger: recordingLogger(),
      ...time,
    });
    const result = shutdown.run('test');
    await settled();
    await time.advanceTo(3000);
    await time.advanceTo(6000);
    await time.advanceTo(9000);
    expect((await result).map(({ phase }) => phase)).toEqual(['a', 'b', 'c']);
    expect(told).toEqual(['a at 3000', 'b at 6000', 'c at 9000']);
  });

  it('inherit the time that those before them did not use, and have no more than their own cap', async () => {
    const time = fakeTime();
    const ends: string[] = [];
    const hang: ShutdownPhase['run'] = (signal) =>
      new Promise(() => signal.addEventListener('abort', () => ends.push(String(time.now()))));
    const shutdown = createShutdown({
      phases: [
        { name: 'quick', run: async () => undefined },
        { name: 'capped', run: hang, timeoutMs: 500 },
        { name: 'rest', run: hang },
      ],
      timeoutMs: 10_000,
      logger: recordingLogger(),
      ...time,
    });
    const result = shutdown.run('test');
    await settled();
    await time.advanceTo(500);
    await time.advanceTo(10_000);
    await result;
    expect(ends).toEqual(['500', '10000']);
  });

  it('run once, however often somebody asks', async () => {
    let runs = 0;
    const shutdown = createShutdown({
      phases: [{ name: 'a', run: async () => void (runs += 1) }],
      logger: recordingLogger(),
    });
    await Promise.all([shutdown.run('one'), shutdown.run('two')]);
    expect(runs).toBe(1);
  });
});

describe('a real process', () => {
  /** Starts a process with one phase given as source text; it prints `ready`, then what happens. */
  const start = async (phase: string, then = '') => {
    const source = `
      const { createShutdown } = require(${JSON.stringify(resolve(__dirname, 'shutdown.ts'))});
      const say = (details, message) => console.log(message + (details.err ? ': ' + details.err.message : ''));
      const logger = { info: () => {}, error: say, fatal: say };
      createShutdown({ timeoutMs: 300, logger, phases: [{ name: 'work', run: ${phase} }] }).install();
      setInterval(() => {}, 1000);
      ${then}
      console.log('ready');`;
    const child = spawn(process.execPath, ['--import', 'tsx', '-e', source], {
      cwd: resolve(__dirname, '../../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    let heard = (): void => undefined;
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      heard();
    });
    const until = async (text: string) => {
      while (!output.includes(text)) {
        await new Promise<void>((hear) => (heard = hear));
      }
    };
    const exited = once(child, 'exit').then(([code]) => code as number);
    return { child, until, exited, output: () => output.replace('ready\n', '') };
  };

  it('ends with 0 after a clean way down', async () => {
    const { child, until, exited, output } = await start(`async () => console.log('work drained')`);
    await until('ready');
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(output()).toBe('work drained\n');
  });

  it('ends with 1 when a phase fails or hangs', async () => {
    const failing = await start(`async () => { throw new Error('disk full') }`);
    const hanging = await start(`() => new Promise(() => {})`);
    await Promise.all([failing.until('ready'), hanging.until('ready')]);
    failing.child.kill('SIGTERM');
    hanging.child.kill('SIGINT');
    expect(await Promise.all([failing.exited, hanging.exited])).toEqual([1, 1]);
    expect(failing.output()).toBe('shutdown phase failed: disk full\n');
    expect(hanging.output()).toBe('shutdown phase failed: did not end within 300 ms\n');
  });

  // With a listener Node goes back into the fault, again and again.
  it.each(['SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL'] as const)('dies of a fault of its own, %s', async (fault) => {
    const { child, until, exited, output } = await start(`async () => console.log('work drained')`);
    await until('ready');
    child.kill(fault);
    expect([await exited, child.signalCode]).toEqual([null, fault]);
    expect(output()).toBe('');
  });

  it('ends at once at a second signal', async () => {
    const { child, until, exited, output } = await start(
      `() => { console.log('draining'); return new Promise(() => {}) }`
    );
    await until('ready');
    child.kill('SIGTERM');
    await until('draining');
    child.kill('SIGTERM');
    expect(await exited).toBe(1);
    expect(output()).toBe('draining\nsecond signal, ending at once\n');
  });

  it('logs an error that nobody caught, goes down in order and ends with 1', async () => {
    const { until, exited, output } = await start(
      `async () => console.log('work drained')`,
      `setImmediate(() => Promise.reject(new Error('nobody caught this')));`
    );
    await until('work drained');
    expect(await exited).toBe(1);
    expect(output()).toBe('uncaught error: nobody caught this\nwork drained\n');
  });
});
