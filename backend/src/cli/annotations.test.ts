import type { CliContext } from './context';
import { usualTimes } from './context';
import { main } from './main';

const answer = { planned: 3, toRemove: 1, complete: true };

/** The command against a monitor that answers this. */
async function rebuild(
  args: readonly string[],
  reply: { readonly status: number; readonly body?: unknown } | 'silent'
) {
  const calls: Array<{ readonly url: string; readonly body: unknown; readonly key: string | null }> = [];
  let said = '';
  let printed = '';
  const context: CliContext = {
    environment: { LOADTESTS_URL: 'http://monitor.test', LOADTESTS_KEY: 'CANARY-key' },
    cwd: '/',
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      calls.push({ url: String(input), body: JSON.parse(String(init?.body)), key: headers.get('authorization') });
      if (reply === 'silent') {
        throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
      }
      return new Response(JSON.stringify(reply.body ?? {}), { status: reply.status });
    },
    sleep: () => Promise.resolve(),
    now: () => new Date('2026-11-23T12:00:00.000Z'),
    stderr: { write: (text) => (said += text) },
    stdout: { write: (text) => (printed += text) },
    k6Stdout: 'ignore',
    signals: { on: () => undefined, off: () => undefined },
    times: usualTimes,
  };
  const exitCode = await main(['annotations', 'rebuild', ...args], context);
  expect(said).not.toContain('CANARY');
  return { exitCode, calls, said, printed };
}

describe('loadtests annotations rebuild', () => {
  it('asks the monitor, and says what it does', async () => {
    const { exitCode, calls, said } = await rebuild([], { status: 202, body: answer });
    expect(exitCode).toBe(0);
    expect(calls).toEqual([
      { url: 'http://monitor.test/api/v1/annotations/rebuild', body: {}, key: 'Bearer CANARY-key' },
    ]);
    expect(said).toBe(
      'loadtests: the annotations of 3 runs are brought to what the records say, ' +
        'the annotation of 1 run is removed; the monitor is at it now\n'
    );
  });

  it.each([
    ['30d', '2026-10-24T12:00:00.000Z'],
    ['12h', '2026-11-23T00:00:00.000Z'],
    ['90m', '2026-11-23T10:30:00.000Z'],
  ])('--since %s', async (since, instant) => {
    expect((await rebuild(['--since', since], { status: 202, body: answer })).calls[0]?.body).toEqual({
      since: instant,
    });
  });

  it.each(['30', 'yesterday', '999999d', '-1d', ''])('asks for nothing with --since "%s"', async (since) => {
    const { exitCode, calls, said } = await rebuild([`--since=${since}`], { status: 202, body: answer });
    expect([exitCode, calls]).toEqual([2, []]);
    expect(said).toContain('right would be: a number with its unit, such as 30d');
  });

  it('ends with one line of JSON where it is asked for, and tells of runs that were left out', async () => {
    const body = { ...answer, complete: false };
    const { said, printed } = await rebuild(['--json'], { status: 202, body });
    expect(said).toContain('the oldest ones stay as they are');
    expect(JSON.parse(printed)).toEqual(body);
  });

  it.each([
    ['Grafana is not configured', { status: 409, body: { detail: 'set GRAFANA_URL' } }, 2, /409 set GRAFANA_URL/],
    ['Grafana does not answer', { status: 502, body: { detail: 'no answer' } }, 1, /502 no answer/],
    ['the key may not', { status: 403, body: {} }, 1, /check LOADTESTS_KEY: a key with the scope operate/],
    ['somebody is at it', { status: 429, body: { detail: 'at this moment' } }, 1, /at this moment/],
    ['the answer is another', { status: 202, body: { done: true } }, 1, /may be rebuilt/],
    ['the monitor is not there', 'silent', 1, /cannot be reached/],
  ] as const)('says why not where %s', async (_why, reply, exitCode, words) => {
    const ended = await rebuild([], reply);
    expect([ended.exitCode, ended.said]).toEqual([exitCode, expect.stringMatching(words)]);
  });
});
