import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { startSilentServer, type SilentServer } from '../scenarios/silent-server';
import { writeCatalogue } from '../stack/catalogue';
import { startSidecar, type StackSidecar } from '../stack/sidecar';
import {
  describeInBrowser,
  expectGoodInEveryView,
  openPage,
  settingsFor,
  shownPanel,
  startHost,
  type Host,
} from './host';
import { neverRun, newestRun, putTrendHistory, runOnce, slowedDown } from './trend-history';

const app = '/a/blueclerk-loadtest-app';
const trendOf = (test: string) => `${app}/trends?test=${test}`;
/** Nobody listens on the discard port. */
const unusedAddress = 'http://127.0.0.1:9';

jest.setTimeout(200_000);

describeInBrowser('the pages over several runs in a Grafana over the real sidecar', () => {
  let sidecar: StackSidecar;
  let silent: SilentServer;
  let host: Host;
  const closers: Array<() => Promise<unknown>> = [];

  beforeAll(async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'trends-'));
    closers.push(() => rm(dataDir, { recursive: true, force: true }));
    await putTrendHistory(dataDir);
    const catalogue = await writeCatalogue(
      [slowedDown, runOnce, neverRun].map((name) => ({
        name,
        script: 'passing.js',
        target: 'https://shop.example/',
        environment: 'production',
      }))
    );
    closers.push(() => catalogue.remove());
    silent = await startSilentServer();
    closers.push(() => silent.close());
    host = await startHost();
    closers.push(() => host.close());
    sidecar = await startSidecar({ catalogueFile: catalogue.file, dataDir });
    closers.push(() => sidecar.stop());
  }, 200_000);
  afterAll(async () => {
    for (const close of closers.reverse()) {
      await close();
    }
  }, 60_000);

  beforeEach(() => host.configure(settingsFor(sidecar)));

  const open = (address: string) => openPage(host, address, { role: 'Viewer' });

  describe('the trend', () => {
    it('tells what moved and by which deployment, draws it, and lists every run', async () => {
      const page = await open(trendOf(slowedDown));
      await page.getByText(/^Since run checkout-11 the p95 is/).waitFor();
      await page.getByText(/The deployment that moved it: dpl_2/).waitFor();
      await page.getByText(/3 of the last 10 runs failed/).waitFor();
      await page.getByText(/Not part of the finding: 2 runs/).waitFor();
      const { frames, annotations, pluginId } = await shownPanel(page, 'p95 response time');
      expect(pluginId).toBe('timeseries');
      expect(frames[0]?.fields.map(({ name }) => name)).toEqual([
        'time',
        'p95 response time',
        'Baseline',
        'passed',
        'passed, not comparable',
        'failed',
        'failed, not comparable',
        'inconclusive',
      ]);
      expect(annotations).toMatchObject([{ text: 'dpl_2, commit 8d1c0f2', isRegion: false }]);
      expect(await page.getByRole('row').count()).toBe(21);
      await expectGoodInEveryView(page, 'trends');
    });

    it('leads to the comparison of a run with the baseline', async () => {
      const page = await open(trendOf(slowedDown));
      await page.getByRole('row').filter({ hasText: 'baseline' }).first().waitFor();
      await page.getByRole('link', { name: 'Compare with the baseline' }).first().click();
      await page.waitForURL(`**/compare?base=checkout-19&run=${newestRun}`);
      await page.getByRole('heading', { level: 1, name: 'Compare two runs' }).waitFor();
    });

    it('shows another load test when somebody chooses one: a single run, and none', async () => {
      const page = await open(`${app}/trends`);
      await page.getByRole('combobox', { name: 'Load test' }).click();
      await page.getByRole('option', { name: runOnce }).click();
      await page.getByText('There is no baseline').waitFor();
      await expectGoodInEveryView(page, 'trends-one-run');
      await page.getByRole('combobox', { name: 'Load test' }).click();
      await page.getByRole('option', { name: neverRun }).click();
      await page.getByText('No run of never counts yet').waitFor();
      expect(page.url()).toContain(trendOf(neverRun));
      await expectGoodInEveryView(page, 'trends-no-runs');
    });

    it('says that it is loading, that there is no such load test, and that the sidecar is away', async () => {
      const missing = await openPage(host, trendOf('gone'), { expectedStatuses: [404] });
      await missing.getByText('There is no such load test').waitFor();
      await expectGoodInEveryView(missing, 'trends-missing');
      host.configure({ jsonData: { apiUrl: silent.url } });
      const loading = await openPage(host, trendOf(slowedDown));
      await loading.getByText('Loading the trend').waitFor();
      host.configure({ jsonData: { apiUrl: unusedAddress } });
      const away = await openPage(host, trendOf(slowedDown), { expectedStatuses: [502] });
      await away.getByText('Not available: the trend').waitFor();
      await expectGoodInEveryView(away, 'trends-sidecar-down');
    });
  });

  describe('the comparison', () => {
    const figure = (page: Page, name: string) =>
      page.getByRole('table', { name: 'Figures of both runs' }).getByRole('row').filter({ hasText: name });

    it('shows figures, courses and endpoints, what is noise, and changes sides', async () => {
      const page = await open(`${app}/compare?base=checkout-3&run=${newestRun}`);
      await figure(page, 'p95 response time').getByText('slower').waitFor();
      await figure(page, 'Error rate').getByText('more errors').waitFor();
      await figure(page, 'Average response time').getByText('the same').waitFor();
      expect(await shownPanel(page, 'p95 response time')).toMatchObject({
        pluginId: 'trend',
        options: { xField: 'Elapsed time' },
        frames: [{ rows: 12 }],
      });
      await expectGoodInEveryView(page, 'compare');
      await page.getByRole('button', { name: 'Swap' }).click();
      await figure(page, 'p95 response time').getByText('faster').waitFor();
    });

    it('warns where more than the target differs', async () => {
      const page = await open(`${app}/compare?base=checkout-1&run=${newestRun}`);
      await page.getByText('More than the target differs: another script').waitFor();
      await expectGoodInEveryView(page, 'compare-unlike');
    });

    it('takes the baseline where nobody has chosen a base, and another run when somebody chooses it', async () => {
      const page = await open(`${app}/compare?run=${newestRun}`);
      await figure(page, 'p95 response time').getByText('slower').waitFor();
      await page.getByRole('combobox', { name: 'Base' }).click();
      await page.getByRole('option').filter({ hasText: 'checkout-16' }).click();
      await page.waitForURL(`**/compare?base=checkout-16&run=${newestRun}`);
    });

    it('says that there is no baseline, no such run, and nothing chosen yet', async () => {
      const none = await open(`${app}/compare?run=${runOnce}-1`);
      await none.getByText('There is no baseline to compare with').waitFor();
      await expectGoodInEveryView(none, 'compare-no-baseline');
      const missing = await openPage(host, `${app}/compare?base=gone&run=${newestRun}`, { expectedStatuses: [404] });
      await missing.getByText('There is no such run').waitFor();
      const nothing = await open(`${app}/compare`);
      await nothing.getByText('No run is chosen').waitFor();
    });
  });
});
