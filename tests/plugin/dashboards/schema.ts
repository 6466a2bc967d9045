import { z } from 'zod';

/**
 * What Grafana 12.3 reads of a dashboard (classic schema), as narrow as this app's dashboards are to be: a word that is
 * written wrongly would not be an error in Grafana, it would just do nothing.
 */

/** The data source is chosen on the dashboard, so that it works wherever it is imported. */
const datasource = z.strictObject({ type: z.literal('influxdb'), uid: z.literal('${datasource}') });
const grafanaItself = z.strictObject({ type: z.literal('grafana'), uid: z.literal('-- Grafana --') });
const text = z.string().regex(/\S/);
const whole = z.number().int().min(0);
const gridPos = z.strictObject({ x: whole, y: whole, w: z.int().min(1).max(24), h: z.int().min(1) });

const target = z.strictObject({ refId: z.string().regex(/^[A-Z]$/), datasource, query: text });

const thresholds = z.strictObject({
  mode: z.literal('absolute'),
  // The first step is the base and has no value.
  steps: z
    .tuple([z.strictObject({ color: text, value: z.null() })])
    .rest(z.strictObject({ color: text, value: z.number() })),
});
const link = z.strictObject({ title: text, url: z.string().startsWith('/'), targetBlank: z.boolean() });
const mapping = z.strictObject({
  type: z.literal('value'),
  options: z.record(z.string(), z.strictObject({ text, color: text.optional(), index: whole })),
});
const units = ['ms', 'percentunit', 'reqps', 'suffix: /s', 'Bps', 'decbytes', 'locale', 'none', 'string'] as const;
const fieldConfig = z.strictObject({
  defaults: z.strictObject({
    unit: z.enum(units),
    noValue: text,
    decimals: whole.optional(),
    displayName: text.optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    color: z.strictObject({ mode: z.enum(['thresholds', 'palette-classic']) }).optional(),
    thresholds: thresholds.optional(),
    mappings: z.array(mapping).optional(),
    links: z.array(link).optional(),
    custom: z.record(z.string(), z.unknown()).optional(),
  }),
  overrides: z.array(
    z.strictObject({
      matcher: z.strictObject({ id: z.enum(['byName', 'byFrameRefID']), options: text }),
      properties: z.array(z.strictObject({ id: text, value: z.unknown() })).min(1),
    })
  ),
});

const panel = {
  id: z.int().min(1),
  title: text,
  description: z.string().min(20),
  gridPos,
  datasource,
  targets: z.array(target).min(1),
};
/** The panels of Grafana's own that the dashboards use. */
const corePanel = z.strictObject({
  ...panel,
  type: z.enum(['stat', 'timeseries', 'state-timeline', 'table']),
  fieldConfig,
  options: z.record(z.string(), z.unknown()),
  interval: z.literal('1s').optional(),
  maxDataPoints: z.int().min(1).optional(),
  transformations: z
    .array(z.strictObject({ id: z.literal('organize'), options: z.record(z.string(), z.unknown()) }))
    .optional(),
});
/** The panel of this app. It formats each figure by itself; a unit that is set here would stand instead. */
const ownPanel = z.strictObject({
  ...panel,
  type: z.literal('blueclerk-loadtestresults-panel'),
  fieldConfig: z.strictObject({ defaults: z.strictObject({}), overrides: z.tuple([]) }),
  options: z.strictObject({}),
});

const named = { name: z.string().regex(/^\w+$/), label: text, description: text, hide: z.literal(0) };
const option = z.strictObject({ selected: z.literal(true), text, value: text });
const variable = z.discriminatedUnion('type', [
  z.strictObject({
    ...named,
    type: z.literal('datasource'),
    query: z.literal('influxdb'),
    regex: z.literal(''),
    multi: z.literal(false),
    includeAll: z.literal(false),
    refresh: z.literal(1),
    options: z.tuple([]),
    // No fixed one: Grafana takes the first of the kind.
    current: z.strictObject({}),
  }),
  z.strictObject({ ...named, type: z.literal('textbox'), query: text, current: option, options: z.tuple([option]) }),
  z.strictObject({
    ...named,
    type: z.literal('query'),
    datasource,
    query: z.strictObject({ refId: text, query: text, maxDataPoints: z.int() }),
    regex: z.literal(''),
    // With the time range, which a dashboard that refreshes moves.
    refresh: z.literal(2),
    sort: z.union([z.literal(0), z.literal(1)]),
    multi: z.boolean(),
    includeAll: z.boolean(),
    allValue: z.literal('.*').optional(),
    options: z.tuple([]),
    current: z.union([
      z.strictObject({}),
      z.strictObject({
        selected: z.literal(true),
        text: z.tuple([z.literal('All')]),
        value: z.tuple([z.literal('$__all')]),
      }),
    ]),
  }),
]);

const builtInAnnotations = z.strictObject({
  builtIn: z.literal(1),
  name: z.literal('Annotations & Alerts'),
  type: z.literal('dashboard'),
  datasource: grafanaItself,
  enable: z.literal(true),
  hide: z.literal(true),
  iconColor: text,
});
/** The layer: what the sidecar writes about failed runs, on. */
const diagnosisAnnotations = z.strictObject({
  name: z.literal('Diagnosis'),
  datasource: grafanaItself,
  enable: z.literal(true),
  hide: z.literal(false),
  iconColor: text,
  target: z.strictObject({
    type: z.literal('tags'),
    tags: z.tuple([z.literal('loadtest'), z.literal('diagnosis')]).rest(z.literal('run:${testid}')),
    matchAny: z.literal(false),
    limit: z.literal(500),
  }),
});

export const dashboardSchema = z.strictObject({
  id: z.null(),
  uid: z.string().regex(/^[a-z0-9-]{1,40}$/),
  title: text,
  description: text,
  tags: z.array(text).min(1),
  editable: z.literal(true),
  graphTooltip: z.literal(1),
  // Tried in Grafana 12.3; a higher one than Grafana knows would not be migrated.
  schemaVersion: z.literal(39),
  version: z.literal(1),
  timezone: z.literal(''),
  weekStart: z.literal(''),
  fiscalYearStartMonth: z.literal(0),
  liveNow: z.literal(false),
  preload: z.literal(false),
  time: z.strictObject({ from: z.string().regex(/^now-\d+[mhd]$/), to: z.literal('now') }),
  timepicker: z.strictObject({ hidden: z.literal(false), refresh_intervals: z.array(z.string().regex(/^\d+[sm]$/)) }),
  refresh: z.string().regex(/^\d+[sm]$/),
  annotations: z.strictObject({ list: z.tuple([builtInAnnotations, diagnosisAnnotations]) }),
  links: z.array(
    z.strictObject({
      type: z.literal('link'),
      title: text,
      url: z.string().startsWith('/'),
      tooltip: text,
      icon: z.enum(['info', 'dashboard', 'external link']),
      tags: z.tuple([]),
      asDropdown: z.literal(false),
      includeVars: z.boolean(),
      keepTime: z.boolean(),
      targetBlank: z.boolean(),
    })
  ),
  templating: z.strictObject({ list: z.array(variable) }),
  panels: z.array(z.discriminatedUnion('type', [corePanel, ownPanel])),
});

export type Dashboard = z.infer<typeof dashboardSchema>;
