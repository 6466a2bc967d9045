import type { Frame } from '../plugin/dashboards/frames';
import { seconds } from './files';
import type { Rule } from './schema';

/**
 * How Grafana 12.3 evaluates a rule (pkg/expr, pkg/services/ngalert/eval and /state), as far as these rules go: queries that
 * answer with series, `reduce` to the last value, one threshold, `for`, and what becomes of no data and of an error.
 */

type Labels = Readonly<Record<string, string>>;
interface Reduced {
  readonly labels: Labels;
  readonly value: number;
}

/** What one evaluation has found. */
export type Evaluation =
  | { readonly kind: 'noData' | 'error' }
  | {
      readonly kind: 'values';
      readonly instances: ReadonlyArray<{ readonly labels: Labels; readonly alerting: boolean }>;
      /** What a template finds as `$values`, of each reducing expression. */
      readonly reduced: ReadonlyMap<string, readonly Reduced[]>;
    };

/** @param answers the frames of each query by its letter; null: InfluxDB did not answer. */
export function evaluate(rule: Rule, answers: ReadonlyMap<string, readonly Frame[]> | null): Evaluation {
  if (answers === null) {
    return { kind: 'error' };
  }
  // One query without data is enough, also one that the condition does not look at.
  if ([...answers.values()].some((frames) => frames.length === 0)) {
    return { kind: 'noData' };
  }
  const reduced = new Map<string, readonly Reduced[]>();
  for (const { model } of rule.data) {
    if ('type' in model && model.type === 'reduce') {
      reduced.set(model.refId, (answers.get(model.expression) ?? []).map(lastOf));
    }
  }
  const condition = rule.data.find(({ refId }) => refId === rule.condition)?.model;
  if (condition === undefined || !('type' in condition) || condition.type !== 'threshold') {
    throw new Error(`the condition of "${rule.title}" is no threshold`);
  }
  const [{ evaluator }] = condition.conditions;
  const isBeyond = (value: number) =>
    evaluator.type === 'gt' ? value > evaluator.params[0] : value < evaluator.params[0];
  const instances = (reduced.get(condition.expression) ?? []).map(({ labels, value }) => ({
    labels,
    alerting: isBeyond(value),
  }));
  const names = instances.map(({ labels }) => keyOf(labels));
  if (new Set(names).size !== names.length) {
    throw new Error(`"${rule.title}" has several results with the same labels: ${names.join(' and ')}`);
  }
  return { kind: 'values', instances, reduced };
}

function lastOf(frame: Frame): Reduced {
  if (frame.kind !== 'series') {
    throw new Error(`Grafana's rules need series, and this is a table of ${frame.columns.join()}`);
  }
  const value = frame.points.at(-1)?.value;
  if (typeof value !== 'number') {
    throw new Error(`Grafana's rules need numbers, and this is ${String(value)}`);
  }
  return { labels: frame.labels, value };
}

interface Instance {
  readonly labels: Labels;
  /** When it began to alert, in ms; null: it does not. */
  readonly alertingSince: number | null;
  readonly firing: boolean;
}

/** The alerts of a rule from one evaluation to the next. */
export type RuleState = ReadonlyMap<string, Instance>;
export const noInstances: RuleState = new Map();

/** What becomes of the alerts at an evaluation at `at` (ms). A series that is gone is taken for gone at once. */
export function advance(rule: Rule, state: RuleState, evaluation: Evaluation, at: number): RuleState {
  const all = (alerting: boolean) =>
    (state.size === 0 ? [{ labels: {} }] : [...state.values()]).map(({ labels }) => ({ labels, alerting }));
  const found = resultsOf(rule, evaluation, all);
  if (found === null) {
    return state;
  }
  return new Map(
    found.map(({ labels, alerting }): [string, Instance] => {
      const before = state.get(keyOf(labels));
      const alertingSince = alerting ? (before?.alertingSince ?? at) : null;
      const firing = alertingSince !== null && at - alertingSince >= seconds(rule.for) * 1000;
      return [keyOf(labels), { labels, alertingSince, firing }];
    })
  );
}

type Results = ReadonlyArray<{ readonly labels: Labels; readonly alerting: boolean }>;

/** Null: everything stays as it was. */
function resultsOf(rule: Rule, evaluation: Evaluation, all: (alerting: boolean) => Results): Results | null {
  switch (evaluation.kind) {
    case 'values':
      return evaluation.instances;
    case 'noData':
      return all(rule.noDataState === 'Alerting');
    case 'error':
      return rule.execErrState === 'KeepLast' ? null : all(true);
  }
}

export function firingOf(state: RuleState): readonly Labels[] {
  return [...state.values()].filter(({ firing }) => firing).map(({ labels }) => labels);
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
