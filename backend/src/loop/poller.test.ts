import { createLogger } from '../http';
import { createPoller } from './poller';

const lines: string[] = [];
const logger = createLogger({ level: 'info', secrets: [], destination: { write: (line) => void lines.push(line) } });

beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  lines.length = 0;
});

/** Work as the loop has it: a list of pieces, each done one after the other. */
function poller(pieces: Array<() => Promise<boolean>>, isAnyDue?: () => Promise<boolean>) {
  let looks = 0;
  const created = createPoller({
    name: 'test',
    everyMs: 1000,
    logger,
    ...(isAnyDue && { isAnyDue }),
    work: () => {
      looks += 1;
      return pieces.shift()?.() ?? Promise.resolve(false);
    },
  });
  return { ...created, looks: () => looks };
}
const piece = () => Promise.resolve(true);
const settle = () => jest.advanceTimersByTimeAsync(0);

it('works until nothing is left, then looks again at the next tick', async () => {
  const loop = poller([piece, piece]);
  loop.start();
  await settle();
  expect(loop.looks()).toBe(3);
  await jest.advanceTimersByTimeAsync(999);
  expect(loop.looks()).toBe(3);
  await jest.advanceTimersByTimeAsync(1);
  expect(loop.looks()).toBe(4);
  await loop.stop();
});

it('asks first where that costs less, and not between two pieces', async () => {
  const answers = [false, true];
  let questions = 0;
  const loop = poller([piece, piece], () => {
    questions += 1;
    return Promise.resolve(answers.shift() ?? false);
  });
  loop.start();
  await settle();
  expect([questions, loop.looks()]).toEqual([1, 0]);
  await jest.advanceTimersByTimeAsync(1000);
  expect([questions, loop.looks()]).toEqual([2, 3]);
  await jest.advanceTimersByTimeAsync(1000);
  expect([questions, loop.looks()]).toEqual([3, 3]);
  await loop.stop();
});

it('does not wait for the tick when there is work, and one nudge while it works is never lost', async () => {
  let finish: (found: boolean) => void = () => undefined;
  const slow = () => new Promise<boolean>((resolve) => (finish = resolve));
  const loop = poller([slow]);
  loop.start();
  await settle();
  loop.nudge();
  loop.nudge();
  expect(loop.looks()).toBe(1);
  finish(false);
  await settle();
  expect(loop.looks()).toBe(2);
  loop.nudge();
  await settle();
  expect(loop.looks()).toBe(3);
  await loop.stop();
});

it('logs work that fails and goes on at the next tick', async () => {
  const loop = poller([() => Promise.reject(new Error('a bad row')), piece]);
  loop.start();
  await settle();
  expect(loop.looks()).toBe(1);
  expect(lines.join('')).toContain('a bad row');
  await jest.advanceTimersByTimeAsync(1000);
  expect(loop.looks()).toBe(3);
  await loop.stop();
});

it('stops after the piece it is at, and looks no more', async () => {
  let finish: (found: boolean) => void = () => undefined;
  const loop = poller([() => new Promise<boolean>((resolve) => (finish = resolve)), piece]);
  loop.start();
  let stopped = false;
  const stopping = loop.stop().then(() => (stopped = true));
  await settle();
  expect(stopped).toBe(false);
  finish(true);
  await stopping;
  loop.nudge();
  await jest.advanceTimersByTimeAsync(5000);
  expect(loop.looks()).toBe(1);
});

it('says once that the database is away, goes on trying, and says that it is back', async () => {
  const away = () => Promise.reject(new Error('Connection terminated unexpectedly'));
  const loop = poller([away, away, away, piece]);
  loop.start();
  await jest.advanceTimersByTimeAsync(3000);
  const said = lines.map((line) => (JSON.parse(line) as { readonly msg: string }).msg);
  expect(said).toEqual(['the database is away, work waits for it', 'the database is back, work goes on']);
  await loop.stop();
});
