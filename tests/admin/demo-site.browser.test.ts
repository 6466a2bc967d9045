import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { describeWith, realPart } from '../../backend/src/testing/real-parts';
import { startDemoAdminSite, type AdminSite } from '../../demo/admin-site';
import { startShop, type Shop } from '../../demo/shop';
import { startFakeAnthropic, type FakeAnthropic } from '../../backend/src/testing/fakes/anthropic';
import { expectNoAccessibilityViolations } from '../plugin/host/accessibility';
import { repository } from '../plugin/host/once';
import { writeCatalogue, type CatalogueFolder } from '../stack/catalogue';
import { startSidecar, type StackSidecar } from '../stack/sidecar';
import { builtElements } from './site';

jest.setTimeout(240_000);

const adminPages = ['/admin', '/admin/orders', '/admin/operations/health'];
const shopScript = path.join(repository, 'demo/k6/shop.js');

/** What a model may repeat of a target's error: whole tags the sidecar drops, one that nothing closes it leaves. */
const survivingTag = `<img src="x" onerror="document.title = 'taken'"`;
const hostile = `<script>document.title = 'taken'</script> ${survivingTag}`;

/** The demo's admin site in Chromium, over a real sidecar that runs real k6 against a shop. One story, told in order. */
describeWith(['CHROMIUM_BIN', 'K6_BIN'], 'the admin site of the demo', () => {
  let browser: Browser;
  let anthropic: FakeAnthropic;
  let shop: Shop;
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;
  let site: AdminSite;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: realPart('CHROMIUM_BIN') });
    shop = await startShop('healthy');
    catalogue = await writeCatalogue([
      {
        name: 'checkout',
        script: shopScript,
        target: shop.url,
        env: { DURATION: '4s' },
        thresholds: { p95ResponseTimeMs: 3000 },
      },
    ]);
    anthropic = await startFakeAnthropic();
    sidecar = await startSidecar({
      catalogueFile: catalogue.file,
      env: { ANTHROPIC_API_KEY: 'no-real-anthropic-key', ANTHROPIC_BASE_URL: anthropic.url },
    });
    site = await startDemoAdminSite({
      sidecarUrl: sidecar.url,
      bannerKey: sidecar.keys.banner,
      embed: await readFile(path.join(await builtElements(), 'embed.js'), 'utf8'),
    });
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' });
    context.setDefaultTimeout(90_000);
    page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 50[34]/.test(message.text())) {
        problems.push(message.text());
      }
    });
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await site.close();
    await sidecar.stop().catch(() => undefined);
    await Promise.all([shop.close(), catalogue.remove(), anthropic.close()]);
  }, 180_000);
  afterEach(() => expect(problems.splice(0)).toEqual([]));

  const banner = () => page.getByText('Load test checkout needs attention');
  async function run(mode: 'healthy' | 'brokenCheckout') {
    shop.setMode(mode);
    return sidecar.api.waitForSettled(await sidecar.api.runNow('checkout'));
  }

  it('shows and asks for nothing without a login', async () => {
    await page.goto(`${site.url}/admin/operations/health`);
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    expect(await page.locator('load-test-banner').count()).toBe(0);
    expect(site.asked.filter((asked) => asked.startsWith('/admin/load-test-banner'))).toEqual([]);
    expect((await fetch(`${site.url}/admin/load-test-banner`)).status).toBe(401);
    expect(sidecar.logged()).not.toContain('/api/v1/banner');
    await page.getByLabel('Name').fill('<b>Ada</b>');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('Hello <b>Ada</b>.').waitFor();
  });

  it('shows on every page what needs a person, and it can be dismissed until the next page', async () => {
    const failed = await run('brokenCheckout');
    expect(failed).toMatchObject({ verdict: 'failed', actionRequired: true });
    for (const adminPage of adminPages) {
      await page.goto(`${site.url}${adminPage}`);
      await banner().waitFor();
    }
    await expectGood('health');
    await page
      .getByRole('button', { name: /Dismiss/ })
      .first()
      .click();
    await banner().waitFor({ state: 'hidden' });
    await page.reload();
    await banner().waitFor();
  });

  it('comes back by itself when the load test has failed again, and lists both runs', async () => {
    await page
      .getByRole('button', { name: /Dismiss/ })
      .first()
      .click();
    await banner().waitFor({ state: 'hidden' });
    await run('brokenCheckout');
    await banner().waitFor();
    await page.reload();
    const rows = page.getByRole('table').getByRole('row');
    await rows.nth(2).waitFor();
    expect(await rows.nth(1).innerText()).toMatch(/failed/i);
  });

  it('shows a hostile diagnosis as text and nothing else', async () => {
    anthropic.reply(({ facts }) => ({
      kind: 'json',
      value: {
        classification: 'actionRequired',
        confidence: 0.9,
        text: `The checkout answers ${hostile}`,
        evidenceIds: facts.slice(0, 1).map(({ id }) => id),
      },
    }));
    expect(await run('brokenCheckout')).toMatchObject({ diagnosis: { madeBy: { kind: 'haiku' } } });
    await page.goto(`${site.url}/admin/operations/health`);
    for (const element of ['load-test-banner', 'load-test-results']) {
      await page.locator(element).getByText(survivingTag).first().waitFor();
      expect(await page.locator(element).locator('img, script').count()).toBe(0);
    }
    expect(await page.title()).toContain('System health');
  });

  it('is gone when the next load test has passed', async () => {
    expect(await run('healthy')).toMatchObject({ verdict: 'passed' });
    await banner().waitFor({ state: 'hidden' });
    await page.reload();
    await page
      .getByRole('table')
      .getByText(/passed/i)
      .first()
      .waitFor();
    expect(await banner().count()).toBe(0);
  });

  it('says that nobody knows when the sidecar has stopped', async () => {
    await sidecar.stop();
    await page.reload();
    await page
      .getByText(/does not answer/)
      .first()
      .waitFor();
    await expectGood('unknown');
  });

  async function expectGood(name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 400]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({
          path: path.join(repository, `artifacts/admin/demo-${name}-${colorScheme}-${width}.png`),
          fullPage: true,
        });
        await expectNoAccessibilityViolations(page);
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      }
    }
  }
});
