import './embed';
import { FakeEndpoint, result } from './testing/endpoint';

const second = 1_000;
let endpoint: FakeEndpoint;

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

async function open(attributes = 'endpoint="/results"'): Promise<void> {
  document.body.innerHTML = `<load-test-results ${attributes}></load-test-results>`;
  await pass(0);
}

const root = () => document.querySelector('load-test-results')?.shadowRoot ?? document.createElement('div');
const status = () => root().querySelector('[role=status]')?.textContent;
const cells = () => [...root().querySelectorAll('td')].map(({ textContent }) => textContent);

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-11-29T12:00:00Z') });
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
  endpoint = new FakeEndpoint();
  globalThis.fetch = (url, init = {}) => endpoint.fetch(String(url), init);
});
afterEach(() => {
  document.body.replaceChildren();
  jest.restoreAllMocks();
  jest.useRealTimers();
});

it('says that it is loading, and that there is nothing yet', async () => {
  endpoint.answer('silent');
  await open();
  expect(status()).toBe('Loading the load test results');
  endpoint.say({ results: [] });
  await open();
  expect(status()).toBe('No load test has been judged yet.');
  expect(root().querySelector('table')).toBeNull();
});

it('shows every column of a run, each with its meaning', async () => {
  endpoint.say({
    results: [
      result({
        verdict: 'failed',
        diagnosis: 'A cold start.',
        actionRequired: true,
        autoFixApplied: {
          action: 'redeploy',
          deploymentId: 'd',
          appliedAt: '2026-11-29T03:00:00Z',
          outcome: 'notFixed',
        },
      }),
    ],
  });
  await open();
  expect([...root().querySelectorAll('th')].map(({ textContent }) => textContent)).toEqual([
    'Run date and time',
    'Load test',
    'Pass/fail',
    'Duration',
    'Virtual users',
    'Average response time',
    'p95 response time',
    'Error rate',
    'Diagnosis',
    'Action required',
    'Auto-fix applied',
  ]);
  expect(cells()).toEqual([
    expect.stringContaining('Nov 29, 2026'),
    'checkout production',
    'failed',
    '2 min 5 s',
    '50',
    '45.3 ms',
    '240 ms',
    '0 %',
    'A cold start.',
    'Yes',
    'Yes: redeploy, did not fix it',
  ]);
  expect(root().querySelector('td a')?.getAttribute('href')).toBe('https://grafana.example.com/a/app/runs/r1');
  expect(root().querySelectorAll('details dt')).toHaveLength(11);
  expect(root().querySelector('details')?.textContent).toContain('95 of 100 requests');
});

it('asks for its environment and as many as it is told', async () => {
  endpoint.say({ results: [] });
  await open('endpoint="/results?site=1" environment="production" limit="5"');
  expect(endpoint.asked[0]?.url).toBe('http://localhost/results?site=1&environment=production&limit=5');
});

it('never shows a zero for what was not measured, nor hides a word of a newer sidecar', async () => {
  const nothing = result({ avgResponseTimeMs: null, p95ResponseTimeMs: null, durationSeconds: null, runDate: 'x' });
  endpoint.say({
    results: [
      { ...nothing, responseTimesMissing: 'no request got an answer', verdict: 'unsure', virtualUsers: 'many' },
      'no run',
    ],
  });
  await open();
  expect(cells().slice(0, 7)).toEqual([
    '–',
    'checkout production',
    'unsure',
    'not measured',
    'not measured',
    'not measured: no request got an answer',
    'not measured: no request got an answer',
  ]);
});

it('draws the p95 of each load test from the oldest to the newest, and says it in words', async () => {
  endpoint.say({
    results: [
      result({ p95ResponseTimeMs: 400, verdict: 'failed' }),
      result({ test: 'search' }),
      result({ p95ResponseTimeMs: null }),
      result({ p95ResponseTimeMs: 200 }),
    ],
  });
  await open();
  const drawings = root().querySelectorAll('svg');
  expect(drawings).toHaveLength(1);
  expect(drawings[0]?.querySelector('title')?.textContent).toBe(
    'p95 of checkout (production), 2 runs: from 200 ms to 400 ms, lowest 200 ms, highest 400 ms'
  );
  expect(drawings[0]?.querySelector('polyline')?.getAttribute('points')).toBe('0.0,14.0 120.0,0.0');
  expect([...root().querySelectorAll('circle')].map((point) => point.getAttribute('class'))).toEqual(['', 'bad']);
});

it('says why the results cannot be read, and tries again when asked to', async () => {
  endpoint.answer({ status: 500 });
  await open();
  expect(status()).toBe('The load test results cannot be read (HTTP 500).');
  endpoint.say({ results: [result()] });
  root().querySelector('button')?.click();
  await pass(0);
  expect(cells()).toHaveLength(11);
  expect(root().querySelector('button')?.hidden).toBe(true);

  endpoint.answer('down');
  await pass(60 * second);
  expect(status()).toBe('The load test monitor does not answer.');
  expect(cells()).toHaveLength(11);
});

it('shows nothing more to who is logged out', async () => {
  endpoint.say({ results: [result()] });
  await open();
  endpoint.answer({ status: 403 });
  await pass(60 * second);
  expect(status()).toBe('You may not see the load test results (HTTP 403).');
  expect(cells()).toEqual([]);
});

it('keeps the meanings open when new results come', async () => {
  endpoint.say({ results: [result()] });
  await open();
  root().querySelector('details')?.toggleAttribute('open', true);
  endpoint.say({ results: [result(), result({ runId: 'r2' })] });
  await pass(60 * second);
  expect(cells()).toHaveLength(22);
  expect(root().querySelector('details')?.open).toBe(true);
});
