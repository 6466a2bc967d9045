import { Sessions, sessionMs } from './sessions';

function openSessions() {
  let clock = 0;
  return { sessions: new Sessions(() => new Date(clock)), pass: (ms: number) => (clock += ms) };
}

describe('a session', () => {
  it('knows the key it was begun with until its time is over', () => {
    const { sessions, pass } = openSessions();
    const id = sessions.begin('hash');
    pass(sessionMs - 1);
    expect(sessions.keyHashOf(id)).toBe('hash');
    pass(1);
    expect(sessions.keyHashOf(id)).toBeNull();
  });

  it('has an id of its own, and nobody else ends it', () => {
    const { sessions } = openSessions();
    const [one, other] = [sessions.begin('hash'), sessions.begin('hash')];
    expect(one).not.toBe(other);
    sessions.end(one);
    expect([sessions.keyHashOf(one), sessions.keyHashOf(other)]).toEqual([null, 'hash']);
  });

  it('ends where a thousand newer ones have begun', () => {
    const { sessions } = openSessions();
    const first = sessions.begin('hash');
    const second = sessions.begin('hash');
    for (let count = 0; count < 999; count += 1) {
      sessions.begin('hash');
    }
    expect([sessions.keyHashOf(first), sessions.keyHashOf(second)]).toEqual([null, 'hash']);
  });
});
