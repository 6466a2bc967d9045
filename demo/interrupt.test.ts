import { EventEmitter } from 'node:events';
import { onInterrupt } from './interrupt';

function interrupted() {
  const signals = new EventEmitter();
  const log: string[] = [];
  let now = 0;
  let closed = () => {};
  const interrupt = onInterrupt({
    signals,
    say: (text) => log.push(text),
    close: () => new Promise((done) => (closed = done)),
    exit: (code) => log.push(`exit ${code}`),
    now: () => now,
  });
  const send = (name: string, at: number) => {
    now = at;
    signals.emit(name, name);
  };
  const close = async () => {
    closed();
    await Promise.resolve();
  };
  return { interrupt, log, send, close };
}

const stopping = 'Stopping… (Ctrl-C again: at once)';

it('says that it stops, and ends when everything is closed', async () => {
  const { interrupt, log, send, close } = interrupted();
  expect(interrupt.isUnderWay()).toBe(false);
  send('SIGINT', 1000);
  expect([interrupt.isUnderWay(), log]).toEqual([true, [stopping]]);
  await close();
  expect(log).toEqual([stopping, 'exit 130']);
});

it('ends at once when it is asked again', () => {
  const { log, send } = interrupted();
  send('SIGINT', 1000);
  send('SIGINT', 1400);
  expect(log).toEqual([stopping, 'exit 130']);
});

it('takes the signal that npm passes on for the one of the terminal', () => {
  const { log, send } = interrupted();
  send('SIGINT', 1000);
  send('SIGINT', 1010);
  expect(log).toEqual([stopping]);
});

it.each([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])('ends after a %s with %d', async (name, code) => {
  const { log, send, close } = interrupted();
  send(name, 1000);
  await close();
  expect(log).toEqual([stopping, `exit ${code}`]);
});
