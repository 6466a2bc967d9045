import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createEmbeddedStore, createInfluxStore } from '../../backend/src/metrics';
import { type MetricsStore } from '../../backend/src/model/figures';
import { describeWith, realPart } from '../../backend/src/testing/real-parts';
import type { StackSidecar } from './sidecar';

/** A metric store of a test's own, empty. */
export interface StackMetricStore {
  /** For the sidecar, and for a CLI beside it. */
  readonly env: Readonly<Record<string, string>>;
  /** Arguments and variables that let a k6 of the test's own stream into it. */
  k6Output(sidecar: StackSidecar): { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> };
  /** The store without the sidecar, which must have been stopped. @param dataDir what the sidecar's was. */
  open(dataDir: string): Promise<MetricsStore>;
  dispose(): Promise<void>;
}

type StackTests = (prepare: () => Promise<StackMetricStore>, k6Bin: string) => void;

/** `describe`, once on each metric store, where k6 and that store are at hand. */
export function describeOnEachStore(title: string, body: StackTests): void {
  onEmbedded(title, body);
  onInfluxdb(title, body);
}

function onEmbedded(title: string, body: StackTests): void {
  describeWith(['K6_BIN'], `${title}, on the embedded metric store`, () =>
    body(prepareEmbedded, realPart('K6_BIN') ?? '')
  );
}

function onInfluxdb(title: string, body: StackTests): void {
  describeWith(['K6_BIN', 'TEST_INFLUX_URL', 'TEST_INFLUX_TOKEN'], `${title}, on InfluxDB 2.7`, () =>
    body(prepareInfluxdb, realPart('K6_BIN') ?? '')
  );
}

/**
 * For what rests on k6's own behaviour: InfluxDB with k6 2 and the embedded store with k6 1, so that each store and each
 * major has its turn. Both majors write the same lines, so that the embedded store with k6 2 as well would mostly take time:
 * that is for `npm run test:full`, and for who has no k6 1.
 */
export function describeOnEachStoreAndK6(title: string, body: StackTests): void {
  if (process.env.TEST_FULL === 'true' || realPart('K6_1_BIN') === undefined) {
    onEmbedded(title, body);
  }
  onInfluxdb(title, body);
  describeWith(['K6_1_BIN'], `${title}, on the embedded metric store (k6 1)`, () =>
    body(prepareEmbedded, realPart('K6_1_BIN') ?? '')
  );
}

const embedded: StackMetricStore = {
  env: {},
  k6Output: ({ url, keys }) => k6Output(`${url}/k6`, keys.ingest),
  open: (dataDir) => createEmbeddedStore({ directory: join(dataDir, 'metrics') }),
  dispose: () => Promise.resolve(),
};
const prepareEmbedded = (): Promise<StackMetricStore> => Promise.resolve(embedded);

/** Two buckets of the test's own, since tests on one InfluxDB run side by side. */
export async function prepareInfluxdb(): Promise<StackMetricStore & { writeLines(lines: string): Promise<void> }> {
  const url = realPart('TEST_INFLUX_URL') ?? '';
  const token = realPart('TEST_INFLUX_TOKEN') ?? '';
  const org = 'loadtests';
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${url}/api/v2/${path}`, {
      method,
      headers: { authorization: `Token ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`InfluxDB answered ${method} ${path} with ${answer.status}: ${text}`);
    }
    return text === '' ? null : JSON.parse(text);
  };
  const { orgs } = (await call('GET', `orgs?org=${org}`)) as { orgs: Array<{ id: string }> };
  const createBucket = async (name: string) =>
    (await call('POST', 'buckets', { orgID: orgs[0]?.id, name, retentionRules: [] })) as { id: string };
  const bucket = `stack-${randomUUID()}`;
  const resultsBucket = `${bucket}-results`;
  const created = [await createBucket(bucket), await createBucket(resultsBucket)];
  return {
    env: {
      INFLUX_URL: url,
      INFLUX_TOKEN: token,
      INFLUX_ORG: org,
      INFLUX_BUCKET: bucket,
      INFLUX_RESULTS_BUCKET: resultsBucket,
    },
    async writeLines(lines) {
      const answer = await fetch(`${url}/api/v2/write?org=${org}&bucket=${bucket}&precision=ns`, {
        method: 'POST',
        headers: { authorization: `Token ${token}` },
        body: lines,
      });
      if (!answer.ok) {
        throw new Error(`InfluxDB answered the write with ${answer.status}: ${await answer.text()}`);
      }
    },
    k6Output: () => k6Output(`${url}/${bucket}`, token),
    open: () => Promise.resolve(createInfluxStore({ url, token, org, bucket, resultsBucket })),
    async dispose() {
      await Promise.all(created.map(({ id }) => call('DELETE', `buckets/${id}`)));
    },
  };
}

function k6Output(url: string, password: string): ReturnType<StackMetricStore['k6Output']> {
  return {
    args: ['--out', `influxdb=${url}`],
    env: { K6_INFLUXDB_USERNAME: 'k6', K6_INFLUXDB_PASSWORD: password },
  };
}
