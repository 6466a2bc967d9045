import { Poller, type Outcome, type PollerOptions } from './poller';
import { FakeEndpoint } from './testing/endpoint';

const second = 1_000;

let endpoint: FakeEndpoint;
let outcomes: Array<Outcome<string>>;
let poller: Poller<string>;

/** Without jitter, unless `random` says otherwise. */
function poll(changed: Partial<PollerOptions<string>> = {}, random = 0.5): void {
  const options = {
    url: () => 'https://admin.example.com/banner',
    intervalMs: () => 30 * second,
    read: (body: unknown) => (typeof body === 'object' ? JSON.stringify(body) : null),
    doubtfulAt: () => null,
    onOutcome: (outcome: Outcome<string>) => void outcomes.push(outcome),
    ...changed,
  };
  poller = new Poller(options, { fetch: endpoint.fetch, random: () => random });
  poller.start();
}

function setHidden(isHidden: boolean): void {
  Object.defineProperty(document, 'visibilityState', { value: isHidden ? 'hidden' : 'visible', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
/** How many were asked in this time. */
async function askedWithin(ms: number): Promise<number> {
  const before = endpoint.asked.length;
  await pass(ms);
  return endpoint.asked.length - before;
}

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-11-29T12:00:00Z') });
  endpoint = new FakeEndpoint();
  endpoint.say({ a: 1 });
  outcomes = [];
});
afterEach(() => {
  poller.stop();
  setHidden(false);
  jest.useRealTimers();
});

it('asks at once and then every interval, and sends the ETag it knows', async () => {
  poll();
  await pass(60 * second);
  expect(endpoint.asked.map(({ etag }) => etag)).toEqual([null, '"1"', '"1"']);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['answered', 'unchanged', 'unchanged']);
  expect(outcomes[0]).toMatchObject({ value: '{"a":1}' });
});

it.each([
  [0, 27],
  [1, 33],
])('spreads the polls of many pages (random %d)', async (random, seconds) => {
  poll({}, random);
  await pass(0);
  expect(await askedWithin(seconds * second - 1)).toBe(0);
  expect(await askedWithin(1)).toBe(1);
});

it('pauses in a hidden tab, and asks at once when it is seen again', async () => {
  poll();
  await pass(0);
  setHidden(true);
  expect(await askedWithin(3600 * second)).toBe(0);
  const before = endpoint.asked.length;
  setHidden(false);
  expect(endpoint.asked.length - before).toBe(1);
  expect(await askedWithin(30 * second)).toBe(1);
});

it('asks more and more seldom while it fails, and as often as before once it answers', async () => {
  poll();
  await pass(0);
  endpoint.answer('down');
  await pass(30 * second);
  expect(await askedWithin(30 * second)).toBe(1);
  expect(await askedWithin(60 * second - 1)).toBe(0);
  expect(await askedWithin(1)).toBe(1);
  await pass(3600 * second);
  expect(await askedWithin(600 * second)).toBe(2);
  endpoint.say({ a: 2 });
  await pass(300 * second);
  expect(await askedWithin(60 * second)).toBe(2);
});

it('tries again soon where nothing is known yet', async () => {
  endpoint.answer('down');
  poll();
  await pass(0);
  expect(await askedWithin(5 * second)).toBe(1);
  expect(await askedWithin(30 * second)).toBe(0);
});

it.each([
  ['seconds', '120'],
  ['a date', 'Sun, 29 Nov 2026 12:02:00 GMT'],
])('honours Retry-After in %s, whoever wants to ask sooner', async (_, value) => {
  endpoint.answer({ status: 503, headers: { 'retry-after': value } });
  poll();
  await pass(0);
  poller.askNow();
  setHidden(true);
  setHidden(false);
  expect(await askedWithin(120 * second - 1)).toBe(0);
  expect(await askedWithin(1)).toBe(1);
});

it.each([
  [401, false],
  [403, false],
  [404, false],
  [200, true],
])('stops at %d (redirected: %s) until it is told to go on', async (status, redirected) => {
  endpoint.answer({ status, redirected, body: '<h1>Log in</h1>' });
  poll();
  await pass(3600 * second);
  setHidden(true);
  setHidden(false);
  await pass(0);
  expect(outcomes).toEqual([{ kind: 'refused', reason: `HTTP ${status}` }]);
  endpoint.say({ a: 1 });
  poller.askNow();
  await pass(30 * second);
  expect(endpoint.asked).toHaveLength(3);
});

it.each([
  ['no answer', 'down' as const, 'no answer'],
  ['a page', { body: '<h1>Hello</h1>' }, 'not what was expected'],
  ['another JSON', { body: 7 }, 'not what was expected'],
  ['a problem of the server', { status: 500 }, 'HTTP 500'],
])('tells why it failed: %s', async (_, answer, reason) => {
  endpoint.answer(answer);
  poll();
  await pass(0);
  expect(outcomes).toMatchObject([{ kind: 'failed', reason }]);
});

it('gives up after ten seconds', async () => {
  endpoint.answer('silent');
  poll();
  await pass(10 * second - 1);
  expect(outcomes).toEqual([]);
  await pass(1);
  expect(outcomes).toMatchObject([{ kind: 'failed' }]);
});

it('asks by the time when what is known becomes doubtful', async () => {
  const doubtful = Date.now() + 10 * second;
  poll({ doubtfulAt: () => doubtful });
  await pass(0);
  expect(await askedWithin(11 * second)).toBe(1);
  expect(await askedWithin(30 * second)).toBe(1);
});

it('says nothing of what it asked before it was stopped', async () => {
  endpoint.answer('silent');
  poll();
  poller.stop();
  expect(await askedWithin(3600 * second)).toBe(0);
  expect(outcomes).toEqual([]);
});
