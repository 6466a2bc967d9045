import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { dashboardSchema, type Dashboard } from '../plugin/dashboards/schema';
import {
  appsSchema,
  contactPointsSchema,
  dashboardProvidersSchema,
  datasourcesSchema,
  policiesSchema,
  rulesSchema,
  templatesSchema,
  type Rule,
} from './schema';

/** The folder that Grafana reads as /etc/grafana/provisioning. */
export const provisioning = path.resolve(__dirname, '../../provisioning');

const yamlFiles = {
  'plugins/app.yaml': appsSchema,
  'datasources/influxdb.yaml': datasourcesSchema,
  'dashboards/load-tests.yaml': dashboardProvidersSchema,
  'alerting/monitor-rules.yaml': rulesSchema,
  'alerting/run-rules.yaml': rulesSchema,
  'alerting/contact-points.yaml': contactPointsSchema,
  'alerting/notification-policies.yaml': policiesSchema,
  'alerting/message-templates.yaml': templatesSchema,
};
type YamlFiles = typeof yamlFiles;
export const yamlFileNames = z.enum(Object.keys(yamlFiles) as [keyof YamlFiles, ...Array<keyof YamlFiles>]).options;
export const dashboardName = 'dashboards/load-test-diagnosis.json';

export function readText(name: string): Promise<string> {
  return readFile(path.join(provisioning, name), 'utf8');
}

/** @throws ZodError where Grafana would read it otherwise than it is meant. */
export async function readYaml<Name extends keyof YamlFiles>(name: Name): Promise<z.infer<YamlFiles[Name]>> {
  const schema: z.ZodType = yamlFiles[name];
  return schema.parse(parse(await readText(name))) as z.infer<YamlFiles[Name]>;
}

/** Every alert rule, with the seconds between its evaluations. */
export async function readRules(): Promise<ReadonlyArray<Rule & { readonly intervalSeconds: number }>> {
  const files = await Promise.all([readYaml('alerting/monitor-rules.yaml'), readYaml('alerting/run-rules.yaml')]);
  return files.flatMap(({ groups: [{ interval, rules }] }) =>
    rules.map((rule) => ({ ...rule, intervalSeconds: seconds(interval) }))
  );
}

/** Seconds of a duration as Grafana writes it, with one unit. */
export function seconds(duration: string): number {
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
  return Number(duration.slice(0, -1)) * (units[duration.slice(-1)] ?? NaN);
}

const source = z.looseObject({ type: z.literal('influxdb'), uid: z.string() });

/**
 * The dashboard of this folder, checked as those of the app are. It differs from them in that its data sources are fixed,
 * because this folder provisions them: they are handed out beside it, in the order in which they stand.
 *
 * @throws ZodError where Grafana would read it otherwise than it is meant.
 */
export async function readOwnDashboard(): Promise<{ dashboard: Dashboard; sources: ReadonlyMap<string, string> }> {
  const sources = new Map<string, string>();
  const file: unknown = JSON.parse(await readText(dashboardName), (_key, value: unknown) => {
    const found = source.safeParse(value);
    return found.success && found.data.uid !== '${datasource}' ? { ...found.data, uid: '${datasource}' } : value;
  });
  const dashboard = dashboardSchema.parse(file);
  const fixed = z
    .object({
      panels: z.array(
        z.object({ title: z.string(), targets: z.array(z.object({ refId: z.string(), datasource: source })) })
      ),
      templating: z.object({ list: z.array(z.object({ name: z.string(), datasource: source })) }),
    })
    .parse(JSON.parse(await readText(dashboardName)));
  for (const { title, targets } of fixed.panels) {
    targets.forEach(({ refId, datasource }) => sources.set(`${title} ${refId}`, datasource.uid));
  }
  fixed.templating.list.forEach(({ name, datasource }) => sources.set(`variable ${name}`, datasource.uid));
  return { dashboard, sources };
}
