import { createRetryNotice, pause } from './retry-notice';

function setUp(isTTY: boolean) {
  let text = '';
  let time = 0;
  const notice = createRetryNotice({ stderr: { isTTY, write: (more) => (text += more) } }, 'Ctrl-C gives up');
  const wait = (ms: number, reason: string, giveUpAtMs: number) =>
    pause({ now: () => new Date(time), sleep: async (step) => void (time += step), notice }, ms, reason, giveUpAtMs);
  return { notice, wait, said: () => text };
}

it('counts down in one line of a terminal, below the reason, and leaves nothing of it behind', async () => {
  const { notice, wait, said } = setUp(true);
  await wait(2500, 'refused', 5000);
  expect(said().split('\r\u001b[K')).toEqual([
    'loadtests: refused\n',
    'loadtests: trying again for 5 s (Ctrl-C gives up)',
    'loadtests: trying again for 4 s (Ctrl-C gives up)',
    'loadtests: trying again for 3 s (Ctrl-C gives up)',
  ]);
  notice.done();
  expect(said().endsWith('\r\u001b[K')).toBe(true);
});

it('fills no log: the reason once and when it changes, and how long yet every 15 s', async () => {
  const { wait, said } = setUp(false);
  await wait(20_000, 'refused', 60_000);
  await wait(2000, '503', 60_000);
  expect(said()).toBe(
    [
      'refused',
      'trying again for 60 s (Ctrl-C gives up)',
      'trying again for 45 s (Ctrl-C gives up)',
      '503',
      'trying again for 40 s (Ctrl-C gives up)',
      '',
    ]
      .map((line) => (line === '' ? '' : `loadtests: ${line}`))
      .join('\n')
  );
});

it('sleeps in one piece where nobody listens', async () => {
  const slept: number[] = [];
  await pause({ now: () => new Date(0), sleep: async (ms) => void slept.push(ms) }, 2500, 'refused', 5000);
  expect(slept).toEqual([2500]);
});
