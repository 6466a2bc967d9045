import { contentHash } from '../../lib/content-hash';

/** The largest stored summary, in bytes of JSON. k6's own is about 4 kB; groups and custom metrics make it larger. */
const maxStoredSummaryBytes = 256 * 1024;

/** A summary that may be stored, and what had to go, as paths a person can read. */
export interface RedactedSummary {
  readonly summary: Record<string, unknown>;
  readonly removed: readonly string[];
}

/** Everything a summary of any shape has at the top; what a script adds itself is not kept. */
const knownKeys = new Set(['metrics', 'root_group', 'state', 'options', 'version', 'config', 'metadata', 'results']);

/** The metrics that the figures of a run are read from; see parse.ts. */
const judgedMetrics =
  /^(http_reqs|http_req_failed|http_req_duration|vus|vus_max|iterations|iteration_duration|dropped_iterations|checks|(?:grpc|ws|browser)_\w+)(\{|$)/;

/**
 * Removes what must never be stored: `setup_data` (whatever setup() returned, often a login token) and the script's
 * source text, which the machine-readable summary carries in `config.script`. Then cuts what is too large: first groups
 * and the list of checks, then metrics that no figure is read from. Does not change its argument.
 *
 * A summary that is still too large after that comes back as an empty object, with `removed` saying so.
 */
export function redactSummary(
  summary: Readonly<Record<string, unknown>>,
  maxBytes = maxStoredSummaryBytes
): RedactedSummary {
  const removed: string[] = [];
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(summary)) {
    if (knownKeys.has(key)) {
      kept[key] = value;
    } else {
      removed.push(key);
    }
  }
  if (isObject(kept.config) && 'script' in kept.config) {
    kept.config = without(kept.config, 'script');
    removed.push('config.script');
  }

  if (bytesOf(kept) > maxBytes) {
    if ('root_group' in kept) {
      delete kept.root_group;
      removed.push('root_group');
    }
    if (isObject(kept.results)) {
      const { checks } = kept.results;
      kept.results = { ...without(kept.results, 'groups', 'scenarios') };
      if (isObject(checks) && isObject(kept.results)) {
        kept.results = { ...kept.results, checks: without(checks, 'results', 'ordered_checks') };
      }
      removed.push('results.checks.results', 'results.groups');
    }
  }
  if (bytesOf(kept) > maxBytes) {
    if (isObject(kept.metrics)) {
      kept.metrics = Object.fromEntries(
        Object.entries(kept.metrics).flatMap(([name, metric]) => keptMetric(name, metric))
      );
      removed.push('metrics (all but the ones a run is judged by)');
    }
    if (isObject(kept.results) && Array.isArray(kept.results.metrics)) {
      const metrics: unknown[] = kept.results.metrics;
      kept.results = {
        ...kept.results,
        metrics: metrics.filter((metric) => isObject(metric) && judgedMetrics.test(String(metric.name))),
      };
      removed.push('results.metrics (all but the ones a run is judged by)');
    }
  }
  if (bytesOf(kept) > maxBytes) {
    return { summary: {}, removed: [`everything: larger than ${maxBytes} bytes`] };
  }
  return { summary: kept, removed };
}

/** A metric with thresholds is kept: a crossed one, or one without samples, decides the verdict. */
function keptMetric(name: string, metric: unknown): Array<[string, unknown]> {
  if (judgedMetrics.test(name)) {
    return [[cutName(name), metric]];
  }
  if (!isObject(metric) || !isObject(metric.thresholds)) {
    return [];
  }
  return [[cutName(name), metric]];
}

/** No figure needs a name of more than this; the hash tells two apart that begin the same. */
const maxNameLength = 1000;

function cutName(name: string): string {
  if (name.length <= maxNameLength) {
    return name;
  }
  const start = name.slice(0, maxNameLength).toWellFormed();
  return `${start}… ${contentHash(name).slice(0, 16)}${name.endsWith('}') ? '}' : ''}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function without(value: Readonly<Record<string, unknown>>, ...keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
