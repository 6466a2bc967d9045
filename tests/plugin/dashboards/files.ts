import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { dashboardSchema, type Dashboard } from './schema';

const source = path.resolve(__dirname, '../../../src');

/** Those that the app brings: their files in `src/dashboards`. */
export const dashboardFiles = ['load-tests.json', 'k6-live-run.json'] as const;
export type DashboardFile = (typeof dashboardFiles)[number];

/** @throws ZodError where Grafana would read it otherwise than it is meant. */
export async function readDashboard(file: DashboardFile): Promise<Dashboard> {
  return dashboardSchema.parse(JSON.parse(await readFile(path.join(source, 'dashboards', file), 'utf8')));
}

/** Every Flux query of the dashboard, by the panel's title and the query's letter, or by the variable's name. */
export function queriesOf(dashboard: Dashboard): ReadonlyMap<string, string> {
  const ofPanels = dashboard.panels.flatMap((panel) =>
    panel.targets.map(({ refId, query }) => [`${panel.title} ${refId}`, query] as const)
  );
  const ofVariables = dashboard.templating.list.flatMap((variable) =>
    variable.type === 'query' ? [[`variable ${variable.name}`, variable.query.query] as const] : []
  );
  return new Map([...ofPanels, ...ofVariables]);
}
