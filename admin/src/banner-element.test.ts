import './embed';
import type { LoadTestBanner } from './embed';
import { banner, FakeEndpoint, incident, unknown } from './testing/endpoint';

const second = 1_000;
let endpoint: FakeEndpoint;
let warn: jest.SpyInstance;

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

async function open(
  attributes = 'endpoint="/admin/load-test-banner" environment="production"'
): Promise<LoadTestBanner> {
  document.body.innerHTML = `<load-test-banner ${attributes}></load-test-banner>`;
  await pass(0);
  return element();
}

function element(): LoadTestBanner {
  const found = document.querySelector('load-test-banner');
  if (found === null) {
    throw new Error('no banner in the page');
  }
  return found;
}

const root = () => element().shadowRoot ?? document.createElement('div');
const box = () => root().querySelector('.box');
const words = () => box()?.textContent?.replace(/\s+/g, ' ') ?? '';
const isShown = () => box()?.classList.contains('shown') ?? false;
const live = (role: string) => root().querySelector(`[role=${role}]`);
const button = () => root().querySelector('button') ?? document.createElement('button');

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-11-29T12:00:00Z') });
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
  warn = jest.spyOn(console, 'warn').mockReturnValue(undefined);
  endpoint = new FakeEndpoint();
  globalThis.fetch = (url, init = {}) => endpoint.fetch(String(url), init);
  history.replaceState(null, '', '/admin');
});
afterEach(() => {
  document.body.replaceChildren();
  jest.restoreAllMocks();
  jest.useRealTimers();
});

it('shows nothing while all is well, and asks for its environment', async () => {
  endpoint.say(banner());
  await open();
  expect(isShown()).toBe(false);
  expect(endpoint.asked).toEqual([
    { url: 'http://localhost/admin/load-test-banner?environment=production', etag: null },
  ]);
});

it('shows of each incident title, diagnosis, figures, date and link', async () => {
  endpoint.say(
    banner([incident(), incident({ incidentId: 'i2', title: 'Load test search', p95ResponseTimeMs: null })])
  );
  await open();
  expect(live('alert')?.textContent).toBe('2 load tests need attention');
  const [first, second] = root().querySelectorAll('li');
  expect(first?.textContent).toMatch(
    /^Load test checkout needs attention \(production\)The payment endpoint answers 503\..*50.*1,240 ms.*0\.2 %.*Nov 29, 2026/
  );
  expect(first?.querySelector('a')?.href).toBe('https://grafana.example.com/a/app/runs/r1');
  expect(second?.textContent).toMatch(/Load test search.*not measured/);
});

it('takes what comes from the server for text, and links to the web only', async () => {
  const markup = '<img src=x onerror=alert(1)>';
  endpoint.say(banner([incident({ title: markup, diagnosis: markup, runUrl: 'javascript:alert(1)' })]));
  await open();
  expect(root().querySelector('img, a')).toBeNull();
  expect(words()).toContain(markup);
});

it('goes when it is dismissed, and comes back on the next page and with a newer run', async () => {
  endpoint.say(banner([incident()]));
  await open();
  button().click();
  expect(isShown()).toBe(false);
  await pass(60 * second);
  expect(isShown()).toBe(false);

  history.pushState(null, '', '/admin/users');
  window.dispatchEvent(new PopStateEvent('popstate'));
  expect(isShown()).toBe(true);

  button().click();
  endpoint.say(banner([incident({ runId: 'r2' })]));
  await pass(30 * second);
  expect(isShown()).toBe(true);
});

it('comes back by show(), for routers that are not noticed', async () => {
  endpoint.say(banner([incident()]));
  await open();
  button().click();
  element().show();
  expect(isShown()).toBe(true);
  await pass(0);
  expect(endpoint.asked).toHaveLength(2);
});

it('goes when the next load test has passed', async () => {
  endpoint.say(banner([incident()]));
  await open();
  endpoint.say(banner());
  await pass(30 * second);
  expect(isShown()).toBe(false);
  expect(words()).not.toContain('checkout');
});

it('says that nobody knows, why and since when, without an alarm', async () => {
  endpoint.say(unknown);
  await open();
  expect(live('status')?.textContent).toBe('The state of the load tests is unknown');
  expect(live('alert')?.textContent).toBe('');
  expect(words()).toContain('no result since 2026-11-28 12:00 UTC');
  expect(root().querySelector('time')?.dateTime).toBe(unknown.since);
});

