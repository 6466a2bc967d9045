import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openEmbedded } from '../../backend/src/db/database';
import { putEmptyRecords } from '../../backend/src/testing/empty-records';
import { storeRun } from '../../backend/src/testing/run-rows';
import { writeCatalogue } from '../stack/catalogue';
import { startSilentServer, type SilentServer } from '../scenarios/silent-server';
import { startSidecar, type StackSidecar } from '../stack/sidecar';
import { waitUntil } from '../stack/wait-until';
import { startFilledSidecar, type FilledSidecar, type Story } from './filled-sidecar';
import {
  describeInBrowser,
  expectGoodInEveryView,
  interactions,
  openPage,
  settingsFor,
  shownPanel,
  startHost,
  type Host,
} from './host';

const results = '/a/blueclerk-loadtest-app/results';
/** Nobody listens on the discard port. */
const unusedAddress = 'http://127.0.0.1:9';

jest.setTimeout(400_000);

describeInBrowser('the pages of runs in a Grafana over the real sidecar', () => {
  let empty: StackSidecar;
  let long: StackSidecar;
  let filled: FilledSidecar;
  let silent: SilentServer;
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
    silent = await closing(startSilentServer(), (server) => server.close());
    host = await closing(startHost(), (started) => started.close());
    filled = await closing(startFilledSidecar(), (started) => started.stop());
    empty = await closing(startSidecar({ catalogueFile: catalogue.file }), stop);
    long = await closing(startSidecar({ catalogueFile: catalogue.file, dataDir: history }), stop);
  }, 400_000);
  afterAll(async () => {
    for (const close of closers.reverse()) {
      await close();
    }
  }, 180_000);

  beforeEach(() => host.configure(settingsFor(filled.sidecar)));

  const row = (page: Page, test: string) => page.getByRole('row').filter({ hasText: test });

  describe('the results', () => {
    it('says that it is loading', async () => {
      host.configure({ jsonData: { apiUrl: silent.url } });
      const page = await openPage(host, results);
      await page.getByText('Loading load test results').waitFor();
      await expectGoodInEveryView(page, 'results-loading');
    });

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
        // The redeploy of one has a run of its own, which verifies it.
        expect((await row(page, test).allTextContents()).filter((text) => words.test(text))).not.toEqual([]);
      }
      await page.getByText('Action required: action-required').waitFor();
      await expectGoodInEveryView(page, 'results');
    });

    it('opens a run by its row, and filters by the address', async () => {
      const page = await openPage(host, `${results}?verdict=errored`, { role: 'Viewer' });
      await row(page, 'errored').waitFor();
      expect(await page.getByRole('row').count()).toBe(2);
      await row(page, 'errored').getByRole('link').first().click();
      await page.waitForURL(`**/runs/${filled.runs.errored}`);
    });

    it('changes by itself when the sidecar tells of a change', async () => {
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

    it.each([
      ['where Grafana is installed below a path', { subPath: '/grafana' }],
      ['under React 19', { react: 19 as const }],
    ])('works %s, and so does the page of a run', async (_, options) => {
      const other = await startHost({ ...options, settings: settingsFor(filled.sidecar) });
      try {
        const page = await openPage(other, results, { role: 'Viewer' });
        await row(page, 'action-required').first().getByRole('link').first().click();
        await page.getByRole('heading', { level: 1, name: 'action-required' }).waitFor();
        expect((await shownPanel(page, 'Response times')).frames).toHaveLength(1);
        expect(page.url()).toContain(`${other.url}${pageOf('action-required')}`);
      } finally {
        await other.close();
      }
    });
  });

  describe('the load tests', () => {
    const loadTests = '/a/blueclerk-loadtest-app/tests';
    const card = (page: Page, test: string) => page.getByRole('article', { name: test, exact: true });

    it('says that it is loading', async () => {
      host.configure({ jsonData: { apiUrl: silent.url } });
      const page = await openPage(host, loadTests);
      await page.getByText('Loading the catalogue of load tests').waitFor();
      await expectGoodInEveryView(page, 'load-tests-loading');
    });

    it('says that the catalogue is empty', async () => {
      host.configure(settingsFor(empty));
      const page = await openPage(host, loadTests);
      await page.getByText('The catalogue has no load test').waitFor();
      await expectGoodInEveryView(page, 'load-tests-empty');
    });

    it('says that the sidecar is down', async () => {
      host.configure({ jsonData: { apiUrl: unusedAddress } });
      const page = await openPage(host, loadTests, { expectedStatuses: [502] });
      await page.getByText('Not available: the catalogue of load tests').waitFor();
      await expectGoodInEveryView(page, 'load-tests-sidecar-down');
    });

    it('shows viewers the catalogue, what runs and what waits', async () => {
      const page = await openPage(host, loadTests, { role: 'Viewer' });
      await page.getByRole('progressbar', { name: 'Time of the run' }).waitFor();
      await card(page, 'action-required').getByText('failed', { exact: true }).waitFor();
      const leapYear = card(page, 'leap-year');
      await leapYear.getByText('At 03:00, on day 29 of the month, only in February, Europe/Berlin').waitFor();
      expect(await leapYear.innerText()).toContain('database upgrade: At 22:00, only on Sunday, UTC');
      expect(await page.getByRole('button', { name: /^(run|stop)/i }).count()).toBe(0);
      await expectGoodInEveryView(page, 'load-tests-viewer');
    });

    it('lets an editor run a load test, watch its place and stop it, and shows its verdict by itself', async () => {
      const page = await openPage(host, loadTests, { role: 'Editor' });
      await page.getByText('Live', { exact: true }).waitFor();
      expect(await page.getByRole('button', { name: 'Run now: leap-year' }).isDisabled()).toBe(true);
      await page.getByRole('button', { name: 'Run now: queued' }).click();
      await page.getByRole('link', { name: 'Open the new run of queued' }).waitFor();
      const waiting = page.getByRole('listitem').filter({ hasText: /^queued/ });
      const mine = waiting.filter({ hasText: 'manual' }).last();
      await mine.getByText(/after \d other run/).waitFor();
      await expectGoodInEveryView(page, 'load-tests-editor');
      const before = await waiting.count();
      await mine.getByRole('button', { name: 'Stop the run: queued' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Stop it' }).click();
      await waitUntil('the run leaves the queue', async () => ((await waiting.count()) < before ? true : undefined));
      await card(page, 'queued').getByText('errored', { exact: true }).waitFor();
    });
  });

  describe('the page of a run', () => {
    /** Waits until what comes last is there. */
    async function openRun(story: Story, role: 'Viewer' | 'Editor' = 'Viewer'): Promise<Page> {
      const page = await openPage(host, pageOf(story), { role });
      await page.getByRole('heading', { level: 1, name: story }).waitFor();
      return page;
    }

    it('tells of a failure that needs a person what, why, since when and by what evidence', async () => {
      const page = await openRun('action-required');
      await page
        .getByText(/error rate 33\.3 % .*limit 0 %/)
        .first()
        .waitFor();
      await page.getByRole('heading', { name: 'Diagnosis' }).waitFor();
      await page.getByRole('list', { name: 'Timeline of the incident' }).waitFor();
      const shown = await shownPanel(page, 'Requests and errors per second');
      expect(shown).toMatchObject({ pluginId: 'timeseries', canZoom: true });
      expect(shown.frames[0]?.fields.map(({ name, type }) => [name, type])).toEqual([
        ['time', 'time'],
        ['Requests', 'number'],
        ['Failed requests', 'number'],
      ]);
      const run = await filled.sidecar.api.run(filled.runs['action-required']);
      const span = { time: Date.parse(run.startedAt ?? ''), timeEnd: Date.parse(run.endedAt ?? '') };
      const [diagnosis] = shown.annotations;
      expect(diagnosis).toMatchObject({ ...span, isRegion: true, tags: expect.arrayContaining(['severity:critical']) });
      expect(diagnosis?.text).toMatch(/^action-required: failed\. error rate 33\.3 %.*Action required/);
      // Whole steps of the series, so a little longer than the run.
      expect(shown.timeRange?.from).toBeLessThanOrEqual(span.time);
      expect(shown.timeRange?.to).toBeGreaterThanOrEqual(span.timeEnd);
      await expectGoodInEveryView(page, 'run-action-required');
    });

    it('leads from a cited fact to what it rests on', async () => {
      const page = await openRun('action-required');
      const evidence = page.getByRole('list', { name: 'Facts the diagnosis rests on' });
      await evidence.getByRole('link').first().click();
      await page.waitForFunction(`location.hash !== '' && document.activeElement?.id === location.hash.slice(1)`);
    });

    it('tells what was done by itself', async () => {
      const page = await openRun('auto-fixed');
      await page
        .getByText(/redeploy/)
        .first()
        .waitFor();
      await page.getByRole('list', { name: 'Timeline of the incident' }).waitFor();
      await shownPanel(page, 'Response times');
      await expectGoodInEveryView(page, 'run-auto-fixed');
    });

    it.each(['passed', 'inconclusive', 'errored'] as const)('shows a run that has %s', async (story) => {
      const page = await openRun(story);
      await page.getByText(story).first().waitFor();
      await page.getByRole('heading', { name: 'Metric store' }).waitFor();
      await expectGoodInEveryView(page, `run-${story}`);
    });

    it('shows a run that goes on, which editors may stop', async () => {
      const page = await openRun('running', 'Editor');
      await page.getByRole('button', { name: 'Stop the run' }).waitFor();
      await shownPanel(page, 'Virtual users');
      await expectGoodInEveryView(page, 'run-running');
      await page.getByRole('button', { name: 'Stop the run' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Let it run' }).click();
      expect((await filled.sidecar.api.run(filled.runs.running)).status).toBe('running');
    });

    it('shows a run that waits for its turn', async () => {
      const id = await filled.sidecar.api.runNow('queued');
      const page = await openPage(host, `/a/blueclerk-loadtest-app/runs/${id}`, { role: 'Viewer' });
      await page.getByText('queued', { exact: true }).first().waitFor();
      await expectGoodInEveryView(page, 'run-queued');
      await filled.sidecar.api.stop(id);
    });

    it('says that it is loading', async () => {
      host.configure({ jsonData: { apiUrl: silent.url } });
      const page = await openPage(host, pageOf('passed'));
      await page.getByText('Loading the run').waitFor();
      await expectGoodInEveryView(page, 'run-loading');
    });

    it('says that there is no such run', async () => {
      const page = await openPage(host, '/a/blueclerk-loadtest-app/runs/none', { expectedStatuses: [404] });
      await page.getByText('There is no such run').waitFor();
      await expectGoodInEveryView(page, 'run-missing');
    });

    it('says that the sidecar is down', async () => {
      host.configure({ jsonData: { apiUrl: unusedAddress } });
      const page = await openPage(host, pageOf('passed'), { expectedStatuses: [502] });
      await page.getByText('Not available: the run').waitFor();
      await expectGoodInEveryView(page, 'run-sidecar-down');
    });

    it('takes what an editor says and does, and nothing of a viewer', async () => {
      const viewer = await openRun('action-required');
      await viewer.getByRole('list', { name: 'Timeline of the incident' }).waitFor();
      expect(await viewer.getByRole('button', { name: /acknowledge|send feedback|run .* again/i }).count()).toBe(0);

      const page = await openRun('action-required', 'Editor');
      await page.getByLabel('Comment for the timeline').fill('Looking at the checkout.');
      await page.getByRole('button', { name: 'Acknowledge' }).click();
      await page.getByText('Acknowledged. The banner stays').waitFor();
      await page.getByRole('radio', { name: 'No' }).check({ force: true });
      await page.getByLabel('What was the cause in truth?').fill('The payment provider was away.');
      await page.getByRole('button', { name: 'Send feedback' }).click();
      await page.getByRole('list', { name: 'Feedback given' }).getByText('The payment provider was away.').waitFor();
      await expectGoodInEveryView(page, 'run-acknowledged');
      const told = (await interactions(page)).map(({ name }) => name.replace(`${host.pluginId}_`, ''));
      expect(told).toEqual(expect.arrayContaining(['page_viewed', 'incident_acknowledged', 'feedback_given']));
      expect((await filled.sidecar.api.banner()).state).toBe('action_required');

      await page.getByRole('button', { name: 'Run action-required again' }).click();
      await page.getByText('Started. This page shows the new run.').waitFor();
      expect(page.url()).not.toContain(filled.runs['action-required']);
    });

    it('follows a run by its events without being loaded again, and ends it', async () => {
      const page = await openRun('running', 'Editor');
      const shown = async (name: string) => page.getByText(name, { exact: true }).locator('xpath=../dd').innerText();
      const requests = async () => Number((await shown('Requests so far')).replaceAll(',', ''));
      const first = await waitUntil('the first requests', async () => {
        const count = await requests();
        return count > 0 ? count : undefined;
      });
      await waitUntil('more requests', async () => ((await requests()) > first ? true : undefined));
      expect(await shown('Virtual users now')).toBe('10');
      expect(await shown('p95 of the last 30 s')).toMatch(/^[\d.,]+ m?s$/);
      expect(await shown('Error rate so far')).toMatch(/^0(\.0\d+)? %$/);
      await page.getByRole('button', { name: 'Stop the run' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Stop it' }).click();
      await page.getByText('The run is told to stop').waitFor();
      await page.getByText('errored', { exact: true }).first().waitFor();
      expect(await page.getByText('Requests so far').count()).toBe(0);
      const { verdict, reasons, effects } = await filled.sidecar.api.waitForVerdict(filled.runs.running);
      expect([verdict, reasons[0]?.code]).toEqual(['errored', 'stoppedByPerson']);
      expect(effects.filter(({ kind }) => kind === 'slackMessage')).toEqual([]);
    });
  });

  const pageOf = (story: Story) => `/a/blueclerk-loadtest-app/runs/${filled.runs[story]}`;
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
