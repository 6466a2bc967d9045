import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type Page } from 'playwright-core';
import { describeWith, realPart } from '../../backend/src/testing/real-parts';
import type { components } from '../../src/api/openapi';
import { expectNoAccessibilityViolations } from '../plugin/host/accessibility';
import { repository } from '../plugin/host/once';
import { builtElements, startAdminSite, type AdminSite } from './site';

type Schemas = components['schemas'];

jest.setTimeout(240_000);

const incident: Schemas['BannerIncident'] = {
  incidentId: 'i1',
  test: 'checkout',
  environment: 'production',
  title: 'Load test checkout needs attention',
  diagnosis: 'POST /payment answers 503 whenever it is called, under any load: a redeploy would not help.',
  reason: 'The failure is persistent.',
  verdict: 'failed',
  virtualUsers: 50,
  p95ResponseTimeMs: 1240,
  errorRate: 0.0213,
  responseTimesMissing: null,
  runDate: '2026-11-29T02:45:00.000Z',
  runId: 'r1',
  runUrl: 'https://grafana.example.com/a/app/runs/r1',
  since: '2026-11-29T02:50:00.000Z',
};
const actionRequired = {
  version: 1,
  state: 'action_required',
  since: incident.since,
  unknownReason: null,
  staleAt: null,
  incidents: [incident, { ...incident, incidentId: 'i2', title: 'Load test search needs attention', runUrl: null }],
};
const unknown = {
  ...actionRequired,
  state: 'unknown',
  unknownReason: 'checkout: no result since 2026-11-28 12:00 UTC, expected by 2026-11-29 12:00 UTC',
  incidents: [],
};
const ok = { ...actionRequired, state: 'ok', since: null, incidents: [] };

const passed: Schemas['BannerResult'] = {
  runId: 'r1',
  test: 'checkout',
  environment: 'production',
  runDate: '2026-11-28T02:45:00.000Z',
  durationSeconds: 125,
  virtualUsers: 50,
  avgResponseTimeMs: 145.3,
  p95ResponseTimeMs: 320,
  errorRate: 0,
  errorRateSamples: 5000,
  p95LimitMs: 500,
  responseTimesMissing: null,
  verdict: 'passed',
  reason: 'All limits kept.',
  diagnosis: null,
  actionRequired: false,
  actionRequiredReason: null,
  autoFixApplied: null,
  runUrl: 'https://grafana.example.com/a/app/runs/r1',
};
const results: ReadonlyArray<Schemas['BannerResult']> = [
  {
    ...passed,
    runId: 'r3',
    verdict: 'failed',
    p95ResponseTimeMs: 1240,
    errorRate: 0.0213,
    diagnosis: incident.diagnosis,
    actionRequired: true,
    autoFixApplied: {
      action: 'redeploy',
      deploymentId: 'dpl_1',
      appliedAt: '2026-11-29T02:50:00.000Z',
      outcome: 'notFixed',
    },
  },
  { ...passed, runId: 'r2', p95ResponseTimeMs: 290 },
  { ...passed, runId: 'r4', test: 'search', verdict: 'inconclusive', p95ResponseTimeMs: null, avgResponseTimeMs: null },
  passed,
];

it('is one file of at most 8 kB', async () => {
  const embed = await readFile(path.join(await builtElements(), 'embed.js'));
  expect(gzipSync(embed, { level: 9 }).length).toBeLessThanOrEqual(8000);
  expect(embed.toString()).not.toMatch(/\bimport\s*[({"'*]|\beval\(|new Function|innerHTML/);
});

describeWith(['CHROMIUM_BIN'], 'the elements in a page with a strict content security policy', () => {
  let browser: Browser;
  let site: AdminSite;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    [browser, site] = await Promise.all([
      chromium.launch({ executablePath: realPart('CHROMIUM_BIN') }),
      startAdminSite(),
    ]);
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await site.close();
  });
  beforeEach(async () => {
    site.banner = { status: 200, body: actionRequired };
    site.results = { status: 200, body: { results } };
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' });
    page = await context.newPage();
    problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => problems.push(message.text()));
  });
  afterEach(async () => {
    await page.context().close();
    expect(problems).toEqual([]);
  });

  const banner = () => page.getByRole('region', { name: 'Load tests' });
  const dismiss = () => page.getByRole('button', { name: 'Dismiss' });

  it('shows what needs a person and the results, in every view', async () => {
    await page.goto(site.url);
    await banner().getByText('2 load tests need attention').waitFor();
    await page.getByRole('table', { name: 'Load test results' }).waitFor();
    expect(await banner().getByText('29 Nov 2026, 03:45').count()).toBe(2);
    await page.getByText('What the figures mean').click();
    await expectGoodInEveryView('action-required');
  });

  it('shows that nobody knows, in every view', async () => {
    site.banner = { status: 200, body: unknown };
    site.results = { status: 200, body: { results: [] } };
    await page.goto(site.url);
    await banner().getByText('expected by 2026-11-29').waitFor();
    await page.getByText('No load test has been judged yet').waitFor();
    await expectGoodInEveryView('unknown');
  });

  it('takes no room while all is well', async () => {
    site.banner = { status: 200, body: ok };
    await page.goto(site.url);
    await page.getByRole('table').waitFor();
    expect((await page.locator('load-test-banner').boundingBox())?.height).toBe(0);
    await expectGoodInEveryView('ok');
  });

  it('is dismissed by the keyboard until the router or the browser opens another page', async () => {
    await page.goto(site.url);
    await banner().waitFor();
    await dismiss().focus();
    await page.keyboard.press('Enter');
    await banner().waitFor({ state: 'detached' });

    await page.evaluate(`history.replaceState(null, '', '?filter=slow')`);
    expect(await dismiss().isVisible()).toBe(false);
    await page.evaluate(`history.pushState(null, '', '/admin/users')`);
    await banner().waitFor();
    await dismiss().click();
    await page.goBack();
    await banner().waitFor();
    await dismiss().click();
    await page.reload();
    await banner().waitFor();
  });

  it('comes back when there is a newer run, and goes when the next load test has passed', async () => {
    await page.goto(site.url);
    await dismiss().click();
    site.banner = { status: 200, body: { ...actionRequired, incidents: [{ ...incident, runId: 'r9' }] } };
    await banner().getByText('A load test needs attention').waitFor();
    site.banner = { status: 200, body: ok };
    await banner().waitFor({ state: 'detached' });
  });

  /** Light and dark, wide and narrow: looked at by axe-core, and kept as a picture. */
  async function expectGoodInEveryView(name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 400]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        const file = path.join(repository, 'artifacts/admin', `${name}-${colorScheme}-${width}.png`);
        await page.screenshot({ path: file, fullPage: true });
        await expectNoAccessibilityViolations(page);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      }
    }
  }
});
