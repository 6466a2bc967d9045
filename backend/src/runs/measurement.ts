import type { ScriptThreshold } from './model';
import type { K6Summary } from './summary';

/**
 * Whether a run that says it is a catalogue entry's has measured what the entry measures. Only a contradiction un-counts
 * it: what a reporter could not tell is taken for the same. Pure; every reason is for people and names no value of a
 * variable, which may be secret.
 */

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
