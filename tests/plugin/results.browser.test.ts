import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openEmbedded } from '../../backend/src/db/database';
import { putEmptyRecords } from '../../backend/src/testing/empty-records';
import { storeRun } from '../../backend/src/testing/run-rows';
import { writeCatalogue } from '../stack/catalogue';
import { startSidecar, type StackSidecar } from '../stack/sidecar';
import { startFilledSidecar, type FilledSidecar } from './filled-sidecar';
import { describeInBrowser, expectGoodInEveryView, openPage, settingsFor, startHost, type Host } from './host';

const results = '/a/blueclerk-loadtest-app/results';
/** Nobody listens on the discard port. */
const unusedAddress = 'http://127.0.0.1:9';

jest.setTimeout(120_000);

describeInBrowser('the results page in a Grafana over the real sidecar', () => {
  let empty: StackSidecar;
  let long: StackSidecar;
  let filled: FilledSidecar;
  let host: Host;

  const closers: Array<() => Promise<unknown>> = [];
  const closing = async <Started>(start: Promise<Started>, close: (started: Started) => Promise<unknown>) => {
    const started = await start;
    closers.push(() => close(started));
    return started;
  };

  beforeAll(async () => {
    const catalogue = await closing(writeCatalogue([]), (made) => made.remove());
    const history = await closing(mkdtemp(path.join(tmpdir(), 'history-')), (folder) =>
      rm(folder, { recursive: true, force: true })
    );
    await storeHistory(history, 5000);
    const stop = (sidecar: StackSidecar) => sidecar.stop();
    host = await closing(startHost(), (started) => started.close());
    filled = await closing(startFilledSidecar(), (started) => started.stop());
    empty = await closing(startSidecar({ catalogueFile: catalogue.file }), stop);
    long = await closing(startSidecar({ catalogueFile: catalogue.file, dataDir: history }), stop);
  }, 400_000);
  afterAll(async () => {
    for (const close of closers.reverse()) {
      await close();
    }
  }, 60_000);

  const row = (page: Page, test: string) => page.getByRole('row').filter({ hasText: test });

  it('says that there are no runs yet', async () => {
    host.configure(settingsFor(empty));
    const page = await openPage(host, results);
    await page.getByText('No load test has run yet').waitFor();
    await expectGoodInEveryView(page, 'results-empty');
  });

  it('says that the sidecar is down', async () => {
    host.configure({ jsonData: { apiUrl: unusedAddress } });
    const page = await openPage(host, results, { expectedStatuses: [502] });
    await page.getByText('Not available: load test results').waitFor();
    await expectGoodInEveryView(page, 'results-sidecar-down');
  });

  it('says that it is not configured', async () => {
    host.configure({ jsonData: {} });
    const page = await openPage(host, results);
    await page.getByText('not connected to a sidecar').waitFor();
    await expectGoodInEveryView(page, 'results-not-configured');
  });

  it('says that the key may not read', async () => {
    host.configure({ jsonData: { apiUrl: empty.url }, secureJsonData: { readKey: empty.keys.banner } });
    const page = await openPage(host, results, { expectedStatuses: [403], role: 'Viewer' });
    await page.getByText('You may not see load test results').waitFor();
    await expectGoodInEveryView(page, 'results-no-permission');
  });

  it('shows every kind of run, and what is wrong now', async () => {
    host.configure(settingsFor(filled.sidecar));
    const page = await openPage(host, results, { role: 'Viewer' });
    await row(page, 'action-required').first().waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await row(page, 'passed').getByText('passed').count()).toBeGreaterThan(0);
    for (const [test, words] of [
      ['auto-fixed', /failed.*Yes: redeploy/s],
      ['action-required', /failed.*Yes/s],
      ['inconclusive', /inconclusive/],
      ['errored', /errored/],
      ['running', /running/],
      ['queued', /queued/],
    ] as const) {
      expect(await row(page, test).first().textContent()).toMatch(words);
    }
    await page.getByText('Action required: action-required').waitFor();
    await expectGoodInEveryView(page, 'results');
  });

  it('opens a run by its row, and filters by the address', async () => {
    host.configure(settingsFor(filled.sidecar));
    const page = await openPage(host, `${results}?verdict=errored`, { role: 'Viewer' });
    await row(page, 'errored').waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
    await row(page, 'errored').getByRole('link').click();
    await page.waitForURL(`**/runs/${filled.runs.errored}`);
  });

  it('changes by itself when the sidecar tells of a change', async () => {
    host.configure(settingsFor(filled.sidecar));
    const page = await openPage(host, results, { role: 'Viewer' });
    await page.getByText('Live', { exact: true }).waitFor();
    await row(page, 'queued').getByText('queued').first().waitFor();
    await filled.sidecar.api.stop(filled.runs.queued);
    await row(page, 'queued').getByText('errored').first().waitFor();
  });

  it('pages through 5,000 runs with fifty on the page', async () => {
    host.configure(settingsFor(long));
    const page = await openPage(host, results, { role: 'Viewer' });
    await page.getByRole('cell', { name: 'history-4999' }).waitFor();
    await page.getByRole('button', { name: 'Older runs' }).click();
    await page.getByRole('cell', { name: 'history-4949' }).waitFor();
    await page.getByRole('button', { name: 'Older runs' }).click();
    await page.getByRole('cell', { name: 'history-4899' }).waitFor();
    expect(await page.getByRole('row').count()).toBe(51);
    await page.goBack();
    await page.getByRole('cell', { name: 'history-4949' }).waitFor();
    await page.getByRole('button', { name: 'Newest runs' }).click();
    await page.getByRole('cell', { name: 'history-4999' }).waitFor();
  });
});

/** Judged runs of load tests `history-0`, the oldest, and so on, a minute apart. */
async function storeHistory(dataDir: string, count: number): Promise<void> {
  await putEmptyRecords(dataDir);
  const { db, close } = await openEmbedded(dataDir);
  await db.transaction(async (tx) => {
    for (let index = 0; index < count; index += 1) {
      const startedAt = new Date(Date.parse('2026-11-20T00:00:00.000Z') + index * 60_000);
      await storeRun(tx, {
        test: `history-${index}`,
        status: 'judged',
        verdict: 'passed',
        announcedAt: startedAt,
        startedAt,
        endedAt: new Date(startedAt.getTime() + 50_000),
        judgedAt: new Date(startedAt.getTime() + 51_000),
        durationSeconds: 50,
        virtualUsers: 20,
        requests: 1000,
        failedRequests: 0,
        errorRate: 0,
        avgResponseTimeMs: 100,
        p95ResponseTimeMs: 200,
      });
    }
  });
  await close();
}
