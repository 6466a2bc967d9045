import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliver } from './deliver';
import { createSidecar } from './sidecar';
import { createSpool } from './spool';

const url = 'http://monitor.test';
type Reply = number | 'refused' | { status: number; headers?: Record<string, string>; body?: unknown; text?: string };

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A monitor that answers each call with the next reply, the last one for ever, and a clock that only `sleep` moves. */
function setUp(replies: Reply[], key: string | null = 'the-key') {
  const folder = mkdtempSync(join(tmpdir(), 'deliver-'));
  folders.push(folder);
  const directory = join(folder, 'spool');
  const calls: string[] = [];
  const slept: number[] = [];
  let time = Date.parse('2026-11-23T03:00:00Z');
  const now = () => new Date(time);
  const fetch = async (input: unknown, init?: RequestInit): Promise<Response> => {
    calls.push(`${String(input).replace(url, '')} ${String(init?.body)}`);
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    if (reply === 'refused' || reply === undefined) {
      throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
    }
    const { status, headers = {}, body = {}, text } = typeof reply === 'number' ? { status: reply } : reply;
    return new Response(text ?? JSON.stringify(body), { status, headers });
  };
  const spool = createSpool(directory, now);
  const sidecar = createSidecar({ url, key, fetch: fetch, timeoutMs: 1000 });
  const add = (runId: string, part: string, kind: 'announcement' | 'part' = 'part', to = url) =>
    spool.add({ sidecar: to, runId, kind, body: { part } });
  const run = (forMs = 0) =>
    deliver({
      spool,
      sidecar,
      now,
      forMs,
      sleep: async (ms) => {
        slept.push(ms);
        time += ms;
      },
    });
  return {
    directory,
    calls,
    slept,
    spool,
    add,
    run,
    files: () => readdirSync(directory).filter((f) => f.endsWith('.json')),
  };
}

describe('delivery of what waits on disk', () => {
  it('sends oldest first and leaves nothing behind', async () => {
    const { add, run, calls, files } = setUp([202]);
    await add('a', '1', 'announcement');
    await add('a', '2');
    await add('b', '3');
    const report = await run();
    expect(calls).toEqual([
      '/api/v1/runs {"part":"1"}',
      '/api/v1/runs/a/complete {"part":"2"}',
      '/api/v1/runs/b/complete {"part":"3"}',
    ]);
    expect(report).toMatchObject({ waiting: [], rejected: [], because: null });
    expect(files()).toEqual([]);
  });

  it('keeps files to the owner, whole, and without the key', async () => {
    const { add, run, directory, files } = setUp([500]);
    await add('a', '1');
    await run();
    const [file = ''] = files();
    expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(directory, file), 'utf8')).not.toContain('the-key');
    expect(readdirSync(directory)).toEqual([file]);
  });

  it('tries again with growing pauses until it is taken', async () => {
    const { add, run, slept, calls } = setUp([500, 'refused', 503, 202]);
    await add('a', '1');
    expect(await run(60_000)).toMatchObject({ delivered: [{ runId: 'a' }], waiting: [] });
    expect(slept).toEqual([500, 1000, 2000]);
    expect(new Set(calls).size).toBe(1);
  });

  it('gives up when the time is over, and keeps it for the next time', async () => {
    const { add, run, slept, files } = setUp(['refused']);
    await add('a', '1');
    const report = await run(10_000);
    expect(report).toMatchObject({
      delivered: [],
      waiting: [{ runId: 'a' }],
      because: expect.stringMatching(/ECONNREFUSED/),
    });
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(10_000);
    expect(files()).toHaveLength(1);
  });

  it('waits as long as the monitor asks for', async () => {
    const { add, run, slept } = setUp([{ status: 429, headers: { 'retry-after': '7' } }, 202]);
    await add('a', '1');
    await run(60_000);
    expect(slept).toEqual([7000]);
  });

  it.each([401, 403, 408, 425, 429, 500, 502, 503, 302])('keeps what %d may let through later', async (status) => {
    const { add, run, files } = setUp([status]);
    await add('a', '1');
    expect(await run()).toMatchObject({ waiting: [{ runId: 'a' }], rejected: [] });
    expect(files()).toHaveLength(1);
  });

  it.each([400, 404, 409, 413, 422])('sets aside what %d refuses for good, with the reason', async (status) => {
    const detail = 'The run has other content.';
    const { add, run, directory, files } = setUp([
      { status, body: { detail, errors: [{ where: 'body.id', what: 'bad' }] } },
    ]);
    await add('a', '1');
    const { rejected } = await run();
    expect(rejected).toMatchObject([{ reason: `${status} ${detail} — body.id bad`, item: { runId: 'a' } }]);
    expect(files()).toEqual([]);
    const [moved = ''] = readdirSync(join(directory, 'rejected'));
    expect(JSON.parse(readFileSync(join(directory, 'rejected', moved), 'utf8'))).toMatchObject({
      runId: 'a',
      body: { part: '1' },
      reason: expect.stringContaining(detail),
    });
  });

  it('does not let one bad run hold up the others, nor a part overtake its announcement', async () => {
    const { add, run, calls } = setUp([500, 202]);
    await add('a', '1', 'announcement');
    await add('a', '2');
    await add('b', '3', 'announcement');
    expect(await run()).toMatchObject({ delivered: [{ runId: 'b' }], waiting: [{ runId: 'a' }, { runId: 'a' }] });
    expect(calls).toHaveLength(2);
  });

  it.each<Reply>(['refused', 401, 503])('does not knock on for every item when %s concerns all', async (reply) => {
    const { add, run, calls } = setUp([reply]);
    await add('a', '1');
    await add('b', '2');
    expect((await run()).waiting).toHaveLength(2);
    expect(calls).toHaveLength(1);
  });

  it('never sends to another monitor what was meant for one', async () => {
    const { add, run, calls, files } = setUp([202]);
    await add('a', '1', 'part', 'http://other.test');
    await run();
    expect(calls).toEqual([]);
    expect(files()).toHaveLength(1);
  });

  it('takes an answer without JSON for another server, not for a receipt', async () => {
    const { add, run } = setUp([{ status: 200, text: '<html>Log in</html>' }]);
    await add('a', '1');
    expect(await run()).toMatchObject({ delivered: [], because: expect.stringContaining('no load test monitor') });
  });

  it('says what to do about a missing key', async () => {
    const { add, run } = setUp([401], null);
    await add('a', '1');
    expect((await run()).because).toContain('set LOADTESTS_KEY');
  });

  it('sets a damaged file aside and goes on', async () => {
    const { add, run, directory } = setUp([202]);
    await add('a', '1');
    writeFileSync(join(directory, '000-damaged.json'), '{"version":1,');
    expect(await run()).toMatchObject({ delivered: [{ runId: 'a' }] });
    expect(readdirSync(join(directory, 'rejected'))).toEqual(['000-damaged.json']);
  });

  it('says how long it waited for a monitor that never answers', async () => {
    const { add, spool } = setUp([202]);
    await add('a', '1');
    const hanging = (_input: unknown, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) =>
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error))
      );
    const sidecar = createSidecar({ url, key: null, fetch: hanging, timeoutMs: 20 });
    const report = await deliver({ spool, sidecar, now: () => new Date(), forMs: 0, sleep: async () => undefined });
    expect(report.because).toBe(`${url} did not answer within 0.02 s`);
  });
});
