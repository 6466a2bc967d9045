import { randomUUID } from 'node:crypto';
import { InfluxDB } from '@influxdata/influxdb-client';
import { createInfluxStore } from '../../../backend/src/metrics';
import type { MetricsStore } from '../../../backend/src/model/figures';
import { describeWith, realPart } from '../../../backend/src/testing/real-parts';
import { prepareInfluxdb } from '../../stack/metric-stores';
import { framesOf, type Frame } from './frames';

/** A real InfluxDB with the two buckets of a test's own, empty. */
export interface TestInflux {
  readonly buckets: { readonly k6_bucket: string; readonly results_bucket: string };
  /** The sidecar's own store on both buckets. */
  readonly store: MetricsStore;
  /** For k6. */
  readonly k6Output: { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> };
  /** What Grafana would show of this query's answer. */
  frames(query: string): Promise<readonly Frame[]>;
  /** Line protocol at precision ns into the k6 bucket. */
  writeLines(lines: string): Promise<void>;
  dispose(): Promise<void>;
}

/** `describe`, once on each release line of InfluxDB that must work, where k6 of both majors is at hand too. */
export function describeOnEachInfluxdb(title: string, body: (prepare: () => Promise<TestInflux>) => void): void {
  const k6 = ['K6_BIN', 'K6_1_BIN'] as const;
  describeWith([...k6, 'TEST_INFLUX_URL', 'TEST_INFLUX_TOKEN'], `${title}, on InfluxDB 2.7`, () =>
    body(prepareInfluxdb2)
  );
  describeWith([...k6, 'TEST_INFLUX1_URL'], `${title}, on InfluxDB 1.13 with Flux`, () => body(prepare1));
}

/** On InfluxDB 2.7, where it is at hand. */
export async function prepareInfluxdb2(): Promise<TestInflux> {
  const { env, k6Output: _ofSidecar, open, writeLines, dispose } = await prepareInfluxdb();
  const { INFLUX_URL: url = '', INFLUX_TOKEN: token = '', INFLUX_ORG: org = '', INFLUX_BUCKET: bucket = '' } = env;
  const influx = new InfluxDB({ url, token });
  return {
    buckets: { k6_bucket: bucket, results_bucket: env['INFLUX_RESULTS_BUCKET'] ?? '' },
    store: await open(''),
    k6Output: {
      args: ['--out', `influxdb=${url}/${bucket}`],
      env: { K6_INFLUXDB_USERNAME: 'k6', K6_INFLUXDB_PASSWORD: token },
    },
    frames: (query) => framesOf(influx, org, query),
    writeLines,
    dispose,
  };
}

async function prepare1(): Promise<TestInflux> {
  const url = realPart('TEST_INFLUX1_URL') ?? '';
  const [bucket, resultsBucket] = [`k6-${randomUUID()}`, `results-${randomUUID()}`];
  const post = async (path: string, body?: string): Promise<void> => {
    const answer = await fetch(`${url}${path}`, { method: 'POST', ...(body !== undefined && { body }) });
    if (!answer.ok) {
      throw new Error(`InfluxDB 1.13 answered ${path} with ${answer.status}: ${await answer.text()}`);
    }
  };
  const command = (statement: string) => post(`/query?${new URLSearchParams({ q: statement })}`);
  await command(`CREATE DATABASE "${bucket}"`);
  await command(`CREATE DATABASE "${resultsBucket}"`);
  const influx = new InfluxDB({ url });
  return {
    buckets: { k6_bucket: bucket, results_bucket: resultsBucket },
    store: createInfluxStore({ url, bucket, resultsBucket }),
    k6Output: { args: ['--out', `influxdb=${url}/${bucket}`], env: {} },
    frames: (query) => framesOf(influx, '', query),
    writeLines: (lines) => post(`/write?${new URLSearchParams({ db: bucket, precision: 'ns' })}`, lines),
    async dispose() {
      await command(`DROP DATABASE "${bucket}"`);
      await command(`DROP DATABASE "${resultsBucket}"`);
    },
  };
}
