import { createBreaker, type Paused } from './breaker';

type Answer = 'answer' | 'silence';

function setUp() {
  let nowMs = 0;
  const changes: string[] = [];
  const breaker = createBreaker({ peer: 'slack', now: () => nowMs, onChange: (state) => changes.push(state) });
  let calls = 0;
  const call = (answer: Answer | Promise<Answer>): Promise<Answer | Paused> =>
    breaker.call(
      () => {
        calls += 1;
        return Promise.resolve(answer);
      },
      (given) => given === 'silence'
    );
  return {
    breaker,
    changes,
    call,
    calls: () => calls,
    after: (seconds: number) => {
      nowMs += seconds * 1000;
    },
    async silence(times: number) {
      for (let time = 0; time < times; time += 1) {
        await call('silence');
      }
    },
  };
}

describe('a breaker', () => {
  it('sends nothing for a while after three silences in a row, and says for how long', async () => {
    const { breaker, call, calls, silence, changes } = setUp();
    await silence(2);
    expect(breaker.pausedForMs()).toBe(0);
    await silence(1);
    expect(breaker.pausedForMs()).toBe(5_000);
    expect(await call('answer')).toEqual({ kind: 'paused', peer: 'slack', resumesInSeconds: 5 });
    expect(calls()).toBe(3);
    expect(changes).toEqual(['paused']);
  });

  it('counts silences in a row only: an answer between them, a refusal too, starts anew', async () => {
    const { breaker, call, silence } = setUp();
    await silence(2);
    await call('answer');
    await silence(2);
    expect(breaker.pausedForMs()).toBe(0);
  });

  it('lets one call try when the pause is over, and goes on when it is answered', async () => {
    const { breaker, call, calls, silence, after, changes } = setUp();
    await silence(3);
    after(5);
    let answer: (given: Answer) => void = () => undefined;
    const trying = call(new Promise((resolve) => (answer = resolve)));
    expect(await call('answer')).toMatchObject({ kind: 'paused' });
    answer('answer');
    expect(await trying).toBe('answer');
    expect(await call('answer')).toBe('answer');
    expect(calls()).toBe(5);
    expect(breaker.pausedForMs()).toBe(0);
    expect(changes).toEqual(['paused', 'answering']);
  });

  it('pauses twice as long after each try in vain, up to a minute', async () => {
    const { breaker, call, silence, after } = setUp();
    await silence(3);
    const pauses: number[] = [];
    for (let time = 0; time < 6; time += 1) {
      pauses.push(breaker.pausedForMs() / 1000);
      after(pauses.at(-1) ?? 0);
      await call('silence');
    }
    expect(pauses).toEqual([5, 10, 20, 40, 60, 60]);
  });

  it('is not paused for longer by calls that were under way when it paused, and ends its pause with their answers', async () => {
    const { breaker, call, silence, changes } = setUp();
    let answer: (given: Answer) => void = () => undefined;
    const slow = call(new Promise((resolve) => (answer = resolve)));
    const alsoSilent = call(Promise.resolve('silence'));
    await silence(2);
    await alsoSilent;
    expect(breaker.pausedForMs()).toBe(5_000);
    answer('answer');
    await slow;
    expect(breaker.pausedForMs()).toBe(0);
    expect(changes).toEqual(['paused', 'answering']);
  });

  it('lets the next call try when the one that tried threw', async () => {
    const { breaker, call, silence, after } = setUp();
    await silence(3);
    after(5);
    await expect(call(Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
    expect(breaker.pausedForMs()).toBe(0);
    expect(await call('answer')).toBe('answer');
  });
});
