import type { TestInflux } from '../plugin/dashboards/influx';
import type { Frame } from '../plugin/dashboards/frames';
import { interpolate } from '../plugin/dashboards/interpolate';
import { advance, evaluate, firingOf, noInstances, type Evaluation, type RuleState } from './evaluate';
import { readRules, seconds } from './files';
import type { Rule } from './schema';

/** Which bucket `v.defaultBucket` is, as Grafana puts it in: that of the data source. */
export function withDefaultBucket(query: string, bucket: string): string {
  return query.replaceAll('v.defaultBucket', JSON.stringify(bucket));
}

/** One evaluation of a rule by Grafana at this instant, its queries asked of InfluxDB. */
export async function evaluateAt(rule: Rule, influx: TestInflux, at: Date): Promise<Evaluation> {
  const answers = rule.data.flatMap(({ refId, relativeTimeRange, model }) =>
    'query' in model
      ? [
          influx
            .frames(
              interpolate(withDefaultBucket(model.query, influx.buckets.results_bucket), {
                from: new Date(at.getTime() - relativeTimeRange.from * 1000),
                to: at,
                windowPeriod: '1s',
                variables: {},
              })
            )
            .then((frames): [string, readonly Frame[]] => [refId, frames]),
        ]
      : []
  );
  return evaluate(rule, new Map(await settled(answers)));
}

/**
 * What fires at this instant, as `title` or `title test`, where Grafana has evaluated each rule for as long as its `for` and
 * once more until then.
 */
export async function firingAt(influx: TestInflux, at: Date): Promise<readonly string[]> {
  const rules = await readRules();
  const firing = await settled(
    rules.map(async (rule) => {
      let state: RuleState = noInstances;
      const intervalMs = rule.intervalSeconds * 1000;
      const evaluations = Math.ceil((seconds(rule.for) * 1000) / intervalMs) + 2;
      for (let time = at.getTime() - (evaluations - 1) * intervalMs; time <= at.getTime(); time += intervalMs) {
        state = advance(rule, state, await evaluateAt(rule, influx, new Date(time)), time);
      }
      return firingOf(state).map(({ test }) => (test === undefined ? rule.title : `${rule.title}: ${test}`));
    })
  );
  return firing.flat().sort();
}

/** All of them, also where one has failed: a bucket must not be deleted while it is asked. */
async function settled<Value>(promises: ReadonlyArray<Promise<Value>>): Promise<Value[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