it('says that the monitor does not answer, and keeps what needs a person', async () => {
  endpoint.say(banner());
  await open();
  endpoint.answer('down');
  await pass(30 * second);
  expect(isShown()).toBe(false);
  await pass(30 * second);
  expect(words()).toContain('The load test monitor does not answer');
  expect(words()).toContain('Last answer: Nov 29, 2026');

  endpoint.say(banner([incident()]));
  await pass(60 * second);
  endpoint.answer('down');
  await pass(600 * second);
  expect(live('alert')?.textContent).toBe('A load test needs attention');
  expect(words()).toContain('The load test monitor does not answer.');
});

it('reads out once what is told, not each change of a figure', async () => {
  endpoint.say(banner([incident()]));
  await open();
  const changes: MutationRecord[] = [];
  const observer = new MutationObserver((records) => changes.push(...records));
  [live('alert'), live('status')].forEach((node) => node && observer.observe(node, { childList: true, subtree: true }));
  endpoint.say(banner([incident({ diagnosis: 'Another, longer diagnosis of the same run.' })]));
  await pass(60 * second);
  expect(words()).toContain('Another, longer');
  expect(changes).toEqual([]);
  endpoint.say(banner([incident({ runId: 'r2' })]));
  await pass(30 * second);
  expect(changes).not.toEqual([]);
  observer.disconnect();
});

it('shows nothing to who is not logged in, warns once, and asks again on the next page', async () => {
  endpoint.answer({ status: 401 });
  await open();
  await pass(3600 * second);
  expect(isShown()).toBe(false);
  expect(endpoint.asked).toHaveLength(1);
  element().show();
  await pass(0);
  expect(endpoint.asked).toHaveLength(2);
  expect(warn.mock.calls).toEqual([
    ['<load-test-banner>: the endpoint answers HTTP 401; not asked again on this page'],
  ]);
});

it('shows what a public sidecar tells: that something is wrong', async () => {
  endpoint.say({ version: 1, state: 'action_required', since: null });
  await open();
  expect(live('alert')?.textContent).toBe('A load test needs attention');
});

it('folds what is more than three incidents', async () => {
  endpoint.say(banner(['1', '2', '3', '4', '5'].map((incidentId) => incident({ incidentId }))));
  await open();
  expect(root().querySelector('summary')?.textContent).toBe('Show 2 more');
  expect(root().querySelectorAll('details li')).toHaveLength(2);
});

it('speaks the words of the page, also those set before it was defined', async () => {
  endpoint.say(banner([incident()]));
  const early = document.createElement('div');
  early.innerHTML = '<load-test-banner endpoint="/b"></load-test-banner>';
  const own = early.querySelector('load-test-banner');
  Object.defineProperty(own, 'texts', { value: { dismiss: 'Ausblenden' }, configurable: true });
  document.body.append(early);
  await pass(0);
  expect(button().textContent).toBe('Ausblenden');
  element().texts = { actionRequiredOne: 'Ein Lasttest braucht Aufmerksamkeit' };
  expect(live('alert')?.textContent).toBe('Ein Lasttest braucht Aufmerksamkeit');
});

it('speaks the words of its attributes, unless the property has others', async () => {
  endpoint.say(banner([incident()]));
  await open(
    'endpoint="/b" text-dismiss="Ausblenden" text-action-required-one="Ein Lasttest braucht Aufmerksamkeit" text-p95="p95"'
  );
  expect([button().textContent, live('alert')?.textContent]).toEqual([
    'Ausblenden',
    'Ein Lasttest braucht Aufmerksamkeit',
  ]);
  expect(words()).toContain('p951,240 ms');
  element().texts = { dismiss: 'Zu' };
  element().setAttribute('text-see-run', 'Zum Lauf');
  expect([button().textContent, root().querySelector('a')?.textContent]).toEqual(['Zu', 'Zum Lauf']);
  // Other words are no other question.
  expect(endpoint.asked).toHaveLength(1);
});

it('asks another endpoint when its attributes change, and nobody once it has left the page', async () => {
  endpoint.say(banner([incident()]));
  const shown = await open();
  shown.setAttribute('environment', 'staging');
  expect(isShown()).toBe(false);
  await pass(0);
  expect(endpoint.asked.at(-1)?.url).toBe('http://localhost/admin/load-test-banner?environment=staging');
  const count = endpoint.asked.length;
  shown.remove();
  await pass(3600 * second);
  expect(endpoint.asked).toHaveLength(count);
});

it('says that it has no endpoint', async () => {
  await open('');
  expect(warn).toHaveBeenCalledTimes(1);
  expect(endpoint.asked).toEqual([]);
});
