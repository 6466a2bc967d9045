import { z } from 'zod';

/**
 * What Grafana 12.3 reads of the provisioning files (pkg/services/provisioning), as narrow as these files are to be: a key
 * that is written wrongly is no error in Grafana, it does nothing.
 */

const text = z.string().regex(/\S/);
/** Longer ones are refused by Grafana. */
const uid = z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/);
const first = { apiVersion: z.literal(1) };
const fromEnvironment = z.string().regex(/^\$__env\{[A-Z0-9_]+\}$/);
const fromFile = z.string().regex(/^\$__file\{\/run\/loadtests\/[a-z-]+\}$/);

export const datasourcesSchema = z.strictObject({
  ...first,
  datasources: z.array(
    z.strictObject({
      name: text,
      uid,
      type: z.literal('influxdb'),
      orgId: z.literal(1),
      access: z.literal('proxy'),
      url: fromEnvironment,
      isDefault: z.boolean(),
      editable: z.literal(false),
      jsonData: z.strictObject({
        version: z.literal('Flux'),
        organization: fromEnvironment,
        defaultBucket: fromEnvironment,
        httpMode: z.literal('POST'),
      }),
      secureJsonData: z.strictObject({ token: fromFile }),
    })
  ),
});

export const appsSchema = z.strictObject({
  ...first,
  apps: z.tuple([
    z.strictObject({
      type: text,
      org_id: z.literal(1),
      disabled: z.literal(false),
      jsonData: z.record(z.string(), text),
      secureJsonData: z.record(z.string(), fromFile),
    }),
  ]),
});

export const dashboardProvidersSchema = z.strictObject({
  ...first,
  providers: z.tuple([
    z.strictObject({
      name: text,
      orgId: z.literal(1),
      type: z.literal('file'),
      folder: text,
      allowUiUpdates: z.literal(false),
      disableDeletion: z.boolean(),
      updateIntervalSeconds: z.int().min(10),
      options: z.strictObject({
        path: z.literal('/etc/grafana/provisioning/dashboards'),
        foldersFromFilesStructure: z.literal(false),
      }),
    }),
  ]),
});

const duration = z.string().regex(/^\d+[smhd]$/);
const refId = z.string().regex(/^[A-Z]$/);
const relativeTimeRange = z.strictObject({ from: z.int().min(0), to: z.literal(0) });
const querySchema = z.strictObject({
  refId,
  relativeTimeRange,
  datasourceUid: uid,
  // Grafana takes it as it stands: a `$` would get to InfluxDB.
  model: z.strictObject({ refId, query: z.string().regex(/^[^$]+$/, 'must have no $') }),
});
const expression = { refId, relativeTimeRange, datasourceUid: z.literal('__expr__') };
const evaluator = z.strictObject({ type: z.enum(['gt', 'lt']), params: z.tuple([z.number()]) });
const expressionSchema = z.strictObject({
  ...expression,
  model: z.discriminatedUnion('type', [
    z.strictObject({ refId, type: z.literal('reduce'), expression: refId, reducer: z.literal('last') }),
    z.strictObject({
      refId,
      type: z.literal('threshold'),
      expression: refId,
      conditions: z.tuple([z.strictObject({ evaluator })]),
    }),
  ]),
});

/** Until 12.3 Grafana takes annotations as they stand; later ones put variables in for `${NAME}` alone. */
const annotation = text.regex(/^(?!.*(\$\{|\$\$))/s, 'must have neither ${ nor $$');
/** Values of the environment are put into labels: `$labels` would become nothing. */
const label = z.string().regex(/^[a-z]+$/);

const ruleSchema = z.strictObject({
  uid,
  title: text,
  condition: refId,
  for: duration,
  noDataState: z.enum(['OK', 'Alerting']),
  execErrState: z.enum(['KeepLast', 'Alerting']),
  labels: z.strictObject({
    team: z.literal('loadtests'),
    severity: z.enum(['critical', 'warning']),
    loadtest_monitoring: label,
  }),
  dashboardUid: uid,
  panelId: z.int().min(1),
  annotations: z.strictObject({
    summary: annotation,
    description: annotation,
    runbook: annotation,
    figures: annotation.optional(),
    diagnosis: annotation.optional(),
    run: annotation.optional(),
  }),
  data: z.array(z.union([querySchema, expressionSchema])).min(3),
});
export type Rule = z.infer<typeof ruleSchema>;

export const rulesSchema = z.strictObject({
  ...first,
  groups: z.tuple([
    z.strictObject({
      orgId: z.literal(1),
      name: text,
      folder: text,
      interval: duration,
      rules: z.array(ruleSchema).min(1),
    }),
  ]),
});

export const contactPointsSchema = z.strictObject({
  ...first,
  contactPoints: z.tuple([
    z.strictObject({
      orgId: z.literal(1),
      name: text,
      receivers: z.tuple([
        z.strictObject({
          uid,
          type: z.literal('slack'),
          // Without resolved messages nobody would hear of a recovery.
          disableResolveMessage: z.literal(false),
          settings: z.strictObject({
            url: fromFile,
            title: z.string().regex(/^[^$]+$/),
            text: z.string().regex(/^[^$]+$/),
          }),
        }),
      ]),
    }),
  ]),
});

const routeSchema = z.strictObject({
  receiver: text,
  object_matchers: z.array(z.tuple([text, z.literal('='), text])).min(1),
  group_by: z.array(text),
  group_wait: duration,
  group_interval: duration,
  repeat_interval: duration,
});
export const policiesSchema = z.strictObject({
  ...first,
  policies: z.tuple([
    z.strictObject({
      orgId: z.literal(1),
      receiver: z.literal('grafana-default-email'),
      group_by: z.array(text),
      routes: z.array(routeSchema).min(1),
    }),
  ]),
});

export const templatesSchema = z.strictObject({
  ...first,
  templates: z.tuple([z.strictObject({ orgId: z.literal(1), name: text, template: text })]),
});
