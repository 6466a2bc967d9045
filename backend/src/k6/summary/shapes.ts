import { z } from 'zod';
import type { K6Summary, K6Threshold } from '../../model/k6-summary';
import { readThreshold } from './threshold';

/** What was wrong with a summary, with the path inside it. */
export interface SummaryProblem {
  readonly path: string;
  readonly message: string;
}

/** One metric of a summary, whatever the shape; `path` is where its values stand. */
export interface Metric {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A summary brought to one form; its figures are not checked yet. */
export interface NeutralSummary {
  readonly shape: K6Summary['shape'];
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly thresholds: readonly K6Threshold[];
  /** Where the shape says the duration itself. */
  readonly durationMs: { readonly path: string; readonly value: unknown } | null;
}

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly SummaryProblem[] };

const valuesSchema = z.record(z.string(), z.unknown());

const handleSummarySchema = z.looseObject({
  state: z.looseObject({ testRunDurationMs: z.unknown() }).optional(),
  metrics: z.record(
    z.string(),
    z.looseObject({
      type: z.unknown().optional(),
      contains: z.unknown().optional(),
      values: valuesSchema,
      thresholds: z.record(z.string(), z.looseObject({ ok: z.boolean() })).nullish(),
    })
  ),
});

const summaryExportSchema = z.looseObject({
  metrics: z.record(z.string(), z.looseObject({ thresholds: z.record(z.string(), z.boolean()).nullish() })),
});

const namedMetricSchema = z.looseObject({ name: z.string(), values: valuesSchema });

const machineReadableSchema = z.looseObject({
  config: z.looseObject({ duration: z.unknown() }).optional(),
  results: z.looseObject({
    metrics: z.array(namedMetricSchema),
    checks: z.looseObject({ metrics: z.array(namedMetricSchema) }).nullish(),
  }),
});

/** Recognises which of k6's three shapes this is and brings it to one form. */
export function readShape(raw: unknown): Outcome<NeutralSummary> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { ok: false, problems: [{ path: '', message: 'not a JSON object; expected a k6 end-of-test summary' }] };
  }
  if ('results' in raw) {
    return checked(machineReadableSchema, raw, fromMachineReadable);
  }
  if (!('metrics' in raw)) {
    const message = 'neither "metrics" (handleSummary, --summary-export) nor "results" (machine-readable) is there';
    return { ok: false, problems: [{ path: '', message }] };
  }
  // Only handleSummary's data has `state`; without it (a script may send a part) its metrics still nest `values`.
  const nestsValues = z.looseObject({ metrics: z.record(z.string(), z.looseObject({ values: valuesSchema })) });
  const isExport = !('state' in raw) && (isEmpty(raw.metrics) || !nestsValues.safeParse(raw).success);
  return isExport
    ? checked(summaryExportSchema, raw, fromSummaryExport)
    : checked(handleSummarySchema, raw, fromHandleSummary);
}

/** https://grafana.com/docs/k6/latest/results-output/end-of-test/custom-summary/ */
function fromHandleSummary(raw: z.infer<typeof handleSummarySchema>): NeutralSummary {
  const metrics = new Map<string, Metric>();
  const thresholds: K6Threshold[] = [];
  for (const [metric, { values, type, contains, thresholds: own }] of Object.entries(raw.metrics)) {
    metrics.set(metric, { path: `metrics.${metric}.values`, values });
    for (const [expression, { ok }] of Object.entries(own ?? {})) {
      thresholds.push(readThreshold(metric, expression, ok, values, { type, contains }));
    }
  }
  const durationMs =
    raw.state === undefined ? null : { path: 'state.testRunDurationMs', value: raw.state.testRunDurationMs };
  return { shape: 'handleSummary', metrics, thresholds, durationMs };
}

/** `--summary-export` writes thresholds the other way round: `true` means crossed (k6 1.8.1 and 2.2.0, in real runs). */
function fromSummaryExport(raw: z.infer<typeof summaryExportSchema>): NeutralSummary {
  const metrics = new Map<string, Metric>();
  const thresholds: K6Threshold[] = [];
  for (const [metric, { thresholds: own, ...values }] of Object.entries(raw.metrics)) {
    metrics.set(metric, { path: `metrics.${metric}`, values });
    for (const [expression, crossed] of Object.entries(own ?? {})) {
      thresholds.push(readThreshold(metric, expression, !crossed, values));
    }
  }
  return { shape: 'summaryExport', metrics, thresholds, durationMs: null };
}

/**
 * `--new-machine-readable-summary`: the duration is in seconds, rates are `{ matches, total, rate }`, percentiles are
 * `p95` (1.8.1 and 2.2.0) or `p(95)`, thresholds are not in it, and checks stand apart as `checks_succeeded`.
 */
function fromMachineReadable(raw: z.infer<typeof machineReadableSchema>): NeutralSummary {
  const metrics = new Map<string, Metric>();
  raw.results.metrics.forEach(({ name, values }, index) => {
    metrics.set(name, { path: `results.metrics[${index}].values`, values });
  });
  raw.results.checks?.metrics.forEach(({ name, values }, index) => {
    if (name === 'checks_succeeded') {
      metrics.set('checks', { path: `results.checks.metrics[${index}].values`, values });
    }
  });
  const seconds = raw.config?.duration;
  const durationMs =
    raw.config === undefined
      ? null
      : { path: 'config.duration', value: typeof seconds === 'number' ? seconds * 1000 : seconds };
  return { shape: 'machineReadable', metrics, thresholds: [], durationMs };
}

function checked<T>(
  schema: z.ZodType<T>,
  raw: unknown,
  convert: (value: T) => NeutralSummary
): Outcome<NeutralSummary> {
  const result = schema.safeParse(raw);
  return result.success
    ? { ok: true, value: convert(result.data) }
    : {
        ok: false,
        problems: result.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message })),
      };
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
