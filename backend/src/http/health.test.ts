import type { ReadinessCheck } from './health';
import { testHttp } from '../testing/http-app';

const SECRET = 'postgres://user:CANARY@db';

function check(name: string, required: boolean, answer: () => Promise<void> = async () => undefined) {
  const state = { calls: 0, answer };
  const readiness: ReadinessCheck = {
    name,
    required,
    check: () => {
      state.calls += 1;
      return state.answer();
    },
  };
  return { state, readiness };
}

const fails = () => Promise.reject(new Error(SECRET));

describe('/health/live', () => {
  it('answers without a key and without looking at anything', async () => {
    const database = check('database', true, fails);
    const { app } = await testHttp({ readiness: [database.readiness] });
    const answer = await app.inject('/health/live');
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'live' }]);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(database.state.calls).toBe(0);
    await app.close();
  });

  it('is not rate-limited, so that nobody can make the sidecar look dead', async () => {
    const { app } = await testHttp({ limits: { requestsPerMinute: 2 } });
    for (let i = 0; i < 5; i += 1) {
      expect((await app.inject('/health/live')).statusCode).toBe(200);
      expect((await app.inject('/health/ready')).statusCode).toBe(200);
    }
    await app.close();
  });
});

describe('/health/ready', () => {
  it.each<[string, Array<[string, boolean, boolean]>, number, string]>([
    ['everything is there', [['database', true, true]], 200, 'ready'],
    [
      'something optional is missing',
      [
        ['database', true, true],
        ['influx', false, false],
      ],
      200,
      'degraded',
    ],
    [
      'something required is missing',
      [
        ['database', true, false],
        ['influx', false, true],
      ],
      503,
      'unavailable',
    ],
    ['there is nothing to check', [], 200, 'ready'],
  ])('when %s', async (_title, checks, status, word) => {
    const { app } = await testHttp({
      readiness: checks.map(([name, required, up]) => check(name, required, up ? undefined : fails).readiness),
    });
    const answer = await app.inject('/health/ready');
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toEqual({
      status: word,
      checks: checks.map(([name, required, up]) => ({ name, status: up ? 'up' : 'down', required })),
      notConfigured: [],
    });
    expect(answer.body).not.toContain('CANARY');
    await app.close();
  });

  it('names what is not set up, and is ready without it', async () => {
    const { app } = await testHttp({ notConfigured: ['slack', 'vercel'] });
    expect((await app.inject('/health/ready')).json()).toEqual({
      status: 'ready',
      checks: [],
      notConfigured: ['slack', 'vercel'],
    });
    await app.close();
  });

  it('counts a check that throws at once as down', async () => {
    const { app } = await testHttp({
      readiness: [
        {
          name: 'database',
          required: true,
          check: () => {
            throw new Error('not even a promise');
          },
        },
      ],
    });
    expect((await app.inject('/health/ready')).json().checks[0].status).toBe('down');
    await app.close();
  });

  it('asks once for many questions at the same time and within a second', async () => {
    let clock = 0;
    const database = check('database', true);
    const { app } = await testHttp({ readiness: [database.readiness], now: () => clock });
    await Promise.all(Array.from({ length: 20 }, () => app.inject('/health/ready')));
    clock += 999;
    await app.inject('/health/ready');
    expect(database.state.calls).toBe(1);
    clock += 1;
    await app.inject('/health/ready');
    expect(database.state.calls).toBe(2);
    await app.close();
  });

  it('says timeout for a check that hangs, never starts a second one beside it, and recovers', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
    try {
      let release = (): void => undefined;
      const database = check('database', true, () => new Promise((resolve) => (release = resolve)));
      const { app } = await testHttp({ readiness: [database.readiness] });
      const ask = async () => {
        const pending = app.inject('/health/ready');
        for (let i = 0; i < 20; i += 1) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        await jest.advanceTimersByTimeAsync(3000);
        return (await pending).json();
      };
      expect(await ask()).toEqual({
        status: 'unavailable',
        checks: [{ name: 'database', status: 'timeout', required: true }],
        notConfigured: [],
      });
      expect((await ask()).checks[0].status).toBe('timeout');
      expect(database.state.calls).toBe(1);
      release();
      database.state.answer = async () => undefined;
      await jest.advanceTimersByTimeAsync(1000);
      expect((await ask()).status).toBe('ready');
      await app.close();
    } finally {
      jest.useRealTimers();
    }
  });

  it('logs the reason once when something goes and once when it is back', async () => {
    let clock = 0;
    const database = check('database', true, fails);
    const { app, logged } = await testHttp({ readiness: [database.readiness], now: () => clock });
    for (let i = 0; i < 5; i += 1) {
      clock += 5000;
      database.state.answer = i < 3 ? fails : async () => undefined;
      await app.inject('/health/ready');
    }
    const lines = logged()
      .split('\n')
      .filter((line) => line.includes('readiness changed'));
    expect(lines.map((line) => (JSON.parse(line) as { status: string }).status)).toEqual(['down', 'up']);
    await app.close();
  });
});
