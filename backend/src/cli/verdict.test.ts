import { createSidecar } from './sidecar';
import { waitForVerdict } from './verdict';

function setUp(replies: Array<{ status: number; body?: unknown; retryAfter?: string }>) {
  const slept: number[] = [];
  let time = 0;
  const fetch = async (): Promise<Response> => {
    const { status, body = {}, retryAfter } = (replies.length > 1 ? replies.shift() : replies[0]) ?? { status: 500 };
    return new Response(JSON.stringify(body), { status, headers: retryAfter ? { 'retry-after': retryAfter } : {} });
  };
  const sidecar = createSidecar({ url: 'http://monitor.test', key: 'k', fetch, timeoutMs: 1000 });
  const wait = (forMs = 60_000) =>
    waitForVerdict({
      sidecar,
      runId: 'run-1',
      forMs,
      now: () => new Date(time),
      sleep: async (ms) => {
        slept.push(ms);
        time += ms;
      },
    });
  return { wait, slept };
}

describe('waiting for the verdict', () => {
  it('asks again when the monitor says, until the run is judged', async () => {
    const { wait, slept } = setUp([
      { status: 425, retryAfter: '3' },
      { status: 503 },
      {
        status: 409,
        body: { verdict: 'failed', reasons: [{ code: 'errorRateBreach', text: 'error rate 2 % > 0 %' }] },
      },
    ]);
    expect(await wait()).toMatchObject({ verdict: 'failed', reasons: ['error rate 2 % > 0 %'] });
    expect(slept).toEqual([3000, 2000]);
  });

  it('knows a passed run', async () => {
    const { wait } = setUp([{ status: 200, body: { verdict: 'passed', reasons: [] } }]);
    expect(await wait()).toMatchObject({ verdict: 'passed', reasons: [] });
  });

  it.each([
    ['time', [{ status: 425, retryAfter: '2' }], 'the run is not judged yet'],
    ['a key without the scope read', [{ status: 403 }], expect.stringContaining('scope read')],
    ['an unknown run', [{ status: 404 }], expect.stringContaining('does not know')],
    [
      'an answer without a verdict',
      [{ status: 200, body: { verdict: 'great' } }],
      expect.stringContaining('without a verdict'),
    ],
  ])('gives up for %s', async (_why, replies, reason) => {
    expect(await setUp(replies).wait(10_000)).toMatchObject({ verdict: null, reason });
  });
});
