import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeCatalogue, type CatalogueFolder } from '../stack/catalogue';
import { startSidecar, type StackSidecar } from '../stack/sidecar';
import { describeInBrowser, expectGoodInEveryView, openPage, settingsFor, startHost, type Host } from './host';

const summaries = path.join(__dirname, '../fixtures/k6/summaries/v2');
const results = '/a/blueclerk-loadtest-app/results';
/** Nobody listens on the discard port. */
const unusedAddress = 'http://127.0.0.1:9';

jest.setTimeout(120_000);

describeInBrowser('the built plugin in a Grafana over the real sidecar', () => {
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;
  let host: Host;
  let newest: Host;

  beforeAll(async () => {
    catalogue = await writeCatalogue([]);
    [sidecar, host, newest] = await Promise.all([
      startSidecar({ catalogueFile: catalogue.file }),
      startHost(),
      startHost({ react: 19 }),
    ]);
  }, 300_000);
  afterAll(async () => {
    await Promise.all([host.close(), newest.close()]);
    await sidecar.stop();
    await catalogue.remove();
  }, 60_000);
  beforeEach(() => host.configure(settingsFor(sidecar)));

  it('says that there are no runs yet', async () => {
    const page = await openPage(host, results);
    await page.getByText('No load test has run yet').waitFor();
    await expectGoodInEveryView(page, 'results-empty');
  });

  it('says that the sidecar is down', async () => {
    host.configure({ jsonData: { apiUrl: unusedAddress } });
    const page = await openPage(host, results, { expectedStatuses: [502] });
    await page.getByText('Load test results cannot be shown').waitFor();
    await expectGoodInEveryView(page, 'results-sidecar-down');
  });

  describe('with runs', () => {
    beforeAll(async () => {
      await Promise.all(
        ['passing', 'thresholds-crossed', 'one-error', 'dead-target'].map((summary) => report(sidecar, summary))
      );
    });

    it('lists the runs', async () => {
      const page = await openPage(host, results, { role: 'Viewer' });
      await page.getByRole('cell', { name: 'thresholds-crossed' }).waitFor();
      await expectGoodInEveryView(page, 'results', {
        // InteractiveTable escapes the slash of "Pass/fail" in the name of its button, but not in its text.
        rules: ['label-content-name-mismatch'],
        // Eleven columns are a table at every width.
        sidewaysScroll: true,
      });
    });

    it('works where Grafana is installed below a path', async () => {
      const below = await startHost({ subPath: '/grafana', settings: settingsFor(sidecar) });
      try {
        const page = await openPage(below, results);
        await page.getByRole('cell', { name: 'thresholds-crossed' }).waitFor();
      } finally {
        await below.close();
      }
    });

    it('works under React 19', async () => {
      newest.configure(settingsFor(sidecar));
      const page = await openPage(newest, results);
      await page.getByRole('cell', { name: 'thresholds-crossed' }).waitFor();
    });
  });
});

/** A run as somebody's own k6 reports it, with a recorded summary of the load test of that name. */
async function report(sidecar: StackSidecar, test: string): Promise<void> {
  const { exitCode, handleSummary: summary } = JSON.parse(
    await readFile(path.join(summaries, `${test}.json`), 'utf8')
  ) as { exitCode: number; handleSummary: Record<string, unknown> };
  const id = randomUUID();
  await sidecar.api.announce({ id, test, target: 'http://shop.test', reporter: 'other' });
  await sidecar.api.sendPart(id, { part: 'summary', summary });
  await sidecar.api.sendPart(id, { part: 'exitCode', exitCode });
  await sidecar.api.waitForVerdict(id);
}
