import { dateTime, PluginExtensionPoints } from '@grafana/data';
import { plugin } from '../module';
import pluginJson from '../plugin.json';

const [link] = plugin.addedLinkConfigs;
const leadsTo = (context: object | undefined) => link?.configure?.(context)?.path;

it('is in the menu of dashboard panels, under the title that plugin.json announces', () => {
  const targets = [PluginExtensionPoints.DashboardPanelMenu];
  expect(link).toMatchObject({ title: 'Load tests in this time range', targets });
  expect(pluginJson.extensions.addedLinks).toEqual([{ title: link?.title, description: link?.description, targets }]);
});

it('leads to the results of the time that the dashboard shows', () => {
  expect(leadsTo({ timeRange: { from: 'now-6h', to: 'now' } })).toBe(
    '/a/blueclerk-loadtest-app/results?from=now-6h&to=now'
  );
  const from = dateTime('2026-11-20T10:00:00Z');
  const to = dateTime('2026-11-20T11:00:00Z');
  expect(leadsTo({ timeRange: { from, to } })).toBe(
    '/a/blueclerk-loadtest-app/results?from=2026-11-20T10%3A00%3A00.000Z&to=2026-11-20T11%3A00%3A00.000Z'
  );
});

it.each([
  [undefined],
  [{}],
  [{ timeRange: { from: dateTime(null), to: dateTime(null) } }],
  [{ timeRange: { from: 5, to: {} } }],
])('leads to every result where the times cannot be read: %j', (context) => {
  expect(leadsTo(context)).toBe('/a/blueclerk-loadtest-app/results');
});
