import type { LoadTest } from '../model/load-test';
import { storable } from '../lib/storable';
import type { ScriptThreshold } from '../model/run';
import type { Measurement } from '../model/protocol';
import { canonicalJson } from '../lib/canonical';
import { type K6Summary } from '../model/k6-summary';

/**
 * Whether a run that says it is a catalogue entry's has measured what the entry measures. Only a contradiction un-counts
 * it: what a reporter could not tell is taken for the same. Pure; every reason is for people and names no value of a
 * variable, which may be secret.
 */

/** What k6 says of how a catalogue entry measures. */
export interface EntryMeasurement {
  readonly thresholds: readonly ScriptThreshold[];
  readonly measuredOptions: Readonly<Record<string, unknown>>;
}

/** What a reporter's announcement contradicts of how the catalogue's entry measures; null where nothing does. */
export function announcedContradiction(
  measurement: Measurement,
  entry: Pick<LoadTest, 'env' | 'ignoredEnv' | 'secrets'>,
  expected: EntryMeasurement,
  instances: number
): string | null {
  const [first] = measurement.switches;
  if (first !== undefined) {
    return `${first} changes what is measured`;
  }
  return (
    variableContradiction(measurement, entry) ??
    optionContradiction(measurement.options, expected.measuredOptions, instances) ??
    (measurement.thresholds === null ? null : thresholdContradiction(expected.thresholds, measurement.thresholds))
  );
}

/** Names that say which run it is and where it goes; the target is compared by itself. */
const ours = /^(?:TARGET$|LOADTEST$|LOADTEST_|LOADTESTS_)/;

function variableContradiction(
  { envNames, env }: Pick<Measurement, 'envNames' | 'env'>,
  entry: Pick<LoadTest, 'env' | 'ignoredEnv' | 'secrets'>
): string | null {
  for (const [name, value] of Object.entries(entry.env)) {
    const seen = Object.hasOwn(env, name) ? env[name] : undefined;
    if (seen !== undefined && seen !== value) {
      return `the variable ${name} ${seen === null ? 'is not set, but in the catalogue' : "is not the catalogue's"}`;
    }
  }
  const isKnown = (name: string) =>
    Object.hasOwn(entry.env, name) || Object.hasOwn(entry.secrets, name) || entry.ignoredEnv.includes(name);
  const unknown = envNames.find((name) => !ours.test(name) && !isKnown(name));
  return unknown === undefined
    ? null
    : `-e ${quoted(unknown)} is neither in the catalogue's env nor among its ignoredEnv`;
}

function optionContradiction(
  options: Measurement['options'],
  expected: EntryMeasurement['measuredOptions'],
  instances: number
): string | null {
  if (options === null) {
    return null;
  }
  const names = [...new Set([...Object.keys(options), ...Object.keys(expected)])];
  const different = names.find(
    (name) =>
      !(name === 'executionSegment' && instances > 1) &&
      comparableOption(options[name]) !== comparableOption(expected[name])
  );
  return different === undefined ? null : `k6's option ${quoted(different)} is not the catalogue's`;
}

/** Whatever k6 takes for "not set" is the same. */
function comparableOption(value: unknown): string {
  const isUnset =
    value === undefined ||
    value === null ||
    value === false ||
    value === '0:1' ||
    (Array.isArray(value) && value.length === 0);
  // Whatever a reporter has sent: without the depth at which comparing it would overflow.
  return isUnset ? '' : canonicalJson(storable(value));
}

/** What a summary contradicts of the thresholds that script and entry resolve to; null where nothing does. */
export function summaryContradiction(
  expected: readonly ScriptThreshold[],
  { shape, thresholds }: Pick<K6Summary, 'shape' | 'thresholds'>
): string | null {
  // The machine-readable summary carries no thresholds at all.
  const difference = shape === 'machineReadable' ? null : setDifference(expected.map(limitOf), thresholds.map(limitOf));
  return difference === null ? null : `k6's summary shows other thresholds than the catalogue's script: ${difference}`;
}

/** The same for the thresholds that a reporter's k6 resolved, which also tell when a run is to be aborted. */
export function thresholdContradiction(
  expected: readonly ScriptThreshold[],
  resolved: readonly ScriptThreshold[]
): string | null {
  const difference =
    setDifference(expected.map(limitOf), resolved.map(limitOf)) ??
    setDifference(expected.map(withAbort), resolved.map(withAbort));
  return difference === null ? null : `the script resolves to other thresholds than the catalogue's: ${difference}`;
}

function setDifference(expected: readonly string[], shown: readonly string[]): string | null {
  const missing = expected.find((each) => !shown.includes(each));
  if (missing !== undefined) {
    return `${quoted(missing)} is missing`;
  }
  const extra = shown.find((each) => !expected.includes(each));
  return extra === undefined ? null : `${quoted(extra)} is not among them`;
}

function quoted(text: string): string {
  return `"${text.length > 200 ? `${text.slice(0, 199)}…` : text}"`;
}

function limitOf({ metric, expression }: Pick<ScriptThreshold, 'metric' | 'expression'>): string {
  return `${comparableMetric(metric)}: ${withoutSpaces(expression)}`;
}

function withAbort(threshold: ScriptThreshold): string {
  const { abortOnFail, delayAbortEval } = threshold;
  const delay = milliseconds(delayAbortEval ?? '0s');
  return `${limitOf(threshold)}${abortOnFail ? `, aborts${delay === 0 ? '' : ` after ${delay} ms`}` : ''}`;
}

/** `http_req_duration{ name : x, b:"y" }` → `http_req_duration{b:y,name:x}`: as k6 reads a selector, in one order. */
function comparableMetric(metric: string): string {
  const [, name, selector] = /^([^{]*)\{(.*)\}\s*$/s.exec(metric) ?? [];
  if (name === undefined || selector === undefined) {
    return metric.trim();
  }
  const tags = selector.split(',').map((tag) => {
    const at = tag.indexOf(':');
    return at < 0 ? unquoted(tag) : `${unquoted(tag.slice(0, at))}:${unquoted(tag.slice(at + 1))}`;
  });
  return `${name.trim()}{${tags.sort().join(',')}}`;
}

/** k6 cuts spaces, then quotes off the names and values of a selector. */
function unquoted(text: string): string {
  return text.trim().replace(/^["']+|["']+$/g, '');
}

function withoutSpaces(expression: string): string {
  return expression.replace(/\s+/g, '');
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A duration as k6 writes it, such as `1m30s`; what is no duration stays as it is. */
function milliseconds(duration: string): number | string {
  const steps = [...duration.matchAll(/([\d.]+)(ms|s|m|h)/g)];
  return steps.map(([step]) => step).join('') === duration
    ? steps.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? NaN), 0)
    : duration;
}
