import {
  PluginExtensionPoints,
  type PluginExtensionAddedLinkConfig,
  type PluginExtensionPanelContext,
} from '@grafana/data';
import { paths } from '../constants';

type PanelContext = Partial<Pick<PluginExtensionPanelContext, 'timeRange'>>;

/** In the menu of every panel of every dashboard: the results of load tests over the time that the dashboard shows. */
export function loadTestsInTimeRange(): PluginExtensionAddedLinkConfig<PanelContext> {
  return {
    // Not translated: Grafana takes a link only if plugin.json announces one of the same title.
    title: 'Load tests in this time range',
    description: 'Results of load tests over the time that the dashboard shows',
    targets: [PluginExtensionPoints.DashboardPanelMenu],
    icon: 'chart-line',
    path: paths.results,
    configure: (context) => ({ path: resultsIn(context?.timeRange) }),
  };
}

/** Relative times such as `now-6h` stay relative. Without times that can be read: every result. */
function resultsIn(range: PanelContext['timeRange']): string {
  const from = timeOf(range?.from);
  const to = timeOf(range?.to);
  return from === null || to === null
    ? paths.results
    : `${paths.results}?${new URLSearchParams({ from, to }).toString()}`;
}

/** What comes from Grafana at run time is not believed to be of the type. */
function timeOf(time: unknown): string | null {
  if (typeof time === 'string') {
    return time;
  }
  const at = typeof time === 'object' && time !== null ? new Date(Number(time)) : null;
  return at === null || Number.isNaN(at.getTime()) ? null : at.toISOString();
}
