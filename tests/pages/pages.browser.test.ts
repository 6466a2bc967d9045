import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { openPages, type PagesApp } from '../../backend/src/api/pages/testing/pages-app';
import { emptyRecords, fillRecords, now, search, storeFailedRun } from '../../backend/src/api/pages/testing/records';
import { changeRun } from '../../backend/src/runs';
import type { OpenDatabase } from '../../backend/src/db';
import { openEmptyRecords } from '../../backend/src/testing/empty-records';
import { testKey } from '../../backend/src/testing/http-app';
import { describeWith, realPart } from '../../backend/src/testing/real-parts';
import { expectNoAccessibilityViolations } from '../plugin/host/accessibility';
import { repository } from '../plugin/host/once';

jest.setTimeout(240_000);

describeWith(['CHROMIUM_BIN'], 'the pages in a browser', () => {
  let browser: Browser;
  let records: OpenDatabase;
  let pages: PagesApp | undefined;
  let page: Page;
  let url: string;
  let problems: string[];

  beforeAll(async () => {
    [browser, records] = await Promise.all([
      chromium.launch({ executablePath: realPart('CHROMIUM_BIN') }),
      openEmptyRecords(),
    ]);
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await records.close();
  });
  beforeEach(async () => {
    await emptyRecords(records.db);
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    page = await context.newPage();
    problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => problems.push(message.text()));
  });
  afterEach(async () => {
    await page.context().close();
    await pages?.app.close();
    expect(problems).toEqual([]);
  });

  const open = async (options: Parameters<typeof openPages>[1] = {}) => {
    pages = await openPages(records.db, options);
    url = await pages.app.listen({ host: '127.0.0.1', port: 0 });
  };

  it('show an empty sidecar', async () => {
    await open();
    await page.goto(url);
    await page.getByText('npx loadtests start checkout').waitFor();
    await expectGoodInEveryView('empty');
  });

  it('show what is wrong, and lead to the run', async () => {
    await fillRecords(records.db);
    await open();
    await page.goto(url);
    await page.getByRole('heading', { name: 'Action required' }).waitFor();
    await expectGoodInEveryView('action-required');
    await page.getByRole('link', { name: 'Last run of checkout' }).first().click();
    await page.getByRole('img', { name: 'p95 response time' }).waitFor();
    await expectGoodInEveryView('run');
    await page.getByText('The same figures as a table').click();
    await page.getByText('Last lines of the log').click();
    await page.getByText('Other facts').click();
    await expectGoodInEveryView('run-open');
    await page.getByRole('link', { name: 'Load tests' }).click();
    await page.getByRole('table', { name: 'Load test results' }).waitFor();
  });

  it('show that all is well, and that nobody knows', async () => {
    await fillRecords(records.db);
    await changeRun(records.db, 'run-failed', { verdict: 'passed', actionRequired: false, diagnosis: null });
    await records.db.execute(`DELETE FROM incidents`);
    await open();
    await page.goto(url);
    await page.getByRole('heading', { name: 'OK' }).waitFor();
    await expectGoodInEveryView('ok');
    await pages?.app.close();
    await open({ now: () => new Date(now.getTime() + 3_600_000), tests: [search] });
    await page.goto(url);
    await page.getByRole('heading', { name: 'Unknown' }).waitFor();
    await expectGoodInEveryView('unknown');
  });

  it('keep themselves up to date without closing what is open', async () => {
    await storeFailedRun(records.db, { verdict: null, status: 'judging', diagnosisState: 'notNeeded' });
    await open();
    await page.clock.install();
    await page.goto(`${url}/runs/run-failed`);
    await page.getByText('the verdict follows within seconds').waitFor();
    await page.getByText('Last lines of the log').click();
    await expectGoodInEveryView('running');
    await changeRun(records.db, 'run-failed', { verdict: 'failed', status: 'judged' });
    await page.clock.runFor(5000);
    await page.getByText('Failed: p95 1,240 ms').waitFor();
    expect(await page.getByText('checkout gave up').isVisible()).toBe(true);
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Last lines of the log');
  });

  it('log in with a key and out again', async () => {
    await fillRecords(records.db);
    await open({ config: { loopback: false, publicUrl: null, trustedProxies: [] } });
    await page.goto(`${url}/runs/run-failed`);
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await expectGoodInEveryView('login');
    await page.getByLabel('API key').fill('no-such-key-at-all');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('API key').fill(testKey('read'));
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/runs/run-failed`);
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL(`${url}/login`);
    await page.goto(url);
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    // What Chromium itself says of an answer without a right key.
    problems = problems.filter((problem) => !problem.includes('401 (Unauthorized)'));
  });

  /** Light and dark, wide and narrow: looked at by axe-core, and kept as a picture. */
  async function expectGoodInEveryView(name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 1000, 400]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        const file = path.join(repository, 'artifacts/pages', `${name}-${colorScheme}-${width}.png`);
        await page.screenshot({ path: file, fullPage: true });
        await expectNoAccessibilityViolations(page);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      }
    }
  }
});
