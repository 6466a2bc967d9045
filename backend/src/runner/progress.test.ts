import type { LiveFigures } from '../model/progress';
import { createProgressWatch, type ToldProgress } from './progress';
import { standingOf, type Standing } from './standing';

const startedAt = new Date('2026-01-05T10:00:00.000Z');
const figures: LiveFigures = { virtualUsers: 5, iterations: 10, requests: 50, p95ResponseTimeMs: 120, errorRate: 0.1 };
const running: Standing = {
  runId: 'run-1',
  test: 'shop',
  stage: 'running',
  startedAt,
  plannedSeconds: 60,
  figuresFrom: startedAt,
};
const queued: Standing = { ...running, stage: 'queued', startedAt: null, plannedSeconds: null, figuresFrom: null };

beforeEach(() => jest.useFakeTimers({ now: startedAt }));
afterEach(() => jest.useRealTimers());

function setUp(live: () => Promise<LiveFigures> = () => Promise.resolve(figures)) {
  const asked: number[] = [];
  const told: ToldProgress[] = [];
  let standings: readonly Standing[] = [running];
  const watch = createProgressWatch({
    standings: () => standings,
    live: () => {
      asked.push(Date.now() - startedAt.getTime());
      return live();
    },
    now: () => new Date(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  return {
    watch,
    asked,
    told,
    listen: () => watch.listen((all) => told.push(...all)),
    stands: (...all: Standing[]) => (standings = all),
    wait: (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1000),
  };
}

describe('the progress of runs', () => {
  it('is told once a second with what the store has, which is asked every two seconds', async () => {
    const { listen, told, asked, wait } = setUp();
    listen();
    await wait(5);
    expect(told.map(({ elapsedSeconds }) => elapsedSeconds)).toEqual([1, 2, 3, 4, 5]);
    expect(told.at(-1)).toEqual({
      runId: 'run-1',
      test: 'shop',
      stage: 'running',
      elapsedSeconds: 5,
      plannedSeconds: 60,
      ...figures,
      at: '2026-01-05T10:00:05.000Z',
    });
    expect(asked).toEqual([1000, 3000, 5000]);
  });

  it('asks the store nothing, and keeps no clock, where nobody listens', async () => {
    const { listen, asked, wait } = setUp();
    await wait(10);
    listen()();
    await wait(10);
    expect(asked).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('tells a run that waits once, and its next stage', async () => {
    const { listen, told, stands, asked, wait } = setUp();
    stands(queued);
    listen();
    await wait(5);
    expect(told).toMatchObject([{ stage: 'queued', elapsedSeconds: null, requests: null }]);
    expect(asked).toEqual([]);
    stands({ ...running, stage: 'warmUp', figuresFrom: null });
    await wait(1);
    expect(told.slice(1)).toMatchObject([{ stage: 'warmUp', requests: null }]);
  });

  it('leaves a store that takes long in peace, and shows no figures that are old', async () => {
    let answers = 0;
    const slow = () =>
      new Promise<LiveFigures>((resolve) => {
        answers += 1;
        setTimeout(() => resolve(figures), answers === 1 ? 2000 : 60_000);
      });
    const { listen, told, asked, wait } = setUp(slow);
    listen();
    await wait(12);
    // 2 s of work, and four times as long without any.
    expect(asked).toEqual([1000, 11_000]);
    expect(told.at(-1)?.requests).toBe(50);
    await wait(10);
    expect(told.at(-1)).toMatchObject({ stage: 'running', elapsedSeconds: 22, requests: null });
  });

  it('goes on without figures where the store fails', async () => {
    const { listen, told, wait } = setUp(() => Promise.reject(new Error('away')));
    listen();
    await wait(3);
    expect(told).toMatchObject([{ requests: null }, { requests: null }, { elapsedSeconds: 3, requests: null }]);
  });

  it('answers who asks for one run with figures, after a second at most, and null when it is over', async () => {
    const { watch, stands } = setUp();
    expect(await watch.of('run-1')).toMatchObject({ stage: 'running', elapsedSeconds: 0, requests: 50 });
    stands();
    expect(await watch.of('run-1')).toBeNull();
    const silent = setUp(() => new Promise(() => undefined));
    const asked = silent.watch.of('run-1');
    await silent.wait(1);
    expect(await asked).toMatchObject({ stage: 'running', elapsedSeconds: 1, requests: null });
  });
});

describe('where a run stands', () => {
  const run = { runId: 'run-1', test: { name: 'shop' } };
  const after = (seconds: number) => new Date(startedAt.getTime() + seconds * 1000);
  const phase = { of: 'running', startedAt, plannedSeconds: 60 } as const;

  it.each([
    ['queued', null, 0],
    ['queued', { phase: null, isEnding: false }, 0],
    ['warmUp', { phase: { ...phase, of: 'warmUp' as const }, isEnding: false }, 70],
    ['running', { phase, isEnding: false }, 59],
    ['running', { phase: { ...phase, plannedSeconds: null }, isEnding: false }, 600],
    ['ending', { phase, isEnding: false }, 61],
    ['ending', { phase, isEnding: true }, 5],
  ] as const)('is %s', (stage, active, seconds) => {
    expect(standingOf(run, active, after(seconds))).toMatchObject({ stage, test: 'shop' });
  });

  it('has figures of the k6 that counts alone', () => {
    const warmUp = { phase: { ...phase, of: 'warmUp' as const }, isEnding: false };
    expect(standingOf(run, warmUp, after(1))).toMatchObject({ startedAt, plannedSeconds: 60, figuresFrom: null });
  });
});
