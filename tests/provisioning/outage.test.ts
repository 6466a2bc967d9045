import { advance, evaluate, firingOf, noInstances, type Evaluation, type RuleState } from './evaluate';
import { readRules, seconds } from './files';
import type { Rule } from './schema';

/** Evaluations every 30 s, as many as given, from a state on. */
function go(rule: Rule, state: RuleState, evaluations: readonly Evaluation[]): RuleState {
  return evaluations.reduce((before, evaluation, index) => advance(rule, before, evaluation, index * 30_000), state);
}
const minutes = (count: number, evaluation: Evaluation) => Array.from({ length: count * 2 + 1 }, () => evaluation);
const unanswered = (rule: Rule) => evaluate(rule, null);
const found = (alerting: boolean): Evaluation => ({
  kind: 'values',
  instances: [{ labels: { test: 'checkout' }, alerting }],
  reduced: new Map(),
});

describe('while InfluxDB does not answer', () => {
  it('one alert tells it, after three minutes', async () => {
    const firing = async (count: number) =>
      (await readRules())
        .filter((rule) => firingOf(go(rule, noInstances, minutes(count, unanswered(rule)))).length > 0)
        .map(({ title }) => title);
    expect(await firing(2)).toEqual([]);
    expect(await firing(3)).toEqual(['Sidecar down']);
  });

  it('what was told before is not taken for over, and what was well not for ill', async () => {
    for (const rule of (await readRules()).filter(({ title }) => title !== 'Sidecar down')) {
      const told = go(rule, noInstances, minutes(seconds(rule.for) / 60, found(true)));
      expect([rule.title, firingOf(go(rule, told, minutes(10, unanswered(rule))))]).toEqual([
        rule.title,
        [{ test: 'checkout' }],
      ]);
      const well = go(rule, noInstances, [found(false), ...minutes(10, unanswered(rule))]);
      expect([rule.title, firingOf(well)]).toEqual([rule.title, []]);
    }
  });

  it('without data nothing fires but the missing heartbeat', async () => {
    const silent: Evaluation = { kind: 'noData' };
    const firing = (await readRules()).filter(
      (rule) => firingOf(go(rule, noInstances, minutes(10, silent))).length > 0
    );
    expect(firing.map(({ title }) => title)).toEqual(['Sidecar down']);
  });
});
