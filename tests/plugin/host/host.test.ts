import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  alerts,
  describeInBrowser,
  interactions,
  openPage,
  shownPanel,
  startHost,
  takeProblems,
  type Host,
} from './index';

const root = '/a/blueclerk-loadtest-app/results';

/** A plugin that uses what Grafana gives, so that it is seen to be given. */
const code = `define(['react', '@grafana/data', '@grafana/runtime'], (React, data, runtime) => {
  const series = data.toDataFrame({
    name: 'p95',
    fields: [
      { name: 'time', type: data.FieldType.time, values: [1000, 2000, 3000] },
      { name: 'value', type: data.FieldType.number, values: [1, 2, 3], config: { unit: 'ms' } },
    ],
  });
  const regions = data.toDataFrame({ fields: [
    { name: 'time', type: data.FieldType.time, values: [1000] },
    { name: 'timeEnd', type: data.FieldType.time, values: [2000] },
    { name: 'isRegion', type: data.FieldType.boolean, values: [true] },
    { name: 'color', type: data.FieldType.string, values: ['red'] },
  ] });
  const range = { from: data.dateTime(0), to: data.dateTime(4000) };
  function Root() {
    const [answer, setAnswer] = React.useState('none');
    const ask = () => {
      runtime.reportInteraction('asked', { for: 'nothing' });
      runtime.getBackendSrv().get('api/nothing').catch(({ status, data }) => setAnswer(status + ' ' + data.message));
    };
    return React.createElement(runtime.PluginPage, { actions: React.createElement('button', { onClick: ask }, 'Ask') },
      React.createElement('p', null, data.dateTimeFormat(0) + ', answer: ' + answer),
      React.createElement(runtime.PanelRenderer, {
        pluginId: 'timeseries', title: 'Response time', width: 300, height: 200,
        data: { state: 'Done', series: [series], annotations: [regions], timeRange: { ...range, raw: range } },
      }));
  }
  return { plugin: new data.AppPlugin().setRootPage(Root) };
});`;

jest.setTimeout(180_000);

describeInBrowser('what the host gives to a plugin', () => {
  let folder: string;
  let host: Host;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'plugin-'));
    host = await startHost({ plugin: folder });
  }, 240_000);
  afterAll(async () => {
    await host.close();
    await rm(folder, { recursive: true });
  });
  const use = (text: string) => writeFile(path.join(folder, 'module.js'), text);

  it("is a page, the user's time zone, panels, refusals with a pop-up, and interactions", async () => {
    await use(code);
    const page = await openPage(host, root, { timezone: 'Asia/Tokyo', expectedStatuses: [404] });
    await page.getByRole('heading', { level: 1, name: 'Load test results' }).waitFor();
    expect(await page.getByText('answer: none').textContent()).toContain('1970-01-01 09:00:00');
    expect(await shownPanel(page, 'Response time')).toMatchObject({
      pluginId: 'timeseries',
      timeRange: { from: 0, to: 4000 },
      frames: [{ name: 'p95', rows: 3, fields: [{ type: 'time' }, { type: 'number', unit: 'ms' }] }],
      annotations: [{ time: 1000, timeEnd: 2000, isRegion: true, color: 'red' }],
    });

    await page.getByRole('button', { name: 'Ask' }).click();
    await page.getByText('answer: 404 Not found').waitFor();
    expect(await interactions(page)).toEqual([
      { name: 'asked', properties: expect.objectContaining({ for: 'nothing' }) },
    ]);
    await page.waitForFunction('window.__alerts.length > 0');
    expect(await alerts(page)).toEqual([{ severity: 'alert-warning', texts: ['Not found'] }]);
  });

  it('is nothing that Grafana does not share', async () => {
    await use(`define(['left-pad'], () => ({}));`);
    const page = await openPage(host, root);
    await page.getByText('The plugin asks Grafana for "left-pad", which it does not share').waitFor();
    expect(takeProblems(page)).toEqual([expect.stringContaining('left-pad')]);
  });
});
